package dev.modelregistry.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.decide.Registration.Wanted;
import dev.modelregistry.core.diff.DescriptorDiff;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Field;
import dev.modelregistry.versioning.Bump;
import dev.modelregistry.versioning.BumpReason;
import dev.modelregistry.versioning.Numbering;
import dev.modelregistry.versioning.VersioningPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which semantic version a registration gets. */
class NumbererTest {
    private static final Wanted ANY = new Wanted(Optional.empty(), Optional.empty(), Bump.PATCH);

    private final Script script = new Script();

    private static Wanted exactly(String version) {
        return new Wanted(Optional.of(SemanticVersion.parse(version)), Optional.empty(), Bump.PATCH);
    }

    private static Wanted after(String release) {
        return new Wanted(Optional.empty(), Optional.of(SemanticVersion.parse(release)), Bump.PATCH);
    }

    private static Wanted atLeast(Bump bump) {
        return new Wanted(Optional.empty(), Optional.empty(), bump);
    }

    /** Registers a version and says how it got its number. */
    private Numbering register(Wanted wanted, Consumer<Descriptor.Builder> fill) {
        Registration wish = Script.wish(wanted, fill);
        Numbering preview = script.registering(wish).numbering();
        List<RegistryEvent> events = script.decideRegister(wish);
        script.commit(events, wish);
        Numbering given = ((VersionRegistered) events.get(events.size() - 1)).numbering();
        assertThat(preview).as("what the preview said").isEqualTo(given);
        return given;
    }

    private Consumer<Descriptor.Builder> tuned(String tuning) {
        return draft -> draft.parameter("tuning", new ParameterValue.Text(tuning));
    }

    @Test
    void theLifeOfAFlightModel() {
        Flights flights = new Flights();
        List<String> numbers = new ArrayList<>();
        numbers.add(register(ANY, flights.now()).toString());
        flights.tuning = "better missing-value handling";
        numbers.add(register(ANY, flights.now()).toString());
        flights.features.addAll(List.of("weekday", "month", "holiday"));
        numbers.add(register(ANY, flights.now()).toString());
        flights.task = "regression";
        flights.output = "minutes";
        numbers.add(register(ANY, flights.now()).toString());
        flights.tuning = "parameters normalised";
        numbers.add(register(ANY, flights.now()).toString());
        flights.algorithm = "XGBoost";
        numbers.add(register(ANY, flights.now()).toString());

        assertThat(numbers)
                .containsExactly(
                        "1.0.0 (follows no release)",
                        "1.0.0 → 1.0.1 (PATCH: parameter `tuning` changed from `` to `better missing-value handling`)",
                        "1.0.1 → 1.1.0 (MINOR: 3 features were added inside: [`weekday`, `month`, `holiday`])",
                        "1.1.0 → 2.0.0 (MAJOR: output `late` was removed; "
                                + "MAJOR: the task changed from `classification` to `regression`; "
                                + "MINOR: output `minutes` was added)",
                        "2.0.0 → 2.0.1 (PATCH: parameter `tuning` changed"
                                + " from `better missing-value handling` to `parameters normalised`)",
                        "2.0.1 → 2.1.0 (MINOR: the algorithm changed from `random forest` to `XGBoost`)");
    }

    @Test
    void aNewRequiredInput() {
        Flights flights = new Flights();
        register(exactly("1.3.0"), flights.now());
        flights.inputs.add(Field.of("weather", DataType.STRING));

        assertThat(register(ANY, flights.now()))
                .hasToString("1.3.0 → 2.0.0 (MAJOR: required input `weather` was added)");
    }

    @Test
    void aTargetThatIsDefinedAnew() {
        Flights flights = new Flights();
        register(exactly("1.3.0"), flights.now());
        flights.target = "delay > 30 minutes";

        assertThat(register(ANY, flights.now()))
                .hasToString(
                        "1.3.0 → 2.0.0 (MAJOR: the target changed from `delay > 15 minutes` to `delay > 30 minutes`)");
    }

    @Test
    void theHighestReleaseIsTheBaseAndNotTheLastOneOrAPreRelease() {
        register(exactly("2.0.0"), tuned("a"));
        register(exactly("1.0.0"), tuned("b"));
        register(exactly("3.0.0-rc.1"), tuned("c"));

        assertThat(register(ANY, tuned("d")).version()).hasToString("2.0.1");
    }

