package dev.modelregistry.contract;

import static dev.modelregistry.Change.because;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.lineage.Node;
import java.util.List;
import java.util.Random;

/** Fills a registry with models, versions and runs that have much in common, and changes them. */
final class RandomRegistry {
    static final List<String> NAMES = List.of("a", "a b", "a-b", "Ab", "flight_delay", "Flights", "z");
    static final List<String> TEXTS = List.of(
            "ops", "Ops", "o_s", "o%", "it's", "", "'; DROP TABLE mr_entry; --", "漢", "\ud83d\udeeb", "x".repeat(300));

    private static final List<String> KEYS = List.of("team", "my key", "`");
    private static final List<Stage> STAGES =
            List.of(Stage.DEVELOPMENT, Stage.STAGING, Stage.PRODUCTION, Stage.ARCHIVED);

    private RandomRegistry() {}

    static void fill(ModelRegistry registry, Random random) {
        for (int i = 0; i < 35; i++) {
            register(registry, pick(NAMES, random), random);
        }
        for (int i = 0; i < 12; i++) {
            run(registry, random);
        }
        for (int i = 0; i < 25; i++) {
            change(registry, random);
        }
        for (int i = 0; i < 6; i++) {
            link(registry, random);
        }
        RegisteredModel deleted = registry.model("Ab");
        if (deleted.exists()) {
            deleted.delete(because("x"));
        }
    }

    static <T> T pick(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    static double number(Random random) {
        return List.of(-1.5, 0.0, 0.25, 0.5, 1.0, 1e300).get(random.nextInt(6));
    }

    private static String text(Random random) {
        String text = pick(TEXTS, random);
        return text.isEmpty() ? "plain" : text;
    }

    private static void register(ModelRegistry registry, String name, Random random) {
        registry.model(name)
                .register(
                        draft -> {
                            draft.parameter("seed", random.nextInt());
                            if (random.nextBoolean()) {
                                draft.metric("auc", number(random)).metric("log loss", number(random));
                            }
                            if (random.nextBoolean()) {
                                draft.parameter("lr", random.nextInt(3)).parameter("kind", text(random));
                            }
                            draft.lineage(Lineage.builder()
                                    .code("git", "c" + random.nextInt(3))
                                    .dataset("Flights", "sha256:" + random.nextInt(3))
                                    .dataset("b", "md5:" + random.nextInt(2))
                                    .build());
                        },
                        because("x"));
    }

    private static void run(ModelRegistry registry, Random random) {
        TrainingRun run = registry.startRun(pick(NAMES, random));
        run.metric("auc", number(random)).tag("team", text(random)).parameter("lr", random.nextInt(3));
        if (random.nextBoolean()) {
            run.complete();
        }
        run.close();
    }

    /** What is recorded of nodes is no version and no run, and no search may find it. */
    private static void link(ModelRegistry registry, Random random) {
        Node data = Node.dataset("Flights", "sha256:" + random.nextInt(3));
        Node made = random.nextBoolean()
                ? Node.version(pick(NAMES, random), "1.0.0")
                : Node.dataset("b", "md5:" + random.nextInt(2));
        if (random.nextInt(3) > 0) {
            registry.lineage().record(data, made, because("x"));
        } else {
            registry.lineage().retract(data, made, because("x"));
        }
    }

    /** Some change to some version, model or node. */
    static void change(ModelRegistry registry, Random random) {
        if (random.nextInt(10) == 0) {
            link(registry, random);
        }
        RegisteredModel model = registry.model(pick(NAMES, random));
        if (!model.exists()) {
            if (model.revision() > 0 && random.nextInt(3) > 0) {
                model.restore(because("x"));
            }
            return;
        }
        ModelVersion version =
                model.version(1 + random.nextInt(model.latest().orElseThrow().number()));
        switch (random.nextInt(9)) {
            case 0 -> model.tag(pick(KEYS, random), text(random), because("x"));
            case 1, 2 -> model.tag(version, pick(KEYS, random), text(random), because("x"));
            case 3 -> {
                if (model.tags(version).containsKey("team")) {
                    model.removeTag(version, "team", because("x"));
                }
            }
            case 4, 5 -> model.alias(pick(List.of("champion", "challenger"), random), version, because("x"));
            case 6 -> {
                if (!model.aliases().isEmpty()) {
                    model.removeAlias(model.aliases().firstKey(), because("x"));
                }
            }
            case 7 -> {
                Stage to = pick(STAGES, random);
                if (!model.stageOf(version).stage().equals(to)
                        && model.simulate(version, to).passes()) {
                    model.promote(version, to, because("x"));
                }
            }
            default -> {
                if (random.nextInt(4) == 0) {
                    model.delete(because("x"));
                }
            }
        }
    }
}
