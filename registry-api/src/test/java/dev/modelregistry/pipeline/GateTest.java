package dev.modelregistry.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.health.ShadowRule;
import dev.modelregistry.pipeline.Gate.Approvals;
import dev.modelregistry.pipeline.Gate.MetricAtLeast;
import dev.modelregistry.pipeline.Gate.Requires;
import dev.modelregistry.pipeline.Gate.ScanClean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    static Stream<Arguments> everyKind() {
        return Stream.of(
                Arguments.of(
                        Gate.metricAtLeast("auc", 0.8), "metric auc at least 0.8", "metric auc must be at least 0.8"),
                Arguments.of(Gate.metricAtMost("loss", 5), "metric loss at most 5", "metric loss must be at most 5"),
                Arguments.of(
                        Gate.notWorse("auc", 0.01),
                        "metric auc not worse by more than 0.01",
                        "metric auc must not be worse than in the target stage by more than 0.01"),
                Arguments.of(
                        Gate.notWorse("odds", 0, Direction.LOWER_IS_BETTER),
                        "metric odds not worse by more than 0, lower is better",
                        "metric odds must not be worse than in the target stage by more than 0, lower is better"),
                Arguments.of(
                        Gate.notWorse("odds", 2, Direction.HIGHER_IS_BETTER),
                        "metric odds not worse by more than 2, higher is better",
                        "metric odds must not be worse than in the target stage by more than 2, higher is better"),
                Arguments.of(
                        Gate.signatureCompatible(),
                        "signature compatible",
                        "callers of the version in the target stage must need no change"),
                Arguments.of(Gate.requires("lineage.code"), "requires lineage.code", "lineage.code must be recorded"),
                Arguments.of(
                        Gate.artifactsVerified(),
                        "artifacts verified",
                        "every file must be there and have the digest that it was registered with"),
                Arguments.of(
                        Gate.scanClean(ArtifactFormat.SAFETENSORS, ArtifactFormat.ONNX),
                        "scan clean",
                        "every file must be one of [onnx, safetensors] by its content, and a scan must find nothing"),
                Arguments.of(
                        Gate.shadowAgrees(ShadowRule.of(1_000, 0.01).maxFlipRate(0.02)),
                        "shadow agrees",
                        "as a shadow it must have answered as control did: at least 1000 requests, at most 0.01 lost, 0.02 flips"),
                Arguments.of(Gate.check("Fairness"), "check fairness", "check fairness must pass"),
                Arguments.of(Gate.selfTest(), "check self-test", "check self-test must pass"),
                Arguments.of(
                        Gate.approvals(1),
                        "approvals",
                        "1 person other than the author and who asks must have approved within 7 days, and nobody rejected"),
                Arguments.of(
                        Gate.approvals(2, Duration.ofHours(36)),
                        "approvals",
                        "2 people other than the author and who asks must have approved within PT36H, and nobody rejected"),
                Arguments.of(
                        Gate.approvals(2, Duration.ofDays(1)),
                        "approvals",
                        "2 people other than the author and who asks must have approved within 1 day, and nobody rejected"));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void hasAKeyThatIsStoredAndASentenceForPeople(Gate gate, String key, String sentence) {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr", "TR"));
            assertThat(gate.key()).isEqualTo(key);
            assertThat(gate).hasToString(sentence);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void thereIsATestForEveryKind() {
        assertThat(everyKind().<Class<?>>map(each -> each.get()[0].getClass()).distinct())
                .containsExactlyInAnyOrder(Gate.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "-0.0, 0",
        "100, 100",
        "-2.50, -2.5",
        "0.30000000000000004, 0.30000000000000004",
        "0.000001, 0.000001",
        "1e-7, 1E-7",
        "123456789012345, 123456789012345",
        "1e15, 1E+15",
        "2e23, 2E+23",
        "1.7976931348623157E308, 1.7976931348623157E+308",
        "4.9e-324, 5E-324"
    })
    void writesBoundsAlikeOnEveryJava(double bound, String text) {
        Gate gate = Gate.metricAtLeast("m", bound);

        assertThat(gate.key()).isEqualTo("metric m at least " + text);
        assertThat(Double.parseDouble(text)).isEqualTo(bound + 0.0);
    }

    @Test
    void isEqualByValue() {
        assertThat(Gate.metricAtLeast("m", -0.0)).isEqualTo(Gate.metricAtLeast("m", 0.0));
        assertThat(Gate.check("Fairness")).isEqualTo(Gate.check("fairness"));
        assertThat(Gate.scanClean(ArtifactFormat.GGUF, ArtifactFormat.ONNX, ArtifactFormat.GGUF))
                .isEqualTo(new ScanClean(Set.of(ArtifactFormat.ONNX, ArtifactFormat.GGUF)))
                .hasSameHashCodeAs(Gate.scanClean(ArtifactFormat.ONNX, ArtifactFormat.GGUF));
        assertThat(Gate.approvals(2)).isEqualTo(new Approvals(2, Duration.ofDays(7)));
        assertThat(Gate.metricAtLeast("m", 1)).isNotEqualTo(Gate.metricAtMost("m", 1));
        assertThat(Gate.notWorse("auc", 0)).isNotEqualTo(Gate.notWorse("auc", 0, Direction.HIGHER_IS_BETTER));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesBoundsThatAreNotFinite(double bound) {
        for (Runnable bad : List.<Runnable>of(
                () -> Gate.metricAtLeast("auc", bound),
                () -> Gate.metricAtMost("auc", bound),
                () -> Gate.notWorse("auc", bound))) {
            assertThatThrownBy(bad::run)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageMatching("the (bound|tolerance) of metric 'auc' is " + bound + "; give a finite number");
        }
    }

    @Test
    void refusesANegativeTolerance() {
        assertThatThrownBy(() -> Gate.notWorse("auc", -0.01))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "the tolerance of metric 'auc' is -0.01; give 0 or more. To ask for an improvement, use a bound");
        assertThat(Gate.notWorse("auc", -0.0)).isEqualTo(Gate.notWorse("auc", 0));
    }

    @Test
    void refusesMetricsThatNoLineCanName() {
        assertThatThrownBy(() -> Gate.metricAtLeast(" ", 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("metric ' ' is blank; give 1 to 128 characters");
        assertThatThrownBy(() -> Gate.metricAtMost("m".repeat(129), 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("metric '" + "m".repeat(80) + "…' has 129 characters; at most 128 are allowed");
        assertThatThrownBy(() -> Gate.notWorse("a\nb", 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("metric 'a\\u000ab' has a control character; use printable characters");
        assertThat(new MetricAtLeast("m".repeat(128), 1).metric()).hasSize(128);
    }

    @ParameterizedTest
    @EnumSource
    void everyFactCanBeAskedFor(Fact fact) {
        Requires gate = new Requires(fact.isNamed() ? fact.wireName() + ".some.name" : fact.wireName());

        assertThat(gate.kind()).isEqualTo(fact);
        assertThat(gate.name()).isEqualTo(fact.isNamed() ? Optional.of("some.name") : Optional.empty());
        assertThat(gate.key()).isEqualTo("requires " + gate.fact());
    }

    @Test
    void theStoredNamesOfFactsNeverChange() {
        assertThat(Arrays.stream(Fact.values()).map(Fact::wireName))
                .startsWith(
                        "signature",
                        "signature.task",
                        "signature.target",
                        "algorithm",
                        "architecture",
                        "features",
                        "training-time",
                        "lineage.code",
                        "lineage.datasets",
                        "lineage.parents",
                        "lineage.run",
                        "lineage.feature-store",
                        "lineage.feature-pipeline",
                        "lineage.preprocessing",
                        "artifact",
                        "metric",
                        "training-metric",
                        "folds",
                        "parameter",
                        "environment",
                        "requirement",
                        "resource",
                        "text",
                        "tag");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Signature", "lineage", "lineage.comit", "metric", "metrics.auc", "artifact.model.onnx"})
    void listsTheFactsThatThereAre(String fact) {
        assertThatThrownBy(() -> Gate.requires(fact))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("fact '" + fact + "' is unknown; known are signature, ")
                .hasMessageContaining("lineage.code, ")
                .hasMessageContaining("metric.<name>, ")
                .hasMessageEndingWith("tag.<name>");
    }

    @Test
    void refusesFactsWithoutAName() {
        assertThatThrownBy(() -> Gate.requires("metric."))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the name in fact 'metric.' '' is blank; give 1 to 256 characters");
        assertThatThrownBy(() -> Gate.requires("tag." + "t".repeat(257)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has 257 characters; at most 256 are allowed");
    }

    @Test
    void refusesAScanThatNothingPasses() {
        assertThatThrownBy(Gate::scanClean)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "gate 'scan clean' allows no format, so that no version would pass; name at least one of [")
                .hasMessageContaining("onnx, ");
    }

    @Test
    void theFormatsOfAScanDoNotChange() {
        ScanClean gate = new ScanClean(Set.of(ArtifactFormat.ONNX));

        assertThatThrownBy(() -> gate.allowed().add(ArtifactFormat.PICKLE))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1st", "-x", "self test", "é", "a/b", "\u212aing"})
    void refusesChecksWithoutAName(String name) {
        assertThatThrownBy(() -> Gate.check(name))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "check '" + name
                                + "' is not a name; start with a letter, then letters, digits, '.', '-' or '_', at most 64 in all");
    }

    @Test
    void takesCheckNamesOfAtMost64() {
        assertThat(Gate.check("c".repeat(64)).key()).hasSize(70);
        assertThatThrownBy(() -> Gate.check("c".repeat(65))).isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 101})
    void refusesAQuorumOutOfRange(int quorum) {
        assertThatThrownBy(() -> Gate.approvals(quorum))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a quorum of " + quorum + " approvals is not possible; give 1 to 100");
    }

    @Test
    void refusesAValidityOutOfRange() {
        assertThatThrownBy(() -> Gate.approvals(1, Duration.ZERO))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "validity PT0S of approvals is not above zero; say how long an approval counts, such as 7 days");
        assertThatThrownBy(() -> Gate.approvals(1, Duration.ofMillis(-1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("PT-0.001S of approvals is not above zero");
        assertThatThrownBy(() -> Gate.approvals(1, Duration.ofDays(3653).plusMillis(1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the validity of approvals PT87672H0.001S is too long; at most 3653 days are allowed");
        assertThatThrownBy(() -> Gate.approvals(1, Duration.ofNanos(1_500_000)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the validity of approvals PT0.0015S has parts of a millisecond; give whole milliseconds");
        assertThat(Gate.approvals(100, Duration.ofMillis(1))).isNotNull();
        assertThat(Gate.approvals(100, Duration.ofDays(3653))).isNotNull();
    }
}
