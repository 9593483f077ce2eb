package dev.modelregistry.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.descriptor.ParameterValue.Real;
import dev.modelregistry.descriptor.ParameterValue.Text;
import dev.modelregistry.descriptor.ParameterValue.Truth;
import dev.modelregistry.descriptor.ParameterValue.Whole;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Lineage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorTest {
    private static Descriptor.Builder descriptor() {
        return Descriptor.builder(SemanticVersion.of(1, 0, 0));
    }

    private static ArtifactEntry artifact(String path) {
        return new ArtifactEntry(path, Digest.ZERO, 1);
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        Descriptor empty = descriptor().build();

        assertThat(empty.version()).isEqualTo(SemanticVersion.of(1, 0, 0));
        assertThat(empty.artifacts()).isEmpty();
        assertThat(empty.signature()).isEmpty();
        assertThat(empty.algorithm()).isEmpty();
        assertThat(empty.architecture()).isEmpty();
        assertThat(empty.features()).isEmpty();
        assertThat(empty.parameters()).isEmpty();
        assertThat(empty.metrics()).isEmpty();
        assertThat(empty.trainingMetrics()).isEmpty();
        assertThat(empty.environment()).isEmpty();
        assertThat(empty.requirements()).isEmpty();
        assertThat(empty.trainingTime()).isEmpty();
        assertThat(empty.resources()).isEmpty();
        assertThat(empty.lineage()).isEqualTo(Lineage.unknown());
        assertThat(empty.texts()).isEmpty();
    }

    @Test
    void sortsTheManifestByPath() {
        Descriptor descriptor = descriptor()
                .artifact(artifact("b"))
                .artifact(artifact("a/x"))
                .artifact(artifact("a.txt"))
                .build();

        assertThat(descriptor.artifacts()).extracting(ArtifactEntry::path).containsExactly("a.txt", "a/x", "b");
        assertThat(descriptor.artifact("a/x").size()).isEqualTo(1);
        assertThatThrownBy(() -> descriptor.artifact("a"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("version 1.0.0 has no artifact 'a'; it has [a.txt, a/x, b]");
    }

    @Test
    void refusesThePathThatIsThereAlready() {
        assertThatThrownBy(() -> descriptor().artifact(artifact("a")).artifact(new ArtifactEntry("a", Digest.ZERO, 9)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("artifact 'a' is there twice; paths must differ");
    }

    @ParameterizedTest
    @CsvSource({"a, a/b", "a/b, a", "a/b, a/b/c/d", "a/b/c/d, a/b"})
    void refusesAPathThatIsAFileAndADirectory(String first, String second) {
        String file = first.length() < second.length() ? first : second;
        String below = first.length() < second.length() ? second : first;

        assertThatThrownBy(() -> descriptor().artifact(artifact(first)).artifact(artifact(second)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("artifacts '" + file + "' and '" + below
                        + "' cannot stand beside each other; one would be a directory and a file");
    }

    @Test
    void pathsThatOnlyLookAlikeMayStandBesideEachOther() {
        assertThat(descriptor()
                        .artifact(artifact("a"))
                        .artifact(artifact("ab"))
                        .artifact(artifact("ab.c/d"))
                        .build()
                        .artifacts())
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesMetricsThatAreNoNumbers(double value) {
        String message = "metric 'auc' is " + value
                + "; a metric is a finite number. Leave it out, or say it in a tag or the description";
        assertThatThrownBy(() -> descriptor().metric("auc", value))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> descriptor().trainingMetric("auc", value))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> ParameterValue.of(value))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("parameter value " + value + " is not a finite number; give it as a text");
    }

    @Test
    void refusesKeysThatAreBlankTooLongOrUnprintable() {
        List<BiFunction<Descriptor.Builder, String, Descriptor.Builder>> setters = List.of(
                (builder, key) -> builder.parameter(key, new Whole(1)),
                (builder, key) -> builder.metric(key, 1),
                (builder, key) -> builder.trainingMetric(key, 1),
                (builder, key) -> builder.environment(key, "x"),
                (builder, key) -> builder.requirement(key, "x"),
                (builder, key) -> builder.resource(key, "x"),
                (builder, key) -> builder.text(key, Digest.ZERO));
        for (BiFunction<Descriptor.Builder, String, Descriptor.Builder> setter : setters) {
            setter.apply(descriptor(), "k".repeat(Descriptor.MAX_KEY));
            for (String key : List.of("", " ", "k".repeat(Descriptor.MAX_KEY + 1), "a\nb")) {
                assertThatThrownBy(() -> setter.apply(descriptor(), key))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining(
                                " name '" + key + "' is not 1 to 256 printable characters with one that is not blank");
            }
        }
    }

    @Test
    void refusesNegativeTrainingTimes() {
        assertThatThrownBy(() -> descriptor().trainingTime(Duration.ofSeconds(-1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("training time PT-1S is negative");
        assertThat(descriptor().trainingTime(Duration.ZERO).build().trainingTime())
                .contains(Duration.ZERO);
    }

    @Test
    void theLastValueOfAKeyCounts() {
        assertThat(descriptor().metric("auc", 0.5).metric("auc", 0.6).build().metrics())
                .containsEntry("auc", 0.6)
                .hasSize(1);
    }

    @Test
    void doesNotChangeWithWhatItWasMadeFrom() {
        List<String> features = new ArrayList<>(List.of("distance"));
        Descriptor.Builder builder = descriptor().features(features).metric("auc", 0.5);
        Descriptor descriptor = builder.build();
        features.add("hour");
        builder.metric("auc", 0.9).artifact(artifact("late"));

        assertThat(descriptor.features()).containsExactly("distance");
        assertThat(descriptor.metrics()).containsEntry("auc", 0.5);
        assertThat(descriptor.artifacts()).isEmpty();
        assertThatThrownBy(() -> descriptor.metrics().put("auc", 1.0))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> descriptor.artifacts().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {5, 0, -0.0, -7, 9007199254740992.0, 1e18, -9.223372036854775808e18})
    void aNumberThatBothKindsCanHoldIsWhole(double number) {
        assertThat(ParameterValue.of(number)).isEqualTo(new Whole((long) number));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, -1e-300, 9.223372036854775808e18, 1e300})
    void aNumberThatAWholeOneCannotHoldIsReal(double number) {
        assertThat(ParameterValue.of(number)).isEqualTo(new Real(number));
    }

    @Test
    void parameterValuesReadAsTheyWereGiven() {
        assertThat(List.of(new Text("adam"), new Whole(-3), new Real(0.1), new Truth(true)))
                .extracting(Object::toString)
                .containsExactly("adam", "-3", "0.1", "true");
        assertThat((Object) new Text("5")).isNotEqualTo(new Whole(5));
    }
}
