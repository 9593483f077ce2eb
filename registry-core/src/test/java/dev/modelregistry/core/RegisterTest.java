package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Change;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.contract.Race;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Numbers, identities and repeats of registrations. */
class RegisterTest {
    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way);
    private final RegisteredModel flights = registry.model("flights");

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void givesEveryNumberOnceUnderSixteenThreadsOnOneRegistry() throws Exception {
        List<List<Integer>> numbers = Race.all(16, racer -> registerMany(flights, racer, 10));

        assertEachNumberOnce(numbers, 160);
        assertThat(way.appends).as("writers of one registry take turns").hasValue(160);
    }

    @Test
    void givesEveryNumberOnceUnderSixteenThreadsOnTwoRegistries() throws Exception {
        RegisteredModel same = ground.open().model("flights");

        List<List<Integer>> numbers = Race.all(16, racer -> registerMany(racer % 2 == 0 ? flights : same, racer, 10));

        assertEachNumberOnce(numbers, 160);
        assertThat(same.versions()).isEqualTo(flights.versions());
        assertThat(registry.verify().problems()).isEmpty();
    }

    private static List<Integer> registerMany(RegisteredModel model, int racer, int count) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(register(model, racer + "." + i + ".0").number());
        }
        return numbers;
    }

    private void assertEachNumberOnce(List<List<Integer>> numbers, int count) {
        assertThat(numbers.stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, count).boxed().toList());
        assertThat(flights.versions())
                .extracting(ModelVersion::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, count).boxed().toList());
        assertThat(flights.revision()).isEqualTo(count);
    }

    @Test
    void givesTheSameVersionForTheSameContentAndMakesNoCommit() {
        ModelVersion first = register(flights, "1.0.0");

        ModelVersion again = register(flights, "1.0.0");

        assertThat(again).isEqualTo(first).hasSameHashCodeAs(first);
        assertThat(again.reason()).isEqualTo("trained 1.0.0");
        assertThat(flights.revision()).isEqualTo(1);
    }

    @Test
    void makesOneCommitWhenManyRegisterTheSameAtOnce() throws Exception {
        RegisteredModel same = ground.open().model("flights");

        List<ModelVersion> versions = Race.all(16, racer -> register(racer % 2 == 0 ? flights : same, "1.0.0"));

        assertThat(versions).containsOnly(flights.version(1));
        assertThat(flights.history()).hasSize(1);
    }

    @Test
    void refusesOtherContentUnderATakenSemanticVersionAndNamesBothDigests() {
        ModelVersion first = register(flights, "1.0.0");
        Digest other = ground.open()
                .model("elsewhere")
                .register(draft -> draft.version("1.0.0").algorithm("trees"), because("to learn the digest"))
                .digest();

        assertThatThrownBy(
                        () -> flights.register(draft -> draft.version("1.0.0").algorithm("trees"), because("oops")))
                .isInstanceOf(ConflictException.class)
                .hasMessage("version 1.0.0 of model 'flights' is taken by number 1 with digest " + first.digest()
                        + "; this one has " + other + ". Versions never change: choose a higher one");
        assertThat(flights.revision()).isEqualTo(1);
    }

    @Test
    void takesVersionsThatDifferInTheBuildPartAloneForTheSame() {
        register(flights, "1.0.0+linux");

        assertThatThrownBy(() -> register(flights, "1.0.0+mac"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("version 1.0.0+mac of model 'flights' is taken by number 1");
        assertThat(flights.version("1.0.0+linux").number()).isEqualTo(1);
    }

    @Test
    void findsTheVersionOfARepeatedRequestKeyWhateverElseChanged() {
        ModelVersion first = flights.register(
                draft ->
                        draft.version("1.0.0").artifact("model.bin", bytes("w")).metric("auc", 0.9),
                because("night run").requestKey("run-17"));

        ModelVersion again = ground.open()
                .model("flights")
                .register(
                        draft -> draft.version("1.0.0")
                                .artifact("model.bin", bytes("w"))
                                .metric("auc", 0.8)
                                .environment("java", "21"),
                        because("night run, repeated after a restart").requestKey("run-17"));

        assertThat(again).isEqualTo(first);
        assertThat(again.metrics()).containsExactlyEntriesOf(Map.of("auc", 0.9));
        assertThat(flights.revision()).isEqualTo(1);
        assertThat(flights.history().findFirst().orElseThrow().requestKey()).contains("run-17");
    }

    @Test
    void refusesARequestKeyThatIsTakenByAnotherModel() {
        Change change = because("night run").requestKey("run-17");
        flights.register(draft -> draft.version("1.0.0").artifact("model.bin", bytes("w")), change);

        assertThatThrownBy(() ->
                        flights.register(draft -> draft.version("1.1.0").artifact("model.bin", bytes("other")), change))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("request key 'run-17' of model 'flights' registered version 1 (1.0.0)")
                .hasMessageContaining("Use a new key for a new model");
        assertThat(flights.revision()).isEqualTo(1);
    }

    @Test
    void keepsARequestKeyWithinItsModel() {
        Change change = because("night run").requestKey("run-17");
        flights.register(draft -> draft.version("1.0.0").algorithm("a"), change);

        ModelVersion other = registry.model("hotels")
                .register(draft -> draft.version("1.0.0").algorithm("b"), change);

        assertThat(other.number()).isEqualTo(1);
    }

    @Test
    void storesNothingWhenTheDraftThrows() {
        assertThatThrownBy(() -> flights.register(
                        draft -> {
                            draft.version("1.0.0").artifact("model.bin", bytes("w"));
                            throw new IllegalStateException("no more data");
                        },
                        because("never happens")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no more data");

        assertThat(flights.exists()).isFalse();
        assertThat(ground.memory.blobs().list(Digest.ZERO, 10)).isEmpty();
        assertThat(way.appends).hasValue(0);
    }

    @Test
    void fillsTheDraftOnceEvenAfterLostRaces() {
        way.next(FaultyStore.Fault.CONFLICT, FaultyStore.Fault.CONFLICT, FaultyStore.Fault.CONFLICT);
        List<String> calls = new ArrayList<>();

        flights.register(
                draft -> {
                    draft.version("1.0.0");
                    calls.add("filled");
                },
                because("busy hour"));

        assertThat(calls).hasSize(1);
        assertThat(way.appends).hasValue(4);
    }

    @Test
    void givesUpWhenOthersKeepWinning() {
        FaultyStore.Fault[] forever = new FaultyStore.Fault[200];
        Arrays.fill(forever, FaultyStore.Fault.CONFLICT);
        way.next(forever);

        assertThatThrownBy(() -> register(flights, "1.0.0"))
                .isInstanceOf(ConflictException.class)
                .hasMessage("journal model/flights: others were first 200 times in a row; try again");
        assertThat(flights.exists()).isFalse();
    }

    @Test
    void saysWhatToDoWhenNobodyIsNamedAsTheAuthor() {
        try (ModelRegistry anonymous =
                ModelRegistry.builder().store(ground.way()).open()) {
            assertThatThrownBy(() -> register(anonymous.model("flights"), "1.0.0"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(
                            "nobody is named as the author of this change; use registry.as(\"who\") or because(…).by(\"who\")");
            assertThat(ground.memory.blobs().list(Digest.ZERO, 10)).isEmpty();

            assertThat(register(anonymous.as("bob").model("flights"), "1.0.0")
                            .registeredBy()
                            .id())
                    .isEqualTo("bob");
            assertThat(anonymous
                            .as("bob")
                            .model("flights")
                            .register(
                                    draft -> draft.version("1.1.0"),
                                    because("more").by("carol"))
                            .registeredBy()
                            .id())
                    .isEqualTo("carol");
        }
    }

    @Test
    void changesOnlyWhatIsAtTheExpectedRevision() {
        ModelVersion first = flights.register(
                draft -> draft.version("1.0.0"), because("new model").ifRevisionIs(flights.revision()));

        assertThatThrownBy(() -> flights.register(
                        draft -> draft.version("1.1.0"), because("new model").ifRevisionIs(0)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("is at revision 1, not at 0; read it again and decide again");
        flights.promote(first, Stage.STAGING, because("read at 1").ifRevisionIs(1));

        assertThat(flights.revision()).isEqualTo(2);
        assertThat(flights.versions()).containsExactly(first);
    }

    @Test
    void refusesAnExpectedRevisionThatPassedBetweenReadAndAppend() {
        register(flights, "1.0.0");
        long read = flights.revision();
        RegisteredModel others = ground.open().model("flights");
        way.beforeAppend = () -> {
            way.beforeAppend = () -> {};
            register(others, "1.1.0");
        };

        assertThatThrownBy(
                        () -> flights.tag("owner", "ml", because("read before").ifRevisionIs(read)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("is at revision 2, not at 1");
        assertThat(flights.tags()).isEmpty();
    }

    @Test
    void continuesTheNumberingOfADeletedModel() {
        register(flights, "1.0.0");
        flights.delete(because("unused"));

        ModelVersion next = register(flights, "2.0.0");

        assertThat(next.number()).isEqualTo(2);
        assertThat(flights.versions())
                .extracting(ModelVersion::version)
                .containsExactly(SemanticVersion.of(1, 0, 0), SemanticVersion.of(2, 0, 0));
    }

    @Test
    void bringsADeletedModelBackWhenARegistrationIsRepeated() {
        ModelVersion first = register(flights, "1.0.0");
        flights.delete(because("unused"));

        assertThat(register(flights, "1.0.0")).isEqualTo(first);
        assertThat(flights.exists()).isTrue();
        assertThat(flights.revision()).isEqualTo(3);
    }

    @Test
    void refusesANameThatDiffersFromAnExistingOneInCaseAlone() {
        register(registry.model("Flights"), "1.0.0");

        assertThatThrownBy(() -> register(flights, "1.0.0"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("model name 'flights' differs from 'Flights', which exists, in case alone; use that name"
                        + " or another one");
    }
}
