package dev.modelregistry.fs;

import dev.modelregistry.contract.SharedRegistryContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SharedRegistryTest extends SharedRegistryContract {
    @TempDir
    Path directory;

    @Override
    protected String freshUrl() {
        return "file:" + directory;
    }
}
