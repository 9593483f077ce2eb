package dev.modelregistry.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.core.codec.StateCodec;
import dev.modelregistry.core.state.Fold;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.RolloutState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.TagSet;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds after any sequence of commands. */
class RandomCommandsTest {
    private static final List<Stage> STAGES =
            List.of(Stage.DEVELOPMENT, Stage.STAGING, Stage.CANARY, Stage.PRODUCTION, Stage.ARCHIVED);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyStateOnTheWayIsSound(long seed) {
        RandomCommands commands = new RandomCommands(seed);
        int rollouts = 0;
        for (int i = 0; i < 400; i++) {
            ModelState before = commands.script().state();
            commands.step();
            checkStages(commands.script().state());
            checkNumbers(before, commands.script().state());
            checkLookups(commands.script().state());
            checkNothingInUseExpired(commands.script().state());
            checkRollout(commands.script().state());
            rollouts += commands.script().state().rollout() == null ? 0 : 1;
        }
        assertThat(rollouts).as("states with a rollout").isBetween(10, 390);
        assertThat(commands.counts()).as("accepted, refused and idle commands").allMatch(count -> count > 20);
    }

    private static void checkStages(ModelState state) {
        for (Stage stage : STAGES) {
            List<VersionState> all = state.versions().stream()
                    .filter(version -> version.stage().equals(stage))
                    .toList();
            if (Pipeline.standard().exclusive().contains(stage)) {
                assertThat(all).as("in %s", stage).hasSizeLessThanOrEqualTo(1);
            }
            VersionState last = all.stream()
                    .reduce((one, two) ->
                            one.entered().revision() > two.entered().revision() ? one : two)
                    .orElse(null);
            assertThat(state.lastIn(stage)).as("last in %s", stage).isSameAs(last);
            assertThat(state.allIn(stage)).containsExactlyInAnyOrderElementsOf(all);
            assertThat(state.allIn(stage))
                    .extracting(version -> version.entered().revision())
                    .isSorted();
        }
    }

    private static void checkRollout(ModelState state) {
        RolloutState rollout = state.rollout();
        if (rollout != null) {
            VersionState production = state.lastIn(Stage.PRODUCTION);
            assertThat(rollout.control())
                    .isEqualTo(production == null ? OptionalInt.empty() : OptionalInt.of(production.number()));
            assertThat(state.allIn(Stage.CANARY))
                    .extracting(VersionState::number)
                    .containsExactlyInAnyOrderElementsOf(rollout.candidates());
            assertThat(state.isDeleted()).isFalse();
        }
    }

    private static void checkNothingInUseExpired(ModelState state) {
        state.versions().stream().filter(VersionState::isExpired).forEach(version -> {
            assertThat(version.stage()).isIn(Stage.DEVELOPMENT, Stage.ARCHIVED);
            assertThat(version.custody().hold()).isNull();
            assertThat(version.reviews().toMap().values()).allMatch(review -> review.request() == null);
        });
        state.aliases()
                .forEach((alias, number) -> assertThat(state.version(number).isExpired())
                        .as("what %s points to", alias)
                        .isFalse());
    }

    private static void checkNumbers(ModelState before, ModelState after) {
        assertThat(after.versions()).hasSize(after.lastNumber());
        for (int number = 1; number <= after.lastNumber(); number++) {
            VersionState now = after.version(number);
            VersionState then = before.version(number);
            assertThat(now.number()).isEqualTo(number);
            if (then != null) {
                assertThat(now.digest()).isEqualTo(then.digest());
                assertThat(now.version()).isEqualTo(then.version());
                assertThat(now.registered()).isEqualTo(then.registered());
            }
        }
    }