    @Test
    void withPreReleasesAloneTheFirstReleaseIsFree() {
        register(exactly("0.9.0-beta"), tuned("a"));

        assertThat(register(ANY, tuned("b"))).hasToString("1.0.0 (follows no release)");
    }

    @ParameterizedTest
    @CsvSource({"PATCH, 1.2.4", "MINOR, 1.3.0", "MAJOR, 2.0.0"})
    void theDraftMayRaiseIt(Bump bump, String expected) {
        register(exactly("1.2.3"), tuned("a"));

        Numbering numbering = register(atLeast(bump), tuned("b"));

        assertThat(numbering.version()).hasToString(expected);
        assertThat(numbering.bump()).contains(bump);
        if (bump != Bump.PATCH) {
            assertThat(numbering.reasons().get(0)).hasToString(bump + ": the draft asks for at least that");
        }
    }

    @Test
    void thePolicyMayRaiseItAndNothingElse() {
        register(exactly("1.0.0"), draft -> draft.metric("auc", 0.6));
        script.policy(
                (base, draft) -> draft.metrics().get("auc") > base.metrics().get("auc") + 0.05
                        ? List.of(new BumpReason(Bump.MINOR, "the AUC is better"))
                        : List.of());

        assertThat(register(ANY, draft -> draft.metric("auc", 0.7)).toString())
                .startsWith("1.0.0 → 1.1.0 (MINOR: the AUC is better; PATCH: ");
        assertThat(register(ANY, draft -> draft.metric("auc", 0.71)).version()).hasToString("1.1.1");

        script.policy((base, draft) -> List.of(new BumpReason(Bump.PATCH, "all is well")));
        assertThat(register(ANY, draft -> draft.algorithm("trees").metric("auc", 0.7))
                        .version())
                .hasToString("1.1.2");
        assertThat(register(ANY, draft -> draft.algorithm("nets").metric("auc", 0.7))
                        .version())
                .hasToString("1.2.0");
    }

    @Test
    void aPolicyThatFailsRegistersNothing() {
        register(exactly("1.0.0"), tuned("a"));
        VersioningPolicy broken = (base, draft) -> {
            throw new IllegalStateException("no rules today");
        };
        script.policy(broken);

        assertThatThrownBy(() -> script.decideRegister(Script.wish(ANY, tuned("b"))))
                .isInstanceOf(RejectedException.class)
                .hasMessage("the versioning policy " + broken.getClass().getName()
                        + " failed, so no version can be given: java.lang.IllegalStateException: no rules today");
    }

    @Test
    void askingForLessIsRefusedWithTheReasonsAndTheLowestThatWillDo() {
        Flights flights = new Flights();
        register(exactly("1.3.0"), flights.now());
        flights.inputs.add(Field.of("weather", DataType.STRING));
        flights.tuning = "other";

        for (String tooLow : List.of("1.3.1", "1.9.0", "1.9.9-rc.1")) {
            assertThatThrownBy(() -> script.decideRegister(Script.wish(exactly(tooLow), flights.now())))
                    .isInstanceOf(RejectedException.class)
                    .hasMessage("version " + tooLow
                            + " of model 'flights' is too low: behind 1.3.0 it must be 2.0.0 or higher,"
                            + " because MAJOR: required input `weather` was added."
                            + " Leave the version out to get the lowest that will do");
        }
        assertThat(register(exactly("2.0.0-rc.1"), flights.now()).base()).contains(SemanticVersion.of(1, 3, 0));
        assertThat(register(exactly("2.0.0"), flights.now()).bump()).contains(Bump.MAJOR);
    }

    @Test
    void askingForMoreIsSaid() {
        register(exactly("1.0.0"), tuned("a"));

        assertThat(register(exactly("3.1.0"), tuned("b")))
                .hasToString(
                        "1.0.0 → 3.1.0 (MAJOR: the draft asks for 3.1.0; PATCH: parameter `tuning` changed from `a` to `b`)");
        assertThat(register(exactly("3.1.1"), tuned("c")).reasons()).hasSize(1);
    }

