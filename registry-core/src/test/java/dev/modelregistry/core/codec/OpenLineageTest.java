package dev.modelregistry.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.RunId;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Graph;
import dev.modelregistry.lineage.Node;
import io.openlineage.client.OpenLineage.DatasetFacets;
import io.openlineage.client.OpenLineage.JobEvent;
import io.openlineage.client.utils.DatasetIdentifier;
import io.openlineage.client.utils.filesystem.FilesystemDatasetUtils;
import io.openlineage.server.OpenLineage.BaseFacet;
import io.openlineage.server.OpenLineage.Dataset;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events beside those of OpenLineage's own library, which is made from the schema. */
class OpenLineageTest {
    private static final String ID = "3f0c7a52-8a3e-4c5d-9a55-0d8b3a2f6c11";
    private static final String REGISTRY = "modelregistry://" + ID;
    private static final Instant NOW = Instant.parse("2026-11-27T09:00:00.000001Z");
    private static final JsonMapper STRICT =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private static final Node DATA = Node.dataset("s3://lake/flights/2026.parquet", "sha256:ab");
    private static final Node CODE = Node.code("1f3a9c2");
    private static final Node RUN = Node.run(new RunId(ModelName.of("Flights"), "20261126T154512123Z-1f3a9c2b70d4"));
    private static final Node VERSION = Node.version("Flights", "1.2.0");
    private static final Node SERVICE = Node.deployment("gate-7");
    private static final Graph GRAPH = Graph.of(
            List.of(),
            List.of(
                    new Edge(DATA, RUN),
                    new Edge(RUN, VERSION),
                    new Edge(DATA, VERSION),
                    new Edge(CODE, VERSION),
                    new Edge(VERSION, SERVICE)),
            Map.of(VERSION, Stage.PRODUCTION));