    private static void checkLookups(ModelState state) {
        Set<Object> semantic = new HashSet<>();
        for (VersionState version : state.versions()) {
            assertThat(semantic.add(version.version().precedence())).isTrue();
            assertThat(state.version(version.version())).isSameAs(version);
            assertThat(state.version(version.digest())).isSameAs(version);
        }
        state.aliases()
                .forEach((alias, number) -> assertThat(state.version(alias)).isSameAs(state.version(number)));
        VersionState holder = state.version(Alias.of("alias-0"));
        if (holder != null) {
            assertThat(holder.stage()).as("what the protected alias points to").isIn(Stage.PRODUCTION, Stage.STAGING);
        }
        state.requests().forEach((key, number) -> assertThat(state.request(key)).isSameAs(state.version(number)));
        assertThat(state.lastGood())
                .isSameAs(state.versions().stream()
                        .filter(version ->
                                version.record().good() > 0 && version.record().failed() == null)
                        .filter(version -> !version.stage().equals(Stage.PRODUCTION))
                        .filter(version -> !version.isExpired())
                        .reduce((one, other) ->
                                other.record().good() > one.record().good() ? other : one)
                        .orElse(null));
        List<VersionState> releases = state.versions().stream()
                .filter(version -> version.version().isRelease())
                .sorted(Comparator.comparing(VersionState::version))
                .toList();
        for (int i = 0; i < releases.size(); i++) {
            assertThat(state.releaseBelow(releases.get(i).version())).isSameAs(i == 0 ? null : releases.get(i - 1));
            assertThat(state.releaseAbove(releases.get(i).version()))
                    .isSameAs(i == releases.size() - 1 ? null : releases.get(i + 1));
        }
        assertThat(state.lastRelease()).isSameAs(releases.isEmpty() ? null : releases.get(releases.size() - 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void aReplayOfTheCommitsGivesAnEqualState(long seed) {
        Script script = new RandomCommands(seed).run(300).script();
        ModelState replayed = ModelState.NOTHING;
        for (CommitBytes commit : script.commits()) {
            replayed = Fold.apply(replayed, CommitCodec.decode(Script.JOURNAL, commit));
        }

        assertThat(script.commits()).hasSizeGreaterThan(100);
        assertThat(StateCodec.encode(replayed)).isEqualTo(StateCodec.encode(script.state()));
    }

    @ParameterizedTest
    @ValueSource(longs = {15, 16, 17, 18})
    void aReplayFromAnySnapshotGivesAnEqualState(long seed) {
        Script script = new RandomCommands(seed).run(150).script();
        List<ModelState> states = new ArrayList<>(List.of(ModelState.NOTHING));
        for (CommitBytes commit : script.commits()) {
            ModelState last = states.get(states.size() - 1);
            states.add(Fold.apply(last, CommitCodec.decode(Script.JOURNAL, commit)));
        }
        for (int from = 0; from < script.commits().size(); from++) {
            int to = Math.min(from + 5, script.commits().size());
            ModelState resumed =
                    StateCodec.decode(StateCodec.encode(states.get(from))).orElseThrow();
            for (CommitBytes commit : script.commits().subList(from, to)) {
                resumed = Fold.apply(resumed, CommitCodec.decode(Script.JOURNAL, commit));
                checkStages(resumed);
            }
            assertThat(StateCodec.encode(resumed)).isEqualTo(StateCodec.encode(states.get(to)));
        }
        assertThat(StateCodec.encode(states.get(states.size() - 1))).isEqualTo(StateCodec.encode(script.state()));
        assertThat(script.state().rules()).isEqualTo(new Head(1, Script.digest("rules 1")));
    }

    @Test
    void oneChangeLeavesEveryOtherVersionTheSameObject() {
        Script script = new Script();
        for (int i = 0; i < 500; i++) {
            script.register("1." + i + ".0");
        }
        ModelState before = script.state();
        script.promote(250, Stage.STAGING);
        ModelState promoted = script.state();
        script.commit(List.<RegistryEvent>of(new TagSet(OptionalInt.of(3), "a", "b")));

        for (int number = 1; number <= 500; number++) {
            if (number != 250) {
                assertThat(promoted.version(number)).isSameAs(before.version(number));
            }
            if (number != 3) {
                assertThat(script.state().version(number)).isSameAs(promoted.version(number));
            }
        }
        assertThat(before.version(250).stage()).isEqualTo(Stage.DEVELOPMENT);
        assertThat(promoted.version(250).stage()).isEqualTo(Stage.STAGING);
        assertThat(promoted.aliases()).isSameAs(before.aliases());
        assertThat(promoted.requests()).isSameAs(before.requests());
        assertThat(promoted.tags()).isSameAs(before.tags());
    }
}
