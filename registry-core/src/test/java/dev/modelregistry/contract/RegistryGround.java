package dev.modelregistry.contract;

import org.junit.jupiter.api.BeforeEach;

/** Where the registry of each test is, on a store of any kind, of which a URL is all that is known. */
public abstract class RegistryGround {
    /** Where the registry of a test is. */
    protected String url;

    /** A place where no registry is yet. */
    protected abstract String freshUrl();

    @BeforeEach
    final void choosePlace() {
        url = freshUrl();
    }
}
