package dev.modelregistry.examples.console;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that asks a registry. */
abstract class RegistryCommand extends ConsoleCommand {
    @Option(
            names = "--registry",
            paramLabel = "URL",
            order = 100,
            description = "where the registry is: file:DIRECTORY or jdbc:…; or else in the variable " + Host.REGISTRY)
    private @Nullable String url;

    abstract Answer answer(ModelRegistry registry) throws IOException;

    /** What is wrong with the arguments is told before the registry is opened. */
    void check() throws IOException {}

    /** Opens a registry that exists. */
    ModelRegistry open(String place) {
        return ModelRegistry.open(place);
    }

    @Override
    final Answer answer() throws IOException {
        check();
        try (ModelRegistry registry = opened(place())) {
            return answer(registry);
        }
    }

    /** What is refused here is no answer yet: a wrong password, a database in use. */
    private ModelRegistry opened(String place) {
        try {
            return open(place);
        } catch (RejectedException refused) {
            throw new StoreUnavailableException("the registry cannot be opened: " + refused.getMessage(), refused);
        }
    }

    private String place() {
        String given = url != null ? url : host().variables().getOrDefault(Host.REGISTRY, "");
        if (given.isBlank()) {
            throw new InvalidInputException("where is the registry? Give --registry URL or set " + Host.REGISTRY
                    + ", such as file:/var/registry");
        }
        return given;
    }
}
