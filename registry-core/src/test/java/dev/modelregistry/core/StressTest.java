package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.contract.Race;
import dev.modelregistry.core.FaultyStore.Fault;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.AliasMoved;
import dev.modelregistry.event.RegistryEvent.AliasRemoved;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Stage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Random commands from many threads over two registries on a flaky store; then the history itself is asked whether all was well. */
class StressTest {
    private static final int THREADS = 8;
    private static final int COMMANDS = 60;
    private static final Set<Stage> EXCLUSIVE = Set.of(Stage.STAGING, Stage.CANARY, Stage.PRODUCTION);
    private static final List<Stage> STAGES =
            List.of(Stage.STAGING, Stage.CANARY, Stage.PRODUCTION, Stage.ARCHIVED, Stage.STAGING);

    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way);
    private final RegisteredModel flights = registry.model("flights");
    private final RegisteredModel same = ground.open().model("flights");

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void keepsEveryInvariantUnderRandomCommands() throws Exception {
        register(flights, "0.0.1");
        for (int i = 0; i < 50; i++) {
            way.next(Fault.NONE, Fault.UNKNOWN_BUT_DONE, Fault.NONE, Fault.UNKNOWN_AND_NOT_DONE, Fault.CONFLICT);
        }

        Race.all(THREADS, racer -> {
            Random random = new Random(racer);
            RegisteredModel model = racer % 2 == 0 ? flights : same;
            for (int i = 0; i < COMMANDS; i++) {
                act(model, random, racer + "." + i + ".0");
            }
            return null;
        });

        flights.restore(because("to look at all that is left"));

        Map<Integer, Stage> stages = new TreeMap<>();
        Map<Alias, Integer> aliases = new HashMap<>();
        Commit before = null;
        for (Commit commit : flights.history().toList()) {
            assertThat(commit.revision()).isEqualTo(before == null ? 1 : before.revision() + 1);
            assertThat(before == null || commit.time().isAfter(before.time())).isTrue();
            assertThat(before == null || commit.previous().equals(before.hash()))
                    .isTrue();
            commit.events().forEach(event -> replay(event, stages, aliases));
            for (Stage stage : EXCLUSIVE) {
                assertThat(stages.values().stream().filter(stage::equals).count())
                        .as("occupants of %s after %s", stage, commit)
                        .isLessThanOrEqualTo(1);
            }
            before = commit;
        }
        for (RegisteredModel model : List.of(flights, same, ground.open().model("flights"))) {
            assertThat(model.versions()).hasSize(stages.size());
            model.versions()
                    .forEach(version ->
                            assertThat(model.stageOf(version).stage()).isEqualTo(stages.get(version.number())));
            assertThat(model.aliases().size()).isEqualTo(aliases.size());
            aliases.forEach((alias, number) ->
                    assertThat(model.aliases().get(alias).number()).isEqualTo(number));
            for (Stage stage : STAGES) {
                assertThat(model.in(stage).map(Occupancy::version))
                        .isEqualTo(lastOf(model.allIn(stage)).map(Occupancy::version));
            }
        }
        assertThat(registry.verify().problems()).isEmpty();
    }

    private static Optional<Occupancy> lastOf(List<Occupancy> all) {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    private static void act(RegisteredModel model, Random random, String fresh) {
        List<ModelVersion> versions = model.versions();
        try {
            if (versions.isEmpty()) {
                model.restore(because("needed"));
                return;
            }
            ModelVersion version = versions.get(random.nextInt(versions.size()));
            switch (random.nextInt(10)) {
                case 0, 1 -> register(model, fresh);
                case 2, 3, 4, 5 -> model.promote(version, STAGES.get(random.nextInt(STAGES.size())), because("random"));
                case 6 ->
                    model.rollbackFrom(
                            model.in(Stage.PRODUCTION).map(Occupancy::version).orElse(version), because("x"));
                case 7 -> model.alias("a" + random.nextInt(3), version, because("random"));
                case 8 -> model.removeAlias("a" + random.nextInt(3), because("random"));
                default -> model.delete(because("random"));
            }
        } catch (RejectedException | NotFoundException expected) {
            assertThat(expected).hasMessageContaining("flights");
        }
    }

    private static void replay(RegistryEvent event, Map<Integer, Stage> stages, Map<Alias, Integer> aliases) {
        if (event instanceof VersionRegistered registered) {
            assertThat(registered.number()).isEqualTo(stages.size() + 1);
            stages.put(registered.number(), registered.stage());
        } else if (event instanceof StageChanged changed) {
            assertThat(stages.put(changed.number(), changed.to())).isEqualTo(changed.from());
        } else if (event instanceof AliasMoved moved) {
            Integer from = aliases.put(moved.alias(), moved.to());
            assertThat(moved.from().isPresent() ? moved.from().getAsInt() : null)
                    .isEqualTo(from);
        } else if (event instanceof AliasRemoved removed) {
            assertThat(aliases.remove(removed.alias())).isEqualTo(removed.from());
        }
    }
}
