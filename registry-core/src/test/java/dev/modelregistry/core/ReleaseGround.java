package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.id.Stage.STAGING;

import dev.modelregistry.Change;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.ReleaseSet;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Stage;
import dev.modelregistry.release.Member;
import dev.modelregistry.release.Release;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/** Two models that work with each other, each with two versions in staging or on the way there. */
abstract class ReleaseGround {
    static final Change CHANGE = because("they belong together");

    final Ground ground = new Ground();
    final FaultyStore way = ground.way();
    final ModelRegistry registry = ground.open(way);
    final RegisteredModel ranker = registry.model("ranker");
    final RegisteredModel retriever = registry.model("retriever");
    final ReleaseSet shop = registry.releaseSet("shop");
    final ModelVersion ranker1 = staged(ranker, "1.0.0", "^1");
    final ModelVersion retriever1 = staged(retriever, "1.0.0", "^1");

    @AfterEach
    void close() {
        ground.close();
    }

    /** A version that waits for its release, and the releases of the other model that it works with. */
    ModelVersion staged(RegisteredModel model, String version, String worksWith) {
        ModelVersion registered = model.register(
                draft -> draft.version(version)
                        .artifact("model.bin", bytes(model.name() + " " + version))
                        .worksWith(model.name().value().equals("ranker") ? "retriever" : "ranker", worksWith),
                because("trained"));
        model.promote(registered, STAGING, because("tests pass"));
        return registered;
    }

    Release first() {
        return shop.promote(CHANGE, ranker1, retriever1);
    }

    /** The first release and one of two new versions. */
    Release second() {
        first();
        return shop.promote(
                because("both are better"), staged(ranker, "2.0.0", "^2"), staged(retriever, "2.0.0", "^2"));
    }

    /** The way back from what is in production. */
    Release back(Change change) {
        return shop.rollbackFrom(shop.current().orElseThrow(), change);
    }

    static List<String> versions(Release release) {
        return release.members().stream().map(Member::toString).toList();
    }

    static String inProduction(RegisteredModel model) {
        return model.in(Stage.PRODUCTION)
                .map(occupancy -> occupancy.version().version().toString())
                .orElse("nothing");
    }

    static Stage stage(RegisteredModel model, int number) {
        return model.stageOf(model.version(number)).stage();
    }

    static List<String> lastEvents(Stream<Commit> history) {
        return history.reduce((one, next) -> next).orElseThrow().events().stream()
                .map(RegistryEvent::summary)
                .toList();
    }
}
