package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.modelregistry.Comparison;
import dev.modelregistry.Comparison.Fact;
import dev.modelregistry.Comparison.Measured;
import dev.modelregistry.Comparison.Metric;
import dev.modelregistry.Comparison.Verdict;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Signature;
import dev.modelregistry.versioning.BumpReason;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Versions side by side. */
class CompareTest {
    /** Hours of additional sleep by two drugs, of ten patients: Student, "The Probable Error of a Mean", Biometrika 6 (1908). */
    private static final double[] ONE = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};

    private static final double[] OTHER = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

    private final Ground ground = new Ground();
    private final ModelRegistry registry = ground.open();
    private final RegisteredModel flights = registry.model("flights");

    @AfterEach
    void close() {
        ground.close();
    }

    private ModelVersion register(Consumer<VersionDraft> fill) {
        return flights.register(fill, because("trained"));
    }

    private static Metric metric(Comparison comparison, String name) {
        return comparison.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Verdict> verdicts(Comparison comparison, String name) {
        return metric(comparison, name).values().stream().map(Measured::verdict).toList();
    }

    @Test
    void aMetricChangesForTheBetterOrTheWorseByItsNameOrAsDeclared() {
        ModelVersion one = register(draft -> draft.metric("AUC", 0.8)
                .metric("log_loss", 0.5)
                .metric("fuel", 10)
                .metric("odd", 1));
        ModelVersion two = register(draft -> draft.metric("AUC", 0.9)
                .metric("log_loss", 0.6)
                .metric("fuel", 9)
                .metric("odd", 2)
                .direction("fuel", Direction.LOWER_IS_BETTER));
        ModelVersion three =
                register(draft -> draft.metric("AUC", 0.8).metric("fuel", 11).metric("new", 3));

        Comparison comparison = registry.compare(one, two, three);

        assertThat(comparison.versions()).containsExactly(one, two, three);
        assertThat(comparison.metrics())
                .extracting(Metric::name)
                .containsExactly("AUC", "fuel", "log_loss", "new", "odd");
        assertThat(verdicts(comparison, "AUC")).containsExactly(Verdict.UNKNOWN, Verdict.BETTER, Verdict.SAME);
        assertThat(verdicts(comparison, "fuel")).containsExactly(Verdict.UNKNOWN, Verdict.BETTER, Verdict.WORSE);
        assertThat(verdicts(comparison, "log_loss")).containsExactly(Verdict.UNKNOWN, Verdict.WORSE, Verdict.UNKNOWN);
        assertThat(verdicts(comparison, "new")).containsOnly(Verdict.UNKNOWN);
        assertThat(verdicts(comparison, "odd")).containsOnly(Verdict.UNKNOWN);
        Measured better = metric(comparison, "AUC").values().get(1);
        assertThat(better.change().getAsDouble()).isCloseTo(0.1, within(1e-12));
        assertThat(better.relativeChange().getAsDouble()).isCloseTo(0.125, within(1e-12));
        assertThat(better.pValue()).isEmpty();
        assertThat(metric(comparison, "odd").direction()).isEmpty();
    }

    @Test
    void theChangeFromZeroIsNoShareAndThatFromANegativeValueKeepsItsSign() {
        ModelVersion one = register(draft -> draft.metric("r2", -0.5).metric("mae", 0));
        ModelVersion two = register(draft -> draft.metric("r2", 0.5).metric("mae", 1));

        Comparison comparison = registry.compare(one, two);

        assertThat(metric(comparison, "r2").values().get(1).relativeChange()).hasValue(2);
        assertThat(metric(comparison, "mae").values().get(1).relativeChange()).isEmpty();
        assertThat(verdicts(comparison, "mae")).endsWith(Verdict.WORSE);
    }

    @Test
    void foldsTellChangeFromChance() {
        double[] noise = Arrays.copyOf(ONE, ONE.length);
        noise[0] += 0.1;
        noise[1] -= 0.1;
        ModelVersion one = register(draft -> draft.folds("sleep", ONE));
        ModelVersion two = register(draft -> draft.folds("sleep", OTHER));
        ModelVersion three = register(draft -> draft.folds("sleep", noise));
        ModelVersion same = register(draft -> draft.folds("sleep", ONE).metric("other", 1));
        ModelVersion fewer = register(draft -> draft.folds("sleep", 1, 2));
        ModelVersion shifted = register(draft ->
                draft.folds("sleep", Arrays.stream(ONE).map(value -> value + 8).toArray()));

        List<Measured> values = metric(registry.compare(one, two, three, same, fewer, shifted), "sleep")
                .values();

        assertThat(values.get(1).value().getAsDouble()).isCloseTo(2.33, within(1e-12));
        assertThat(values.get(1).pValue().getAsDouble())
                .as("as R's t.test(paired = TRUE) says")
                .isCloseTo(0.002833, within(1e-6));
        assertThat(values.get(1).isSignificant()).isTrue();
        assertThat(values.get(2).isSignificant()).isFalse();
        assertThat(values.get(3).pValue()).hasValue(1);
        assertThat(values.get(4).pValue()).isEmpty();
        assertThat(values.get(4).isSignificant()).isFalse();
        assertThat(values.get(5).pValue().getAsDouble()).isLessThan(1e-100);
    }

    @Test
    void aMetricThatIsSetByItselfStandsBesideItsFolds() {
        ModelVersion version = register(draft -> draft.folds("auc", 0.6, 0.8).metric("auc", 0.75));

        assertThat(List.of(version, ground.open().model("flights").version(1)))
                .extracting(ModelVersion::descriptor)
                .allSatisfy(read -> {
                    assertThat(read.metrics()).containsEntry("auc", 0.75);
                    assertThat(read.folds()).containsEntry("auc", List.of(0.6, 0.8));
                });
    }

    @Test
    void badFoldsAreRefused() {
        for (double[] few : new double[][] {{}, {1}, new double[1001]}) {
            assertThatThrownBy(() -> register(draft -> draft.folds("auc", few)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("metric 'auc' has " + few.length + " folds; give 2 to 1000, or the metric alone");
        }
        assertThatThrownBy(() -> register(draft -> draft.folds("auc", 1, Double.NaN)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("metric 'auc' is NaN");
        assertThat(flights.exists()).isFalse();
    }

    @Test
    void whatIsRecordedStandsSideBySide() {
        ModelVersion one = register(draft -> draft.algorithm("trees")
                .parameter("depth", 3)
                .parameter("seed", 1)
                .environment("java", "17")
                .trainingTime(Duration.ofSeconds(12))
                .lineage(Lineage.builder()
                        .dataset("flights", "sha256:1")
                        .code("git", "abc")
                        .build())
                .artifact("model.bin", bytes("one")));
        ModelVersion two = register(draft -> draft.algorithm("nets")
                .parameter("depth", 5)
                .parameter("seed", 1)
                .parameter("width", 8)
                .artifact("model.bin", bytes("two")));

        List<Fact> facts = registry.compare(one, two).facts();

        assertThat(facts)
                .contains(
                        new Fact("model", "algorithm", List.of(Optional.of("trees"), Optional.of("nets"))),
                        new Fact("parameter", "depth", List.of(Optional.of("3"), Optional.of("5"))),
                        new Fact("parameter", "width", List.of(Optional.empty(), Optional.of("8"))),
                        new Fact("data", "flights", List.of(Optional.of("sha256:1"), Optional.empty())),
                        new Fact("lineage", "code", List.of(Optional.of("abc"), Optional.empty())),
                        new Fact("environment", "java", List.of(Optional.of("17"), Optional.empty())),
                        new Fact("training", "time", List.of(Optional.of("PT12S"), Optional.empty())));
        assertThat(facts).filteredOn(Fact::isSame).extracting(Fact::name).containsExactly("seed");
    }

    @Test
    void saysWhatItMeansForCallers() {
        Signature.Builder signature =
                Signature.builder().input("a", DataType.INT8).output("y", DataType.FLOAT32);
        ModelVersion one = register(draft -> draft.signature(signature.build()));
        ModelVersion two = register(draft ->
                draft.signature(signature.input("weather", DataType.STRING).build()));

        assertThat(registry.compare(one, two, one).differences())
                .satisfiesExactly(
                        baseline -> assertThat(baseline).isEmpty(),
                        reasons -> assertThat(reasons)
                                .extracting(BumpReason::toString)
                                .containsExactly("MAJOR: required input `weather` was added"),
                        itself -> assertThat(itself).isEmpty());
        assertThat(registry.compare(two, one).differences().get(1))
                .extracting(BumpReason::toString)
                .containsExactly("MAJOR: input `weather` was removed");
    }

    @Test
    void writesMarkdownForAPullRequest() {
        ModelVersion one = register(draft -> draft.version("1.0.0")
                .folds("auc", 0.6, 0.7, 0.8)
                .metric("cost_per_flight", 1234.5)
                .algorithm("trees")
                .parameter("note", "a|b *c* <i> @org ``d`"));
        ModelVersion two = register(draft -> draft.folds("auc", 0.7, 0.81, 0.89)
                .metric("cost_per_flight", 1200)
                .algorithm("nets"));

        assertThat(registry.compare(one, two).toMarkdown()).isEqualTo("""
                        ## `flights_v1.0.0` against `flights_v1.1.0`

                        | metric | `flights_v1.0.0` | `flights_v1.1.0` |
                        |---|---|---|
                        | `auc` ↑ | 0.7 | 0.8 (+0.1, +14.3 %, p = 0.003) better |
                        | `cost_per_flight` | 1234.5 | 1200 (-34.5, -2.8 %) |

                        `flights_v1.1.0` for whoever calls `flights_v1.0.0` is MINOR:

                        * MINOR: `` the algorithm changed from `trees` to `nets` ``
                        * PATCH: ``parameter `note` was removed``

                        |  |  | `flights_v1.0.0` | `flights_v1.1.0` |
                        |---|---|---|---|
                        | model | `algorithm` | `trees` | `nets` |
                        | parameter | `note` | ``` a\\|b *c* <i> @org ``d` ``` | – |
                        """);
        assertThat(registry.compare(one, one).toMarkdown())
                .contains("nothing is different")
                .doesNotContain("|  |  |");
    }

    @Test
    void markdownStaysShortHoweverMuchIsDifferent() {
        ModelVersion one = register(draft -> {});
        ModelVersion two = register(draft -> {
            for (int i = 0; i < 3000; i++) {
                draft.parameter("p" + i, "😀".repeat(61));
            }
        });

        assertThat(registry.compare(one, two).toMarkdown())
                .hasSizeLessThan(65_536)
                .contains("`" + "😀".repeat(60) + "…`")
                .endsWith("\nand 2900 more.\n");
    }

    @Test
    void manyArtifactsAreComparedInOnePass() {
        ModelVersion one = register(draft -> {});
        ModelVersion two = register(draft -> {
            for (int i = 0; i < 4000; i++) {
                draft.artifact("part-" + i, bytes("same"));
            }
        });

        assertThat(assertTimeoutPreemptively(
                        Duration.ofSeconds(5), () -> registry.compare(one, two).facts()))
                .hasSize(4000);
    }

    @Test
    void theMeanOfFoldsDependsOnNothingButTheirValues() {
        ModelVersion one = register(draft -> draft.folds("auc", 0.596, 0.189).folds("x", 0.21, 0.21, 0.21));
        ModelVersion two = register(draft -> draft.folds("auc", 0.189, 0.596)
                .folds("x", Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE)
                .folds("tiny", Double.MIN_VALUE, Double.MIN_VALUE));

        assertThat(verdicts(registry.compare(one, two), "auc")).endsWith(Verdict.SAME);
        assertThat(one.metrics()).containsEntry("x", 0.21);
        assertThat(two.metrics()).containsEntry("x", Double.MAX_VALUE).containsEntry("tiny", Double.MIN_VALUE);
    }

    @Test
    void foldsSayNothingOfAMetricThatIsNotTheirMean() {
        ModelVersion one =
                register(draft -> draft.folds("auc", 0.80, 0.81, 0.82, 0.83).metric("auc", 0.70));
        ModelVersion two =
                register(draft -> draft.folds("auc", 0.70, 0.712, 0.72, 0.731).metric("auc", 0.75));

        assertThat(metric(registry.compare(one, two), "auc").values().get(1))
                .returns(Verdict.BETTER, Measured::verdict)
                .returns(false, Measured::isSignificant)
                .returns(OptionalDouble.empty(), Measured::pValue);
    }

    @Test
    void numbersOfAnySizeGiveNumbers() {
        ModelVersion one = register(draft -> draft.metric("loss", -1e308)
                .metric("mae", 1e-300)
                .folds("a", 1e308, -1e308, 0)
                .folds("b", 0, 0, 0)
                .folds("c", 0, 0, 0)
                .folds("d", 0.3, 0.3, 0.3));
        ModelVersion two = register(draft -> draft.metric("loss", 1e308)
                .metric("mae", 1e10)
                .folds("a", -1e308, 1e308, 1)
                .folds("b", 1e160, 2e160, 1.5e160)
                .folds("c", 1e-170, 2e-170, -1.5e-170)
                .folds("d", 0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2));

        Comparison comparison = registry.compare(one, two);

        assertThat(comparison.toJson()).doesNotContain("Infinity", "NaN");
        assertThat(comparison.toMarkdown()).doesNotContain("Infinity", "NaN");
        assertThat(verdicts(comparison, "loss")).endsWith(Verdict.WORSE);
        assertThat(metric(comparison, "b").values().get(1).isSignificant()).isTrue();
        assertThat(metric(comparison, "c").values().get(1).pValue().getAsDouble())
                .isBetween(0.5, 0.9);
        assertThat(metric(comparison, "d").values().get(1).pValue()).hasValue(1);
    }

    @Test
    void aVersionIsTheSameAsItself() {
        ModelVersion one = register(draft -> draft.metric("auc", 0.6));
        ModelVersion read = ground.open().model("flights").version(1);

        assertThat(verdicts(registry.compare(one, one, read), "auc"))
                .containsExactly(Verdict.UNKNOWN, Verdict.SAME, Verdict.SAME);
    }

    @Test
    void writesJsonForPrograms() throws Exception {
        ModelVersion one = register(draft -> draft.metric("auc", 0.6).parameter("depth", 3));
        ModelVersion two = register(draft -> draft.metric("auc", 0.75));

        JsonNode json = new JsonMapper().readTree(registry.compare(one, two).toJson());

        assertThat(json.at("/format").intValue()).isEqualTo(1);
        assertThat(json.at("/versions/1/version").textValue()).isEqualTo("1.0.1");
        assertThat(json.at("/versions/1/digest").textValue())
                .isEqualTo(two.digest().hex());
        assertThat(json.at("/metrics/0").toString())
                .isEqualTo(
                        "{\"name\":\"auc\",\"direction\":\"higher\",\"values\":[{\"value\":0.6,\"verdict\":\"unknown\"},"
                                + "{\"value\":0.75,\"change\":0.15000000000000002,\"relativeChange\":0.25000000000000006,\"verdict\":\"better\"}]}");
        assertThat(json.at("/differences").toString())
                .isEqualTo("[[],[{\"bump\":\"patch\",\"text\":\"parameter `depth` was removed\"}]]");
        assertThat(json.at("/facts").toString())
                .isEqualTo("[{\"kind\":\"parameter\",\"name\":\"depth\",\"same\":false,\"values\":[\"3\",null]}]");
    }

    @Test
    void versionsOfOtherModelsAndRegistriesAreComparedToo() {
        ModelVersion one = register(draft -> draft.metric("auc", 0.6));
        try (ModelRegistry other = ModelRegistry.openOrCreate("memory:").as("bob")) {
            ModelVersion theirs = other.model("trains").register(draft -> draft.metric("auc", 0.7), because("theirs"));

            assertThat(registry.compare(one, theirs).toMarkdown())
                    .startsWith("## `flights_v1.0.0` against `trains_v1.0.0`");
        }
    }

    @Test
    void aComparisonWantsTwo() {
        ModelVersion one = register(draft -> {});

        assertThatThrownBy(() -> registry.compare(one))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("only [flights v1.0.0 (number 1)] to compare; give it another version or more");
    }

    @Test
    void theLeaderboardHasTheBestFirst() {
        ModelVersion middle = register(draft -> draft.metric("auc", 0.7));
        ModelVersion best = register(draft -> draft.metric("auc", 0.9));
        ModelVersion unmeasured = register(draft -> draft.metric("loss", 1));
        ModelVersion twin = register(draft -> draft.metric("auc", 0.7).algorithm("trees"));

        assertThat(flights.leaderboard("auc", Direction.HIGHER_IS_BETTER, 10))
                .containsExactly(best, middle, twin)
                .doesNotContain(unmeasured);
        assertThat(flights.leaderboard("auc", Direction.LOWER_IS_BETTER, 2)).containsExactly(middle, twin);
        assertThat(flights.leaderboard("none", Direction.LOWER_IS_BETTER, 2)).isEmpty();
        assertThatThrownBy(() -> flights.leaderboard("auc", Direction.HIGHER_IS_BETTER, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a leaderboard of 0 versions; ask for 1 or more");
    }
}
