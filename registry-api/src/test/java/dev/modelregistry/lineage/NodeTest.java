package dev.modelregistry.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.RunId;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Node.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTest {
    private static final RunId RUN = new RunId(ModelName.of("Flights"), "20261126T154512123Z-1f3a9c2b70d4");

    private static Stream<Arguments> made() {
        return Stream.of(
                Arguments.of(Node.dataset("flights", "sha256:ab"), Type.DATASET, "dataset:flights@sha256:ab"),
                Arguments.of(
                        Node.dataset(new Lineage.Dataset("flights", "sha256:ab", "2026-Q1")),
                        Type.DATASET,
                        "dataset:flights@sha256:ab"),
                Arguments.of(Node.code("1f3a9c2"), Type.CODE, "code:1f3a9c2"),
                Arguments.of(Node.featureStore("feast", "12"), Type.FEATURE_STORE, "feature_store:feast@12"),
                Arguments.of(Node.featurePipeline("3.1"), Type.FEATURE_PIPELINE, "feature_pipeline:3.1"),
                Arguments.of(Node.baseModel("org/bert", "2"), Type.BASE_MODEL, "base_model:org/bert@2"),
                Arguments.of(Node.run(RUN), Type.RUN, "run:Flights/20261126T154512123Z-1f3a9c2b70d4"),
                Arguments.of(Node.version("flights", "1.2.0"), Type.VERSION, "version:flights@1.2.0"),
                Arguments.of(
                        Node.version(ModelName.of("flights"), SemanticVersion.of(1, 2, 0)),
                        Type.VERSION,
                        "version:flights@1.2.0"),
                Arguments.of(Node.deployment("gate 7"), Type.DEPLOYMENT, "deployment:gate 7"));
    }

    @ParameterizedTest
    @MethodSource("made")
    void isATypeAndAName(Node node, Type type, String text) {
        assertThat(node.type()).isEqualTo(type);
        assertThat(node).hasToString(text);
        assertThat(node.name()).isEqualTo(text.substring(text.indexOf(':') + 1));
    }

    @Test
    void thereIsAWayToMakeEachType() {
        assertThat(made().map(arguments -> arguments.get()[1]).distinct()).containsExactly((Object[]) Type.values());
    }

    @Test
    void theStoredNamesNeverChange() {
        assertThat(Arrays.stream(Type.values()).map(Type::toString))
                .containsExactly(
                        "dataset",
                        "code",
                        "feature_store",
                        "feature_pipeline",
                        "base_model",
                        "run",
                        "version",
                        "deployment");
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void readsWhatItWrote(Type type) {
        List<String> names = type == Type.VERSION
                ? List.of("flights@1.2.0", "Flug Plan@1.0.0-rc.1+7", "a@0.0.0")
                : List.of(
                        "a",
                        " a ",
                        "a:b",
                        ":",
                        "@",
                        "a@b@c",
                        "s3://lake/a.csv@sha256:ab",
                        "a\nb",
                        "\u20ac\ud83d\udeeb");
        for (String name : names) {
            Node node = new Node(type, name);

            assertThat(Node.parse(node.toString())).isEqualTo(node).hasSameHashCodeAs(node);
        }
    }

    @Test
    void aVersionIsTheSameHoweverItIsWritten() {
        Node normal = new Node(Type.VERSION, "flights@1.2.0-rc.1");

        assertThat(normal.name()).isEqualTo("flights@1.2.0-rc.1");
        assertThat(List.of(
                        Node.version("FLIGHTS", "1.2.0-rc.1"),
                        Node.version("flights", "1.2.0-rc.1+linux.7"),
                        Node.version(ModelName.of("Flights"), SemanticVersion.parse("1.2.0-rc.1+7")),
                        new Node(Type.VERSION, "fLIGHTS@1.2.0-rc.1+7"),
                        Node.parse("version:Flights@1.2.0-rc.1+x")))
                .containsOnly(normal);
        assertThat(Node.version("flights", "1.2.0")).isNotEqualTo(normal);
        assertThat(Node.version("flights", "1.2.0-RC.1"))
                .as("the part for releases to come has letters that differ")
                .isNotEqualTo(normal);
    }

    @Test
    void otherNamesAreKeptAsTheyAre() {
        assertThat(Node.dataset("Flights", "sha256:AB")).isNotEqualTo(Node.dataset("flights", "sha256:ab"));
        assertThat(Node.run(RUN).name()).startsWith("Flights/");
        assertThat(new Node(Type.CODE, "1.0.0+7").name()).isEqualTo("1.0.0+7");
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void refusesABlankName(Type type) {
        for (String blank : List.of("", " ", "\t\n", "\u2003")) {
            assertThatThrownBy(() -> new Node(type, blank))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("the name of a " + type + " is blank; say which one");
            assertThatThrownBy(() -> Node.parse(type + ":" + blank))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("the name of a " + type + " is blank; say which one");
        }
    }

    @Test
    void refusesABlankPart() {
        assertThatThrownBy(() -> Node.dataset("flights", " "))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the dataset 'flights@ ' has a blank part; it is of the form <name>@<hash or version>");
        assertThatThrownBy(() -> Node.dataset("", "sha256:ab"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the dataset '@sha256:ab' has a blank part; it is of the form <name>@<hash or version>");
        assertThatThrownBy(() -> Node.featureStore("feast", ""))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the feature_store 'feast@' has a blank part");
        assertThatThrownBy(() -> Node.baseModel("\t", "2"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the base_model ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"flights", "flights 1.2.0", "flights/1.2.0"})
    void refusesAVersionWithoutOne(String name) {
        assertThatThrownBy(() -> new Node(Type.VERSION, name))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("version '" + name + "' is not of the form <model>@<semantic version>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"flights@", "flights@1.2", "flights@latest", "@1.2.0", "a/b@1.2.0", "a@1.2.0@1.2.0"})
    void refusesAVersionThatIsNone(String name) {
        assertThatThrownBy(() -> new Node(Type.VERSION, name)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Node.parse("version:" + name)).isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dataset",
                ":",
                ":flights",
                "Dataset:flights",
                "DATASET:flights",
                " dataset:a",
                "model:flights",
                "data set:a"
            })
    void refusesATextOfNoKnownType(String text) {
        assertThatThrownBy(() -> Node.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("node '" + text
                        + "' is not of the form <type>:<name>; the types are [dataset, code, feature_store, feature_pipeline,"
                        + " base_model, run, version, deployment]");
    }

    @Test
    void aVersionAndARunAreOfAModel() {
        assertThat(Node.version("Flights", "1.2.0").model()).contains(ModelName.of("flights"));
        assertThat(Node.version("Flights", "1.2.0").runId()).isEmpty();
        assertThat(Node.run(RUN).model()).contains(ModelName.of("Flights"));
        assertThat(Node.run(RUN).runId()).contains(RUN);
        assertThat(Node.dataset("flights/7", "1.0.0").model()).isEmpty();
        assertThat(Node.dataset("flights/7", "1.0.0").runId()).isEmpty();
        assertThat(Node.deployment("flights@1.0.0").model()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlflow-7", "/7", "flights/", "flights/a b", "a:b/7", "flights/7/8", "https://host/7"})
    void aRunOfAnotherSystemIsOfNoModel(String id) {
        Node run = new Node(Type.RUN, id);

        assertThat(run.runId()).isEmpty();
        assertThat(run.model()).isEmpty();
        assertThat(Node.parse("run:" + id)).isEqualTo(run);
    }

    @Test
    void isOrderedByTypeThenName() {
        List<Node> ordered = List.of(
                Node.dataset("a", "1"),
                Node.dataset("a", "2"),
                Node.dataset("b", "1"),
                Node.code("B"),
                Node.code("a"),
                Node.featureStore("a", "1"),
                Node.featurePipeline("a"),
                Node.baseModel("a", "1"),
                Node.run(RUN),
                Node.version("a", "1.0.0"),
                Node.version("a", "1.0.1"),
                Node.deployment("a"));
        List<Node> mixed = new ArrayList<>(ordered);
        Collections.shuffle(mixed, new Random(7));

        assertThat(mixed.stream().sorted()).isEqualTo(ordered);
        assertThat(Node.code("a")).isEqualByComparingTo(Node.parse("code:a"));
    }
}
