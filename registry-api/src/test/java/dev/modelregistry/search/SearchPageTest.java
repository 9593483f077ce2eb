package dev.modelregistry.search;

import static dev.modelregistry.search.Fields.metric;
import static dev.modelregistry.search.Fields.stage;
import static dev.modelregistry.search.Fields.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Search;
import dev.modelregistry.error.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/search.md} shows is true. */
class SearchPageTest {
    private static final Path PAGE = Path.of("../docs/search.md");
    private static final Path SOURCE = Path.of("src/test/java/dev/modelregistry/search/SearchPageTest.java");

    @Test
    void theTextAndTheBuilderMakeTheSameQuery() {
        Asked search = new Asked();
        // region built
        Page<VersionHit> good = search.versions(
                "stage = 'Production' AND metrics.auc >= 0.8 AND tags.team != 'risk' ORDER BY metrics.auc DESC");

        Filter wanted = stage().is("Production")
                .and(metric("auc").atLeast(0.8))
                .and(tag("team").isNot("risk"));
        Query built = Query.where(wanted).orderBy(metric("auc").descending());
        Page<VersionHit> same = search.versions(built);
        // end built
        assertThat(List.of(good, same)).hasSameSizeAs(search.queries);
        assertThat(search.queries.get(0)).isEqualTo(search.queries.get(1)).isEqualTo(Query.parse(built.toString()));
    }

    @Test
    void pagesFollowEachOther() {
        Asked search = new Asked();
        // region pages
        Query query =
                Query.parse("metrics.auc > 0.8 ORDER BY created DESC").limit(50); // 100 unless chosen, at most 1,000
        Page<RunHit> page = search.runs(query);
        while (page.next().isPresent()) {
            page = search.runs(query.after(page.next().get()));
        }
        // end pages
        assertThat(search.queries)
                .extracting(Query::after)
                .containsExactly(Optional.empty(), Optional.of("1"), Optional.of("2"));
    }

    @Test
    void everyBlockOfThePageIsCompiledOrRead() throws IOException {
        List<String> blocks = Stream.of(Files.readString(PAGE).split("\n```\n")).toList();
        String source = normal(Files.readString(SOURCE));
        String compiled = blocks.get(1);
        String examples = blocks.get(5);
        String pages = blocks.get(7);
        String error = blocks.get(9);

        assertThat(source).contains("//regionbuilt" + normal(compiled) + "//endbuilt");
        assertThat(source).contains("//regionpages" + normal(pages) + "//endpages");
        assertThat(examples.lines())
                .hasSize(4)
                .allSatisfy(line -> assertThat(Query.parse(line)).isNotNull());
        assertThatThrownBy(() -> Query.parse("stage = Production AND metrics.auc >= 0.8"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(error);
    }

    @Test
    void theTableSaysWhatEachAttributeIsOf() throws IOException {
        String page = Files.readString(PAGE);
        for (Attribute attribute : Attribute.values()) {
            String row = page.lines()
                    .filter(line -> line.startsWith("| `"))
                    .filter(line -> line.split("\\|")[1].matches(".*`" + attribute + "(\\.<\\w+>)?`.*"))
                    .findFirst()
                    .orElseThrow();
            List<String> cells = Arrays.asList(row.split("\\|"));

            assertThat(cells.get(2))
                    .as(row)
                    .contains(attribute.type() == Attribute.Type.NAME ? "name" : typeName(attribute));
            for (Target target : Target.values()) {
                assertThat(!cells.get(3 + target.ordinal()).isBlank()
                                && !cells.get(3 + target.ordinal()).trim().equals("–"))
                        .as("%s of %s", attribute, target)
                        .isEqualTo(attribute.isOf(target));
            }
        }
    }

    private static String typeName(Attribute attribute) {
        return attribute.type().toString().replaceFirst("^a ", "");
    }

    private static String normal(String code) {
        return code.replaceAll("\\s+", "");
    }

    /** Remembers what it was asked, and has three empty pages. */
    private static final class Asked implements Search {
        private final List<Query> queries = new ArrayList<>();

        private <T> Page<T> page(Query query) {
            queries.add(query);
            return new Page<>(
                    List.of(), queries.size() < 3 ? Optional.of(String.valueOf(queries.size())) : Optional.empty());
        }

        @Override
        public Page<ModelHit> models(Query query) {
            return page(query);
        }

        @Override
        public Page<VersionHit> versions(Query query) {
            return page(query);
        }

        @Override
        public Page<RunHit> runs(Query query) {
            return page(query);
        }
    }
}
