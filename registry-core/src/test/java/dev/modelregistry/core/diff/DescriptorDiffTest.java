package dev.modelregistry.core.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Field;
import dev.modelregistry.signature.Signature;
import dev.modelregistry.versioning.BumpReason;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each difference raises, in both directions. */
class DescriptorDiffTest {
    private static final Field X = Field.of("x", DataType.INT32);

    private static Descriptor descriptor(Consumer<Descriptor.Builder> fill) {
        Descriptor.Builder builder = Descriptor.builder(SemanticVersion.of(1, 0, 0));
        fill.accept(builder);
        return builder.build();
    }

    private static List<String> reasons(Consumer<Descriptor.Builder> before, Consumer<Descriptor.Builder> after) {
        return DescriptorDiff.between(descriptor(before), descriptor(after)).stream()
                .map(BumpReason::toString)
                .toList();
    }

    private static Consumer<Descriptor.Builder> signature(Consumer<Signature.Builder> fill) {
        Signature.Builder signature = Signature.builder();
        fill.accept(signature);
        return builder -> builder.signature(signature.build());
    }

    private static Consumer<Descriptor.Builder> input(Field field) {
        return signature(builder -> builder.input(field).output("y", DataType.FLOAT32));
    }

    private static Consumer<Descriptor.Builder> output(Field field) {
        return signature(builder -> builder.input("a", DataType.FLOAT32).output(field));
    }

