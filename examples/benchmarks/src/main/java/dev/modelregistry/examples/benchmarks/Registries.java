package dev.modelregistry.examples.benchmarks;

import static dev.modelregistry.Change.because;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Registries with many versions, which several benchmarks share; filled when the first one asks. */
final class Registries {
    private static final byte[] TINY = {1, 2, 3};

    private final Workspace workspace;
    private final Places places;
    private final Map<Integer, String> filled = new HashMap<>();

    Registries(Workspace workspace, Places places) {
        this.workspace = workspace;
        this.places = places;
    }

    /** The URL of one whose model has so many versions; the one in the middle is in production and the champion. */
    String with(int versions) throws IOException {
        String known = filled.get(versions);
        if (known != null) {
            return known;
        }
        String url = places.fresh("versions_" + versions);
        fill(url, versions);
        filled.put(versions, url);
        return url;
    }

    private void fill(String url, int versions) {
        workspace.say("registering " + versions + " versions to measure on");
        try (ModelRegistry registry = Workspace.open(url)) {
            RegisteredModel model = registry.model(Workspace.MODEL);
            for (int i = 1; i <= versions; i++) {
                SemanticVersion version = SemanticVersion.of(1, i, 0);
                model.register(
                        draft -> draft.version(version)
                                .artifact("model.bin", TINY)
                                .parameter("epochs", 5),
                        because("something to measure"));
            }
            ModelVersion middle = model.version(versions / 2);
            model.promote(middle, Stage.STAGING, because("something to measure"));
            model.promote(middle, Stage.PRODUCTION, because("something to measure"));
            model.alias("champion", middle, because("something to measure"));
        }
    }
}