    @Test
    void beforeTheFirstReleaseASecondNumberIsEnough() {
        Flights flights = new Flights();
        register(exactly("0.3.1"), flights.now());
        flights.inputs.add(Field.of("weather", DataType.STRING));

        assertThatThrownBy(() -> script.decideRegister(Script.wish(exactly("0.3.2"), flights.now())))
                .isInstanceOf(RejectedException.class);
        assertThat(register(ANY, flights.now()).version()).hasToString("0.4.0");
        flights.features.add("weekday");
        assertThat(register(ANY, flights.now()).version()).hasToString("0.5.0");
        flights.tuning = "other";
        assertThat(register(ANY, flights.now()).version()).hasToString("0.5.1");
    }

    @Test
    void anOlderLineIsContinued() {
        register(exactly("1.3.0"), tuned("a"));
        register(exactly("2.0.0"), tuned("b"));

        assertThat(register(after("1.3.0"), tuned("c")))
                .hasToString("1.3.0 → 1.3.1 (PATCH: parameter `tuning` changed from `a` to `c`)");
        Registration again = Script.wish(after("1.3.0"), tuned("d"));
        assertThatThrownBy(() -> script.decideRegister(again))
                .isInstanceOf(ConflictException.class)
                .hasMessageStartingWith("version 1.3.1 of model 'flights' is taken by number 3 ")
                .hasMessageEndingWith("Versions never change: base it on 1.3.1, the highest of this line");
        assertThat(register(after("1.3.1"), tuned("d")).version()).hasToString("1.3.2");
        assertThat(register(ANY, tuned("e")).version()).hasToString("2.0.1");
    }

