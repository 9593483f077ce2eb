package dev.modelregistry.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.lineage.Edge.Relation;
import dev.modelregistry.lineage.Node.Type;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeTest {
    private static Node node(Type type) {
        return new Node(type, type == Type.VERSION ? "flights@1.0.0" : "a");
    }

    /** A column for each type that is made, in the order of the types. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "",
            value = {
                "DATASET,          DERIVED, DERIVED, DERIVED, DERIVED, TRAINED, TRAINED, TRAINED, DEPLOYS",
                "CODE,             BUILT,   BUILT,   BUILT,   BUILT,   BUILT,   BUILT,   BUILT,   DEPLOYS",
                "FEATURE_STORE,    USES,    USES,    USES,    USES,    USES,    USES,    USES,    DEPLOYS",
                "FEATURE_PIPELINE, USES,    USES,    USES,    USES,    USES,    USES,    USES,    DEPLOYS",
                "BASE_MODEL,       DERIVED, DERIVED, DERIVED, DERIVED, DERIVED, DERIVED, DERIVED, DEPLOYS",
                "RUN,              PRODUCED,PRODUCED,PRODUCED,PRODUCED,PRODUCED,PRODUCED,PRODUCED,DEPLOYS",
                "VERSION,          DERIVED, DERIVED, DERIVED, DERIVED, DERIVED, DERIVED, DERIVED, DEPLOYS",
                "DEPLOYMENT,       DERIVED, DERIVED, DERIVED, DERIVED, DERIVED, DERIVED, DERIVED, DEPLOYS"
            })
    void theTypesTellTheRelation(
            Type from,
            String dataset,
            String code,
            String featureStore,
            String featurePipeline,
            String baseModel,
            String run,
            String version,
            String deployment) {
        List<String> expected =
                List.of(dataset, code, featureStore, featurePipeline, baseModel, run, version, deployment);
        Map<Type, String> relations = new EnumMap<>(Type.class);
        Arrays.stream(Type.values())
                .forEach(to -> relations.put(
                        to, new Edge(node(from), node(to)).relation().name().replaceAll("_.*", "")));

        assertThat(List.copyOf(relations.values())).isEqualTo(expected);
    }

    @Test
    void readsAsASentence() {
        Node data = Node.dataset("flights", "sha256:ab");
        Node version = Node.version("flights", "1.0.0");

        assertThat(new Edge(data, version)).hasToString("version:flights@1.0.0 trained on dataset:flights@sha256:ab");
        assertThat(new Edge(Node.code("1f"), version)).hasToString("version:flights@1.0.0 built from code:1f");
        assertThat(new Edge(version, Node.deployment("gate")))
                .hasToString("deployment:gate deploys version:flights@1.0.0");
        assertThat(Arrays.stream(Relation.values()).map(Relation::toString).collect(Collectors.joining(", ")))
                .isEqualTo("trained on, built from, uses, produced by, derived from, deploys");
    }

    @Test
    void hasADirection() {
        Node one = Node.code("1");
        Node two = Node.code("2");

        assertThat(new Edge(one, two)).isEqualTo(new Edge(one, two)).isNotEqualTo(new Edge(two, one));
    }

    @Test
    void isOrderedByWhereItComesFromThenByWhereItGoes() {
        Node one = Node.code("1");
        Node two = Node.code("2");
        Node data = Node.dataset("a", "1");
        List<Edge> ordered = List.of(
                new Edge(data, two), new Edge(one, data), new Edge(one, two), new Edge(two, data), new Edge(two, one));

        assertThat(List.of(ordered.get(3), ordered.get(1), ordered.get(4), ordered.get(0), ordered.get(2)).stream()
                        .sorted())
                .isEqualTo(ordered);
    }
}
