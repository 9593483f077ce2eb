package dev.modelregistry.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.descriptor.ParameterValue.Real;
import dev.modelregistry.descriptor.ParameterValue.Text;
import dev.modelregistry.descriptor.ParameterValue.Truth;
import dev.modelregistry.descriptor.ParameterValue.Whole;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Field;
import dev.modelregistry.signature.Signature;
import dev.modelregistry.spi.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorCodecTest {
    private static final ArtifactEntry MODEL = new ArtifactEntry("model.onnx", digest("weights"), 7);
    private static final ArtifactEntry VOCABULARY = new ArtifactEntry("data/vocabulary.txt", digest("words"), 5);

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Descriptor.Builder empty() {
        return Descriptor.builder(SemanticVersion.of(1, 0, 0));
    }

    private static Descriptor.Builder full() {
        return Descriptor.builder(SemanticVersion.parse("1.2.0-rc.1+build.7"))
                .artifact(MODEL)
                .artifact(VOCABULARY)
                .signature(Signature.builder()
                        .input(Field.of("image", DataType.UINT8).shape(Field.ANY, 224, 224, 3))
                        .input(Field.of("carrier", DataType.STRING).optional().categories("UA", "AA"))
                        .output("delayed", DataType.FLOAT32)
                        .task("binary classification")
                        .target("arrival delay > 15 minutes")
                        .build())
                .algorithm("gradient boosting")
                .architecture("trees; \"depth\" 6 \u2264 8")
                .features(List.of("distance", "hour", "carrier"))
                .parameter("seed", new Whole(9007199254740993L))
                .parameter("rate", new Real(1e-7))
                .parameter("loss", new Text("log"))
                .parameter("early stopping", new Truth(true))
                .folds("auc", List.of(0.65, 0.7))
                .metric("auc", 0.677)
                .metric("brier", 0.1)
                .direction("brier", Direction.LOWER_IS_BETTER)
                .trainingMetric("auc", 1)
                .environment("java", "17")
                .requirement("image", "sha256:12")
                .trainingTime(Duration.ofSeconds(3723, 500_000_000))
                .resource("cpu", "2")
                .lineage(Lineage.builder()
                        .parent("base", "1.0.0", "fine-tuned from")
                        .baseModel("bert", "large")
                        .dataset("flights", "sha256:12")
                        .dataset(new Lineage.Dataset("weather", "git-lfs:9", "2026-Q1"))
                        .code(new Lineage.Code("git", "abcdef1", "https://example.org/r.git"))
                        .run("run-7")
                        .featureStore("feast", "12")
                        .featurePipeline("3.1")
                        .preprocessing("standardised")
                        .build())
                .text("description", digest("baseline"));
    }

    @Test
    void writesTheGoldenDocument() {
        Bytes bytes = DescriptorCodec.encode(full().build());

        assertThat(bytes.utf8()).isEqualTo(Golden.read("descriptor.json").stripTrailing());
        assertThat(bytes.digest())
                .hasToString("sha256:813e943777ce0a4ec0a6c6f6fbdccb806c06f77c08f670125b9f88d5f3e828de");
        assertThat(DescriptorCodec.modelHash(full().build()))
                .hasToString("sha256:6f360391e229ff3bd5ca6c5fcf1eefe437d2086eee75a3df4de6e8e86411d236");
    }

    @Test
    void writesNothingOfWhatIsNotKnown() {
        Bytes bytes = DescriptorCodec.encode(empty().build());

        assertThat(bytes.utf8()).isEqualTo("{\"format\":1,\"version\":\"1.0.0\"}");
        assertThat(bytes.digest())
                .hasToString("sha256:fec2839b436e1a570974cfb17f5f2f8259c657ce8e62db5fab83eaefdb84efea");
        assertThat(DescriptorCodec.modelHash(empty().build())).isEqualTo(digest("{}"));
    }

    @Test
    void readsBackAllThatItWrote() {
        Descriptor written = full().build();

        Descriptor read = DescriptorCodec.decode(DescriptorCodec.encode(written));

        assertThat(read.version()).isEqualTo(written.version());
        assertThat(read.artifacts()).containsExactly(VOCABULARY, MODEL);
        assertThat(read.signature()).isPresent().isEqualTo(written.signature());
        assertThat(read.algorithm()).contains("gradient boosting");
        assertThat(read.architecture()).isPresent().isEqualTo(written.architecture());
        assertThat(read.features()).containsExactly("distance", "hour", "carrier");
        assertThat(read.parameters()).hasSize(4).isEqualTo(written.parameters());
        assertThat(read.metrics()).hasSize(2).isEqualTo(written.metrics());
        assertThat(read.folds()).hasSize(1).isEqualTo(written.folds());
        assertThat(read.directions()).hasSize(1).isEqualTo(written.directions());
        assertThat(read.trainingMetrics()).hasSize(1).isEqualTo(written.trainingMetrics());
        assertThat(read.environment()).hasSize(1).isEqualTo(written.environment());
        assertThat(read.requirements()).hasSize(1).isEqualTo(written.requirements());
        assertThat(read.trainingTime()).contains(Duration.ofMillis(3_723_500));
        assertThat(read.resources()).hasSize(1).isEqualTo(written.resources());
        assertThat(read.lineage()).isNotEqualTo(Lineage.unknown()).isEqualTo(written.lineage());
        assertThat(read.texts()).hasSize(1).isEqualTo(written.texts());
        assertThat(DescriptorCodec.encode(read)).isEqualTo(DescriptorCodec.encode(written));
    }

    @Test
    void readsBackAnEmptyOne() {
        Bytes bytes = DescriptorCodec.encode(empty().build());

        assertThat(DescriptorCodec.encode(DescriptorCodec.decode(bytes))).isEqualTo(bytes);
        assertThat(DescriptorCodec.decode(bytes).lineage()).isEqualTo(Lineage.unknown());
    }

    private static Stream<UnaryOperator<Descriptor.Builder>> whatIsNotTheModel() {
        return Stream.of(
                builder -> builder.metric("auc", 0.9),
                builder -> builder.trainingMetric("auc", 0.9),
                builder -> builder.environment("java", "21"),
                builder -> builder.requirement("image", "sha256:34"),
                builder -> builder.trainingTime(Duration.ZERO),
                builder -> builder.resource("cpu", "64"),
                builder -> builder.lineage(Lineage.unknown()),
                builder -> builder.text("changelog", Digest.ZERO));
    }

    @ParameterizedTest
    @MethodSource("whatIsNotTheModel")
    void theModelHashIgnoresWhatIsNotTheModel(UnaryOperator<Descriptor.Builder> change) {
        Descriptor changed = change.apply(full()).build();

        assertThat(DescriptorCodec.modelHash(changed)).isEqualTo(DescriptorCodec.modelHash(full().build()));
        assertThat(DescriptorCodec.encode(changed)).isNotEqualTo(DescriptorCodec.encode(full().build()));
    }

    private static Stream<UnaryOperator<Descriptor.Builder>> whatIsTheModel() {
        return Stream.of(
                builder -> builder.artifact(new ArtifactEntry("more", Digest.ZERO, 0)),
                builder -> builder.signature(Signature.builder()
                        .input("a", DataType.INT8)
                        .output("b", DataType.INT8)
                        .build()),
                builder -> builder.algorithm("other"),
                builder -> builder.architecture("other"),
                builder -> builder.features(List.of("hour", "distance", "carrier")),
                builder -> builder.parameter("seed", new Whole(9007199254740992L)),
                builder -> builder.parameter("loss", new Whole(1)));
    }

    @ParameterizedTest
    @MethodSource("whatIsTheModel")
    void theModelHashTellsModelsApart(UnaryOperator<Descriptor.Builder> change) {
        assertThat(DescriptorCodec.modelHash(change.apply(full()).build()))
                .isNotEqualTo(DescriptorCodec.modelHash(full().build()));
    }

    @Test
    void theModelHashIgnoresTheVersionAndTheOrderOfArtifacts() {
        Descriptor one = empty().artifact(MODEL).artifact(VOCABULARY).build();
        Descriptor two = Descriptor.builder(SemanticVersion.of(2, 0, 0))
                .artifact(VOCABULARY)
                .artifact(MODEL)
                .build();

        assertThat(DescriptorCodec.modelHash(one)).isEqualTo(DescriptorCodec.modelHash(two));
        assertThat(DescriptorCodec.encode(one))
                .isEqualTo(DescriptorCodec.encode(
                        empty().artifact(VOCABULARY).artifact(MODEL).build()));
    }

    @Test
    void aParameterKeepsItsType() {
        Descriptor read = DescriptorCodec.decode(DescriptorCodec.encode(empty().parameter("text", new Text("5"))
                .parameter("whole", new Whole(Long.MIN_VALUE))
                .parameter("real", new Real(0.5))
                .parameter("huge", new Real(1e20))
                .parameter("truth", new Truth(false))
                .parameter("null", new Text("null"))
                .build()));

        assertThat(read.parameters())
                .containsEntry("text", new Text("5"))
                .containsEntry("whole", new Whole(Long.MIN_VALUE))
                .containsEntry("real", new Real(0.5))
                .containsEntry("huge", new Real(1e20))
                .containsEntry("truth", new Truth(false))
                .containsEntry("null", new Text("null"));
    }

    private static Bytes document(String fields) {
        return Bytes.utf8("{\"format\":1,\"version\":\"1.0.0\"," + fields + "}");
    }

    @Test
    void refusesTheFormatOfANewerLibrary() {
        assertThatThrownBy(() -> DescriptorCodec.decode(Bytes.utf8("{\"format\":2,\"whatever\":[]}")))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessage("a descriptor of format 2; this library reads format 1. Upgrade it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "garbage",
                "null",
                "[]",
                "{}",
                "{\"format\":\"1\",\"version\":\"1.0.0\"}",
                "{\"format\":1}",
                "{\"format\":1,\"version\":1}",
                "{\"format\":1,\"version\":\"1.0.0\"",
                "{\"format\":1,\"version\":\"1.0.0\"}x",
                "{\"format\":1,\"version\":\"1.0.0\"}{}",
                "{\"format\":1,\"format\":1,\"version\":\"1.0.0\"}"
            })
    void refusesWhatIsNoDescriptor(String text) {
        assertThatThrownBy(() -> DescriptorCodec.decode(Bytes.utf8(text)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("not a descriptor: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"artifacts\":{}",
                "\"artifacts\":[1]",
                "\"artifacts\":[{\"path\":\"a\",\"sha256\":\"\",\"size\":1}]",
                "\"artifacts\":[{\"path\":\"../a\",\"sha256\":\""
                        + "0000000000000000000000000000000000000000000000000000000000000000\",\"size\":1}]",
                "\"signature\":{}",
                "\"signature\":null",
                "\"signature\":{\"inputs\":[{\"name\":\"a\",\"type\":\"x\"}],\"outputs\":[]}",
                "\"signature\":{\"inputs\":[{\"name\":\"a\",\"type\":\"int8\",\"shape\":[1.5]}],"
                        + "\"outputs\":[{\"name\":\"a\",\"type\":\"int8\"}]}",
                "\"algorithm\":1",
                "\"features\":\"a\"",
                "\"features\":[1]",
                "\"parameters\":[]",
                "\"parameters\":{\"a\":null}",
                "\"parameters\":{\"a\":{}}",
                "\"parameters\":{\"a\":1e999}",
                "\"parameters\":{\"\":1}",
                "\"metrics\":{\"auc\":\"0.9\"}",
                "\"metrics\":{\"auc\":null}",
                "\"metrics\":{\"auc\":1e999}",
                "\"trainingMetrics\":{\"auc\":true}",
                "\"environment\":{\"java\":17}",
                "\"requirements\":{\"a\":[]}",
                "\"trainingTime\":\"an hour\"",
                "\"trainingTime\":\"PT99999999999999999999H\"",
                "\"trainingTime\":\"PT-1S\"",
                "\"resources\":\"a\"",
                "\"lineage\":{\"parents\":[{}]}",
                "\"lineage\":{\"code\":{}}",
                "\"lineage\":{\"datasets\":1}",
                "\"lineage\":{\"featureStore\":null}",
                "\"texts\":{\"a\":\"sha256:12\"}"
            })
    void refusesFieldsOfAnotherKindAndGuessesNothing(String field) {
        assertThatThrownBy(() -> DescriptorCodec.decode(document(field))).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void refusesWhatIsTooDeep() {
        assertThat(DescriptorCodec.decode(document("\"x\":" + "[".repeat(63) + "]".repeat(63)))
                        .version())
                .isEqualTo(SemanticVersion.of(1, 0, 0));
        assertThatThrownBy(() -> DescriptorCodec.decode(document("\"x\":" + "[".repeat(64) + "]".repeat(64))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("not a descriptor: not JSON within the limits");
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThatThrownBy(() ->
                        DescriptorCodec.decode(document("\"algorithm\":\"" + "x".repeat((1 << 20) + 1) + "\"")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("not a descriptor: not JSON within the limits");
    }

    @Test
    void refusesToWriteWhatItCouldNotReadAgain() {
        String longest = "x".repeat(1 << 20);

        assertThat(DescriptorCodec.decode(DescriptorCodec.encode(
                                empty().algorithm(longest).build()))
                        .algorithm())
                .contains(longest);
        assertThatThrownBy(() ->
                        DescriptorCodec.encode(empty().algorithm(longest + "x").build()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a text has 1048577 characters; at most 1048576 can be read again");
        assertThatThrownBy(() ->
                        DescriptorCodec.encode(empty().algorithm("half \ud83d").build()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("half a surrogate pair at position 5");
    }
}
