package dev.modelregistry.examples.serving;

import dev.modelregistry.ModelLoader;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ServedModel;
import dev.modelregistry.serving.ServingOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a serving process has: a registry of its own on the shared directory, the model that it serves, and the server. Two of them in one JVM know of each other as little as in two. <b>Must be
 * closed</b>.
 */
record ServingProcess(ModelRegistry registry, ServedModel<DelayModel> served, PredictionServer server)
        implements AutoCloseable {
    private static final Flight USUAL = new Flight("ATL", 12, 700);
    private static final int WARM_UP = 1_000;

    /** How soon it hears of what others decided. */
    static final Duration POLL = Duration.ofMillis(200);

    /**
     * Serves what is in production.
     *
     * @param name who it is in the history, for any serving process may move a canary
     */
    static ServingProcess start(
            String name, Path directory, String model, ModelLoader<DelayModel> loader, VerdictTable table)
            throws IOException {
        ServingOptions<DelayModel> options = ServingOptions.<DelayModel>standard()
                .warmUp(ServingProcess::warmUp)
                .onVerdict((rollout, verdict) -> table.row(name, verdict));
        ModelRegistry registry = ModelRegistry.builder()
                .directory(directory)
                .actor(name)
                .pollInterval(POLL)
                .open();
        try {
            ServedModel<DelayModel> served = registry.serve(model, loader, options);
            return new ServingProcess(registry, served, new PredictionServer(served));
        } catch (IOException | RuntimeException failure) {
            registry.close(); // and what it serves
            throw failure;
        }
    }

    /** So that the first requests are as fast as the later ones. */
    private static void warmUp(DelayModel loaded) {
        for (int i = 0; i < WARM_UP; i++) {
            loaded.probabilityOfDelay(USUAL);
        }
    }

    URI url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
        registry.close(); // and what it serves
    }
}