    private static List<JsonNode> events(Graph graph) {
        return OpenLineage.events(graph, ID, NOW)
                .lines()
                .map(OpenLineageTest::json)
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return STRICT.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(text, broken);
        }
    }

    /** The only input of the only event. */
    private static JsonNode input(Node node) {
        List<JsonNode> events = events(Graph.of(List.of(), List.of(new Edge(node, SERVICE)), Map.of()));
        assertThat(events).hasSize(1);
        assertThat(events.get(0).get("inputs")).hasSize(1);
        return events.get(0).get("inputs").get(0);
    }

    @Test
    void saysWhatTheirLibrarySays() {
        io.openlineage.client.OpenLineage theirs =
                new io.openlineage.client.OpenLineage(URI.create("pkg:maven/dev.modelregistry/registry-core"));
        DatasetFacets hash = theirs.newDatasetFacetsBuilder()
                .version(theirs.newDatasetVersionDatasetFacet("sha256:ab"))
                .build();
        DatasetFacets served = theirs.newDatasetFacetsBuilder()
                .version(theirs.newDatasetVersionDatasetFacet("1.2.0"))
                .tags(theirs.newTagsDatasetFacet(
                        List.of(theirs.newTagsDatasetFacetFields("stage", "Production", "MODEL_REGISTRY", null))))
                .build();
        JobEvent event = theirs.newJobEventBuilder()
                .eventTime(NOW.atZone(ZoneOffset.UTC))
                .job(theirs.newJobBuilder()
                        .namespace(REGISTRY)
                        .name("version:flights@1.2.0")
                        .facets(theirs.newJobFacetsBuilder()
                                .documentation(theirs.newDocumentationJobFacetBuilder()
                                        .description("version trained on dataset, built from code, produced by run")
                                        .build())
                                .build())
                        .build())
                .inputs(List.of(
                        theirs.newInputDataset("s3://lake", "flights/2026.parquet", hash, null),
                        theirs.newInputDataset("code", "1f3a9c2", null, null),
                        theirs.newInputDataset(REGISTRY, RUN.name(), null, null)))
                .outputs(List.of(theirs.newOutputDataset(REGISTRY, "flights@1.2.0", served, null)))
                .build();

        JsonNode expected = withoutNulls(STRICT.valueToTree(event));
        ((ObjectNode) expected).put("eventTime", NOW.toString());
        assertThat(events(GRAPH).get(1)).isEqualTo(expected);
    }

    private static JsonNode withoutNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(field -> field.getValue().isNull());
        }
        node.forEach(OpenLineageTest::withoutNulls);
        return node;
    }

    @Test
    void hasAnEventForEachNodeThatSomethingWentInto() {
        assertThat(events(GRAPH).stream().map(event -> event.at("/job/name").textValue()))
                .containsExactly(RUN.toString(), "version:flights@1.2.0", "deployment:gate-7");
        assertThat(OpenLineage.events(Graph.of(List.of(DATA), List.of(), Map.of()), ID, NOW))
                .isEmpty();
    }

    @Test
    void writesOneLineForEachAndTheSameOnesAlways() {
        Graph graph = Graph.of(List.of(), List.of(new Edge(CODE, Node.deployment("a\n\"b\" \ud83d\udeeb"))), Map.of());
        String line = "{'eventTime':'2026-11-27T09:00:00.000001Z','inputs':[{'name':'1f3a9c2','namespace':'code'}],"
                + "'job':{'facets':{'documentation':{'_producer':'pkg:maven/dev.modelregistry/registry-core',"
                + "'_schemaURL':'https://openlineage.io/spec/facets/1-1-0/DocumentationJobFacet.json#/$defs/DocumentationJobFacet',"
                + "'description':'deployment deploys code'}},'name':'deployment:a\\n\\\"b\\\" \ud83d\udeeb',"
                + "'namespace':'" + REGISTRY
                + "'},'outputs':[{'name':'a\\n\\\"b\\\" \ud83d\udeeb','namespace':'deployment'}],"
                + "'producer':'pkg:maven/dev.modelregistry/registry-core',"
                + "'schemaURL':'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent'}\n";

        assertThat(OpenLineage.events(graph, ID, NOW)).isEqualTo(line.replace('\'', '"'));
    }

    /** What the schema requires: BaseEvent, Job, Dataset and BaseFacet, with their formats; and no field that it does not name. */
    @Test
    void hasEveryFieldThatTheSchemaRequiresAndNoneThatItDoesNotName() throws JsonProcessingException {
        List<Node> all = Stream.concat(
                        Arrays.stream(Node.Type.values())
                                .filter(type -> type != Node.Type.VERSION)
                                .flatMap(type -> Stream.of("a", "a@b", "hdfs://h/p@1", " \"\\\n\u20ac@")
                                        .map(name -> new Node(type, name))),
                        Stream.of(VERSION, RUN))
                .toList();
        Graph graph = Graph.of(
                all,
                all.stream()
                        .flatMap(from -> all.stream().map(to -> new Edge(from, to)))
                        .toList(),
                Map.of(VERSION, Stage.of("Shadow")));

        List<String> lines = OpenLineage.events(graph, ID, NOW).lines().toList();

        assertThat(lines).hasSameSizeAs(all);
        for (String line : lines) {
            io.openlineage.server.OpenLineage.JobEvent event =
                    STRICT.readValue(line, io.openlineage.server.OpenLineage.JobEvent.class);
            assertThat(event.getAdditionalProperties()).isEmpty();
            assertThat(event.getEventTime().toInstant()).isEqualTo(NOW);
            assertThat(event.getProducer()).hasScheme("pkg");
            assertThat(event.getSchemaURL())
                    .hasToString("https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent");
            assertThat(event.getJob().getNamespace()).isEqualTo(REGISTRY);
            assertThat(event.getJob().getName()).isNotBlank();
            assertThat(event.getJob().getAdditionalProperties()).isEmpty();
            check(event.getJob().getFacets().getAdditionalProperties().values());
            assertThat(event.getInputs()).hasSizeBetween(1, all.size());
            assertThat(event.getOutputs()).hasSize(1);
            event.getInputs().forEach(input -> {
                check(input);
                assertThat(input.getInputFacets()).isNull();
                assertThat(input.getAdditionalProperties()).isEmpty();
            });
            event.getOutputs().forEach(output -> {
                check(output);
                assertThat(output.getOutputFacets()).isNull();
                assertThat(output.getAdditionalProperties()).isEmpty();
            });
        }
    }

    private static void check(Dataset dataset) {
        assertThat(dataset.getNamespace()).isNotBlank();
        assertThat(dataset.getName()).isNotEmpty();
        if (dataset.getFacets() != null) {
            check(dataset.getFacets().getAdditionalProperties().values());
        }
    }

    private static void check(Collection<? extends BaseFacet> facets) {
        assertThat(facets).isNotEmpty().allSatisfy(facet -> {
            assertThat(facet.get_producer()).hasScheme("pkg");
            assertThat(facet.get_schemaURL().toString()).startsWith("https://openlineage.io/spec/facets/");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://lake/flights/2026.parquet",
                "s3a://lake/flights",
                "s3n://lake/flights/",
                "gs://lake/a//b",
                "abfs://box@account.dfs.core.windows.net/flights",
                "abfss://box@account.dfs.core.windows.net/flights",
                "wasb://box@account.blob.core.windows.net/flights",
                "wasbs://box@account.blob.core.windows.net/flights",
                "hdfs://namenode:8020/user/flights/",
                "hdfs://namenode/user/flights",
                "dbfs://workspace/flights",
                "file:///home/alice/flights.csv"
            })
    void namesFilesAsTheirLibraryDoes(String location) {
        DatasetIdentifier theirs = FilesystemDatasetUtils.fromLocation(URI.create(location));

        JsonNode ours = input(Node.dataset(location, "sha256:ab"));

        assertThat(ours.get("namespace").textValue()).isEqualTo(theirs.getNamespace());
        assertThat(ours.get("name").textValue()).isEqualTo(theirs.getName());
        assertThat(ours.at("/facets/version/datasetVersion").textValue()).isEqualTo("sha256:ab");
    }

    /** As in the table of https://openlineage.io/docs/spec/naming. */
    @ParameterizedTest
    @CsvSource({
        "postgres://db:5432/air.public.flights, postgres://db:5432, air.public.flights",
        "mysql://db:3306/air.flights, mysql://db:3306, air.flights",
        "snowflake://org-account/air.public.flights, snowflake://org-account, air.public.flights",
        "kafka://broker:9092/departures, kafka://broker:9092, departures",
        "file://host/home/flights.csv, file://host, /home/flights.csv"
    })
    void namesTablesAsTheyAsk(String location, String namespace, String name) {
        JsonNode data = input(Node.dataset(location, "sha256:ab"));

        assertThat(data.get("namespace").textValue()).isEqualTo(namespace);
        assertThat(data.get("name").textValue()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flights",
                "a/b",
                "s3://",
                "s3://lake",
                "s3://lake/",
                "://a/b",
                "S 3://a/b",
                "s3://a b/c",
                "me@home"
            })
    void dataWhoseNameIsNoLocationIsCalledByIt(String name) {
        JsonNode data = input(Node.dataset(name, "h"));

        assertThat(data.get("namespace").textValue()).isEqualTo("dataset");
        assertThat(data.get("name").textValue()).isEqualTo(name);
        assertThat(data.at("/facets/version/datasetVersion").textValue()).isEqualTo("h");
    }

    @Test
    void whatIsNotOfThisRegistryIsCalledAlikeByAll() {
        assertThat(input(CODE)).isEqualTo(json("{\"namespace\":\"code\",\"name\":\"1f3a9c2\"}"));
        assertThat(input(new Node(Node.Type.RUN, "mlflow-7")))
                .isEqualTo(json("{\"namespace\":\"run\",\"name\":\"mlflow-7\"}"));
        assertThat(input(Node.featurePipeline("3.1@x")))
                .isEqualTo(json("{\"namespace\":\"feature_pipeline\",\"name\":\"3.1@x\"}"));
        assertThat(input(Node.deployment("x")).get("namespace").textValue()).isEqualTo("deployment");
        for (Node node : List.of(Node.baseModel("bert", "2"), Node.featureStore("feast", "2"))) {
            assertThat(input(node).get("namespace").textValue())
                    .isEqualTo(node.type().toString());
            assertThat(input(node).get("name").textValue()).isEqualTo(node.name());
            assertThat(input(node).at("/facets/version/datasetVersion").textValue())
                    .isEqualTo("2");
        }
    }

    @Test
    void theStatesOfDataAreOneDataset() {
        Node before = Node.dataset("flights", "sha256:aa");
        Node after = Node.dataset("flights", "sha256:bb");
        JsonNode event = events(Graph.of(
                        List.of(),
                        List.of(new Edge(before, after), new Edge(DATA, after), new Edge(CODE, after)),
                        Map.of()))
                .get(0);

        assertThat(event.at("/inputs/0/name")).isEqualTo(event.at("/outputs/0/name"));
        assertThat(event.at("/inputs/0/facets/version/datasetVersion").textValue())
                .isEqualTo("sha256:aa");
        assertThat(event.at("/outputs/0/facets/version/datasetVersion").textValue())
                .isEqualTo("sha256:bb");
        assertThat(event.at("/job/facets/documentation/description").textValue())
                .isEqualTo("dataset derived from dataset, built from code");
    }

    @Test
    void aLocationThatIsWrittenInTwoWaysIsOneInput() {
        Graph graph = Graph.of(
                List.of(),
                List.of(
                        new Edge(Node.dataset("s3://lake/a", "h"), SERVICE),
                        new Edge(Node.dataset("s3a://lake/a/", "h"), SERVICE),
                        new Edge(Node.dataset("s3://lake/a", "other"), SERVICE)),
                Map.of());

        assertThat(events(graph).get(0).get("inputs")).hasSize(2);
    }

    @Test
    void refusesWhatIsNoUnicode() {
        Graph graph = Graph.of(List.of(), List.of(new Edge(CODE, Node.deployment("\ud83d"))), Map.of());

        assertThatThrownBy(() -> OpenLineage.events(graph, ID, NOW))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("half a surrogate pair");
    }
}