    @Test
    void aBaseMustBeARegisteredRelease() {
        register(exactly("1.0.0"), tuned("a"));
        register(exactly("1.1.0-rc.1"), tuned("b"));

        assertThatThrownBy(() -> script.decideRegister(Script.wish(after("1.0.9"), tuned("c"))))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("model 'flights' has no version 1.0.9 to count on from; its highest release is 1.0.0");
        assertThatThrownBy(() -> script.decideRegister(Script.wish(after("1.1.0-rc.1"), tuned("c"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("version 1.1.0-rc.1 is a pre-release; versions are counted on from releases");
    }

    @Test
    void whoStaysOnALineIsNotBrokenByTheReleaseAbove() {
        Flights flights = new Flights();
        register(exactly("1.0.0"), flights.now());
        register(exactly("1.2.0"), flights.now());
        flights.inputs.add(Field.of("wind", DataType.FLOAT32).optional());

        // 1.2.0 does not take the wind, so whoever gives it to 1.1.0 would fail there.
        assertThatThrownBy(() -> script.decideRegister(Script.wish(exactly("1.1.0"), flights.now())))
                .isInstanceOf(RejectedException.class)
                .hasMessage(
                        "version 1.1.0 of model 'flights' cannot stand before 1.2.0, which is there: from it to there, "
                                + "MAJOR: input `wind` was removed. Register it above all releases instead");
        assertThat(register(exactly("1.3.0"), flights.now()).version()).hasToString("1.3.0");
    }

    @Test
    void aFixOfAnOlderLineIsComparedWithWhatTheLineHasByThen() {
        register(exactly("1.0.0"), tuned("a"));
        register(exactly("1.0.1"), draft -> draft.architecture("trees"));
        register(exactly("2.0.0"), tuned("c"));
        Registration nets = Script.wish(
                after("1.0.0"), draft -> draft.features(List.of("wind")).architecture("nets"));

        assertThatThrownBy(() -> script.decideRegister(nets))
                .isInstanceOf(RejectedException.class)
                .hasMessage("version 1.1.0 of model 'flights' is too low: behind 1.0.1 it must be 2.0.0 or higher,"
                        + " because MAJOR: the architecture changed from `trees` to `nets`. Base it on 1.0.1");
        assertThat(register(
                                after("1.0.0"),
                                draft -> draft.features(List.of("wind")).architecture("trees"))
                        .version())
                .hasToString("1.1.0");
    }

    @Test
    void whatIsRegisteredMayBeRepeatedWhateverCameAboveItSince() {
        Flights flights = new Flights();
        register(exactly("1.0.0"), flights.now());
        register(exactly("2.0.0"), flights.now());
        flights.tuning = "fixed";
        Registration fix = Script.wish(after("1.0.0"), flights.now());
        script.register(fix);
        flights.inputs.add(Field.of("wind", DataType.FLOAT32).optional());
        register(exactly("1.1.0"), flights.now());

        assertThat(script.registering(fix))
                .returns(3, Decider.Registering::number)
                .returns(List.of(), Decider.Registering::events);
    }

    @Test
    void theHighestNumberOfOneLineDoesNotHinderTheNext() {
        register(exactly("3.0.2147483647"), tuned("a"));

        assertThat(register(exactly("4.0.0"), tuned("b")).version()).hasToString("4.0.0");
        register(exactly("5.0.2147483646"), tuned("c"));
        register(exactly("5.0.2147483647"), tuned("d"));
        assertThatThrownBy(() -> script.decideRegister(Script.wish(ANY, tuned("e"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("version 5.0.2147483647 cannot be raised by PATCH: no number is higher");
    }

    @Test
    void reasonsOfAPolicyAreMadeFitToBeStored() {
        register(exactly("1.0.0"), tuned("a"));
        script.policy((base, draft) -> List.of(new BumpReason(Bump.MINOR, "half \ud83d\na ".repeat(1000))));

        String text = register(ANY, tuned("b")).reasons().get(0).text();

        assertThat(text).startsWith("half \ufffd a half").hasSize(501).endsWith("…");
    }

    @Test
    void theRestOfVeryManyReasonsIsCountedOnce() {
        register(exactly("1.0.0"), tuned("a"));
        script.policy((base, draft) -> List.of(new BumpReason(Bump.MINOR, "by the rules")));

        assertThat(register(
                                ANY,
                                draft -> IntStream.range(0, 200)
                                        .forEach(i -> draft.parameter("p" + i, new ParameterValue.Whole(i))))
                        .reasons())
                .hasSize(51)
                .last()
                .hasToString("PATCH: and 152 more");
    }

    @Test
    void whatIsTheSameAsItsBaseIsThereAlready() {
        register(ANY, tuned("a"));
        Registration same = Script.wish(atLeast(Bump.MAJOR), tuned("a"));

        assertThat(script.decideRegister(same)).isEmpty();
        assertThat(script.registering(same))
                .returns(1, Decider.Registering::number)
                .extracting(Decider.Registering::numbering)
                .hasToString("1.0.0 (registered already)");
    }

    @Test
    void aRepeatedFixOfAnOlderLineIsThereAlready() {
        register(exactly("1.3.0"), tuned("a"));
        register(exactly("2.0.0"), tuned("b"));
        register(after("1.3.0"), tuned("c"));

        assertThat(script.decideRegister(Script.wish(after("1.3.0"), tuned("c"))))
                .isEmpty();
    }

    /** Whatever comes in which order: along the releases of one model nobody is broken who stays on a line. */
    @Test
    void anyHistoryKeepsItsPromises() {
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            Flights flights = new Flights();
            flights.tuning = "tuning " + i;
            for (int input = 0; input < 3; input++) {
                Field field = Field.of("i" + input, random.nextBoolean() ? DataType.INT32 : DataType.INT64);
                if (random.nextInt(3) > 0) {
                    flights.inputs.add(random.nextInt(3) > 0 ? field.optional() : field);
                }
            }
            String version = (1 + random.nextInt(3)) + "." + random.nextInt(4) + "." + random.nextInt(4);
            try {
                script.register(Script.wish(random.nextInt(8) == 0 ? ANY : exactly(version), flights.now()));
            } catch (RejectedException | ConflictException no) {
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 380);
        for (VersionState at = script.state().lastRelease(); at != null; ) {
            VersionState below = script.state().releaseBelow(at.version());
            if (below != null) {
                Numbering numbering = new Numbering(
                        at.version(),
                        Optional.of(below.version()),
                        DescriptorDiff.between(
                                script.numberer().descriptors().apply(below),
                                script.numberer().descriptors().apply(at)));
                assertThat(at.version())
                        .as("%s", numbering)
                        .isGreaterThanOrEqualTo(numbering.bump().orElseThrow().after(below.version()));
            }
            at = below;
        }
    }
}