    static Stream<Arguments> fields() {
        Field vector = Field.of("x", DataType.FLOAT32);
        return Stream.of(
                Arguments.of(X, Field.of("x", DataType.INT64), "type int32 → int64", "type int64 → int32"),
                Arguments.of(
                        Field.of("x", DataType.UINT8),
                        Field.of("x", DataType.FLOAT16),
                        "type uint8 → float16",
                        "type float16 → uint8"),
                Arguments.of(vector.shape(3), vector.shape(Field.ANY), "shape [3] → [-1]", "shape [-1] → [3]"),
                Arguments.of(X, X.optional(), "presence required → optional", "presence optional → required"),
                Arguments.of(X.categories("a", "b"), X, "categories [`a`, `b`] → any", "categories any → [`a`, `b`]"),
                Arguments.of(
                        X.categories("a", "b"),
                        X.categories("a", "b", "c"),
                        "categories […] → […, `c`]",
                        "categories […, `c`] → […]"));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void inputsMayBecomeWiderAndOutputsNarrower(Field narrow, Field wide, String widened, String narrowed) {
        assertThat(reasons(input(narrow), input(wide))).containsExactly("MINOR: input `x` was widened: " + widened);
        assertThat(reasons(input(wide), input(narrow))).containsExactly("MAJOR: input `x` was narrowed: " + narrowed);
        assertThat(reasons(output(narrow), output(wide))).containsExactly("MAJOR: output `x` was widened: " + widened);
        assertThat(reasons(output(wide), output(narrow)))
                .containsExactly("MINOR: output `x` was narrowed: " + narrowed);
    }

    static Stream<Arguments> incompatible() {
        Field image = Field.of("x", DataType.FLOAT32).shape(Field.ANY, 3);
        return Stream.of(
                Arguments.of(X, Field.of("x", DataType.STRING), "type int32 → string"),
                Arguments.of(Field.of("x", DataType.INT64), Field.of("x", DataType.FLOAT64), "type int64 → float64"),
                Arguments.of(image, image.shape(Field.ANY, 4), "shape [-1, 3] → [-1, 4]"),
                Arguments.of(image, image.shape(3), "shape [-1, 3] → [3]"),
                Arguments.of(image, image.shape(3, Field.ANY), "shape [-1, 3] → [3, -1]"),
                Arguments.of(X.categories("a", "b"), X.categories("a", "c"), "categories […, `b`] → […, `c`]"));
    }

    @ParameterizedTest
    @MethodSource("incompatible")
    void whatIsNeitherWiderNorNarrowerBreaksCallersOnBothSides(Field before, Field after, String how) {
        assertThat(reasons(input(before), input(after))).containsExactly("MAJOR: input `x` was changed: " + how);
        assertThat(reasons(output(before), output(after))).containsExactly("MAJOR: output `x` was changed: " + how);
    }

    @Test
    void inputsAndOutputsThatComeAndGo() {
        Consumer<Descriptor.Builder> plain =
                signature(builder -> builder.input(X).output("y", DataType.FLOAT32));
        Consumer<Descriptor.Builder> more = signature(builder -> builder.input(X)
                .input("weather", DataType.STRING)
                .input(Field.of("wind", DataType.FLOAT32).optional())
                .output("y", DataType.FLOAT32)
                .output("z", DataType.FLOAT32));

        assertThat(reasons(plain, more))
                .containsExactly(
                        "MAJOR: required input `weather` was added",
                        "MINOR: optional input `wind` was added",
                        "MINOR: output `z` was added");
        assertThat(reasons(more, plain))
                .containsExactly(
                        "MAJOR: input `weather` was removed",
                        "MAJOR: input `wind` was removed",
                        "MAJOR: output `z` was removed");
    }

    @Test
    void anotherOrderBreaksCallersByPositionInSilence() {
        Consumer<Descriptor.Builder> ab = signature(builder ->
                builder.input("a", DataType.INT8).input("b", DataType.INT8).output(X));
        Consumer<Descriptor.Builder> ba = signature(builder ->
                builder.input("b", DataType.INT8).input("a", DataType.INT8).output(X));

        assertThat(reasons(ab, ba)).containsExactly("MAJOR: the order of the inputs changed");
    }

    @Test
    void anOptionalInputIsCompatibleWhereverItStands() {
        Consumer<Descriptor.Builder> before = signature(builder ->
                builder.input("a", DataType.INT8).input("c", DataType.INT8).output(X));
        Consumer<Descriptor.Builder> after = signature(builder -> builder.input("a", DataType.INT8)
                .input(Field.of("b", DataType.INT8).optional())
                .input("c", DataType.INT8)
                .output(X));

        assertThat(reasons(before, after)).containsExactly("MINOR: optional input `b` was added");
    }

    @Test
    void taskAndTarget() {
        Consumer<Descriptor.Builder> before = signature(
                builder -> builder.input(X).output(X).task("classification").target("delay > 15 minutes"));
        Consumer<Descriptor.Builder> after = signature(
                builder -> builder.input(X).output(X).task("regression").target("delay > 30 minutes"));

        assertThat(reasons(before, after))
                .containsExactly(
                        "MAJOR: the task changed from `classification` to `regression`",
                        "MAJOR: the target changed from `delay > 15 minutes` to `delay > 30 minutes`");
        assertThat(reasons(
                        input(X),
                        signature(builder ->
                                builder.input(X).output("y", DataType.FLOAT32).task("regression"))))
                .containsExactly("MINOR: a task was declared: `regression`");
        assertThat(reasons(
                        before, signature(builder -> builder.input(X).output(X).task("classification"))))
                .containsExactly("MAJOR: the target is no longer declared; it was `delay > 15 minutes`");
    }

    @Test
    void aSignatureThatAppearsOrIsDropped() {
        assertThat(reasons(none -> {}, input(X))).containsExactly("MINOR: a signature was declared");
        assertThat(reasons(input(X), none -> {})).containsExactly("MAJOR: the signature is no longer declared");
    }

    @Test
    void architectureAndAlgorithm() {
        assertThat(reasons(
                        before -> before.architecture("trees").algorithm("random forest"),
                        after -> after.architecture("trees").algorithm("XGBoost")))
                .containsExactly("MINOR: the algorithm changed from `random forest` to `XGBoost`");
        assertThat(reasons(before -> before.architecture("trees"), after -> after.architecture("transformer")))
                .containsExactly("MAJOR: the architecture changed from `trees` to `transformer`");
        assertThat(reasons(before -> before.architecture("trees"), after -> {}))
                .containsExactly("MAJOR: the architecture is no longer declared; it was `trees`");
        assertThat(reasons(before -> {}, after -> after.architecture("trees").algorithm("XGBoost")))
                .containsExactly(
                        "PATCH: the architecture was declared: `trees`",
                        "PATCH: the algorithm was declared: `XGBoost`");
    }

    @Test
    void featuresThatAreComputedInside() {
        assertThat(reasons(
                        before -> before.features(List.of("hour")),
                        after -> after.features(List.of("hour", "weekday", "month", "holiday"))))
                .containsExactly("MINOR: 3 features were added inside: [`weekday`, `month`, `holiday`]");
        assertThat(reasons(before -> before.features(List.of("a", "b")), after -> after.features(List.of("b"))))
                .containsExactly("MINOR: 1 feature was removed inside: [`a`]");
        assertThat(reasons(before -> before.features(List.of("a", "b")), after -> after.features(List.of("b", "a"))))
                .containsExactly("MINOR: the order of the features changed");
    }

    @Test
    void tuningDataAndCodeAreFixes() {
        assertThat(reasons(
                        before -> before.artifact(new ArtifactEntry("model.onnx", Digest.ZERO, 1))
                                .parameter("rate", ParameterValue.of(0.1))
                                .parameter("gone", ParameterValue.of(1.0)),
                        after -> after.artifact(new ArtifactEntry("model.onnx", Digest.of(new byte[1]), 1))
                                .artifact(new ArtifactEntry("scaler.json", Digest.ZERO, 1))
                                .parameter("rate", ParameterValue.of(0.2))
                                .lineage(Lineage.builder()
                                        .dataset("flights", "sha256:9f")
                                        .code("git", "abcdef1")
                                        .build())))
                .containsExactly(
                        "PATCH: artifact `model.onnx` changed",
                        "PATCH: artifact `scaler.json` was added",
                        "PATCH: parameter `gone` was removed",
                        "PATCH: parameter `rate` changed from `0.1` to `0.2`",
                        "PATCH: the data changed",
                        "PATCH: the code changed");
    }

    @Test
    void whatDiffersInNothingThatRaisesItIsAFix() {
        assertThat(reasons(before -> before.metric("auc", 0.6), after -> after.metric("auc", 0.7)))
                .containsExactly("PATCH: the model itself is not different");
    }

    @Test
    void veryManyReasonsAreCountedAndTheFarthestStay() {
        assertThat(reasons(input(X), signature(builder -> {
                    builder.input(X).output("y", DataType.FLOAT32);
                    IntStream.range(0, 60)
                            .forEach(i -> builder.input(
                                    Field.of("o" + i, DataType.INT8).optional()));
                    builder.input("late", DataType.INT8);
                })))
                .hasSize(51)
                .startsWith("MAJOR: required input `late` was added", "MINOR: optional input `o0` was added")
                .endsWith("MINOR: and 11 more");
    }

    @Test
    void manyCategoriesAreComparedInOnePass() {
        String[] many = IntStream.range(0, 200_000).mapToObj(i -> "c" + i).toArray(String[]::new);
        String[] other = Arrays.copyOf(many, many.length);
        other[0] = "new";

        assertThat(assertTimeoutPreemptively(
                        Duration.ofSeconds(20), () -> reasons(input(X.categories(many)), input(X.categories(other)))))
                .containsExactly("MAJOR: input `x` was changed: categories […, `c0`] → […, `new`]");
    }

    @Test
    void reasonsAreOneLineEach() {
        assertThat(reasons(
                        before -> before.parameter("a", new ParameterValue.Text("x")),
                        after -> after.parameter("a", new ParameterValue.Text("select\n2"))))
                .containsExactly("PATCH: parameter `a` changed from `x` to `select 2`");
    }

    @Test
    void longValuesAreCutAndNeverWithinACharacter() {
        String plane = "✈️";
        assertThat(reasons(
                        before -> before.algorithm("a"),
                        after -> after.algorithm("x".repeat(79) + "😀" + plane.repeat(100))))
                .containsExactly("MINOR: the algorithm changed from `a` to `" + "x".repeat(79) + "…`");
    }
}
