package dev.modelregistry.core.serve;

import static dev.modelregistry.core.serve.ServingGround.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.ServingException;
import dev.modelregistry.serving.GoldenExample;
import dev.modelregistry.serving.SelfTest;
import dev.modelregistry.serving.ServingOptions;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SelfTestingTest {
    private static final GoldenExample ATLANTA =
            new GoldenExample(Map.of("airport", "ATL"), Map.of("delay", 3.0, "late", false), 0.5);
    private static final GoldenExample NEW_YORK =
            new GoldenExample(Map.of("airport", "JFK"), Map.of("delay", 8.0, "late", true), 0.5);

    private static void run(SelfTest<String> test, List<GoldenExample> examples) {
        SelfTesting.run(
                ServingOptions.<String>standard().selfTest(test),
                new FakeVersion(MODEL, 2, examples, Optional.empty()),
                "model");
    }

    @Test
    void aModelThatGivesWhatIsExpectedPasses() {
        run(
                (model, inputs) -> {
                    assertThat(model).isEqualTo("model");
                    boolean isNewYork = inputs.equals(Map.of("airport", "JFK"));
                    return isNewYork ? Map.of("delay", 8.25f, "late", true) : Map.of("delay", 3, "late", false);
                },
                List.of(ATLANTA, NEW_YORK));
    }

    @Test
    void whateverDiffersIsToldWithItsExample() {
        assertThatThrownBy(
                        () -> run((model, inputs) -> Map.of("delay", 3.25, "late", false), List.of(ATLANTA, NEW_YORK)))
                .isInstanceOf(ServingException.class)
                .hasMessage("flights v1.2.0 (number 2) does not give what its golden.json says: example 2 of 2: output"
                        + " 'delay' is 3.25; expected 8.0 within 0.5, output 'late' is false; expected true");
    }

    @Test
    void threeExamplesThatFailAreToldAndTheRestIsCounted() {
        String words =
                "flights v1.2.0 (number 2) does not give what its golden.json says: example 1 of 3: output 'delay'"
                        + " is missing; expected 3.0 within 0.5, output 'late' is missing; expected false; example 2 of 3: output"
                        + " 'delay' is missing; expected 3.0 within 0.5, output 'late' is missing; expected false; example 3 of 3:"
                        + " output 'delay' is missing; expected 3.0 within 0.5, output 'late' is missing; expected false";

        assertThatThrownBy(() -> run((model, inputs) -> Map.of(), Collections.nCopies(3, ATLANTA)))
                .hasMessage(words);
        assertThatThrownBy(() -> run((model, inputs) -> Map.of(), Collections.nCopies(5, ATLANTA)))
                .hasMessage(words.replace("of 3", "of 5") + "; and 2 more examples");
    }

    @Test
    void aModelThatFailsIsToldWithTheExampleAndTheCause() {
        IOException failure = new IOException("no such operator");

        assertThatThrownBy(() -> run(
                        (model, inputs) -> {
                            throw failure;
                        },
                        List.of(ATLANTA, NEW_YORK)))
                .isInstanceOf(ServingException.class)
                .hasMessage(
                        "flights v1.2.0 (number 2) fails at example 1 of 2 of its golden.json: java.io.IOException: no"
                                + " such operator")
                .hasCause(failure);
        assertThatThrownBy(() -> run((model, inputs) -> null, List.of(ATLANTA)))
                .isInstanceOf(ServingException.class)
                .hasMessage("flights v1.2.0 (number 2) fails at example 1 of 1 of its golden.json:"
                        + " java.lang.NullPointerException: predict gave null");
    }

    @Test
    void aVersionWithoutExamplesPassesUnlessTheyAreRequired() {
        SelfTest<String> never = (model, inputs) -> {
            throw new AssertionError("there is nothing to ask");
        };
        FakeVersion none = new FakeVersion(MODEL, 2);

        assertThatCode(() -> run(never, List.of())).doesNotThrowAnyException();
        assertThatThrownBy(
                        () -> SelfTesting.run(ServingOptions.<String>standard().requiredSelfTest(never), none, "model"))
                .isInstanceOf(ServingException.class)
                .hasMessage("flights v1.2.0 (number 2) has no golden examples, and the options of serving require them;"
                        + " register a version with VersionDraft.golden");
    }

    @Test
    void whoAsksForNoSelfTestGetsNone() {
        SelfTesting.run(
                ServingOptions.<String>standard(),
                new FakeVersion(MODEL, 2, List.of(ATLANTA), Optional.empty()),
                "model");
    }
}
