package dev.modelregistry.examples.benchmarks;

import static dev.modelregistry.Change.because;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.examples.benchmarks.Measure.Action;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.jdbc.JdbcLocation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Many threads that register versions of one model at once: how many in a second, and how long the slowest takes. Each number is given once. */
final class RaceBenchmark {
    private static final int CONNECTIONS = 16;
    private static final int REGISTRIES = 8;

    private final Workspace workspace;
    private final PostgreSql database;
    private final Sizes sizes;

    RaceBenchmark(Workspace workspace, PostgreSql database, Sizes sizes) {
        this.workspace = workspace;
        this.database = database;
        this.sizes = sizes;
    }

    List<Row> run() throws IOException {
        return List.of(race(1, CONNECTIONS), race(REGISTRIES, CONNECTIONS * 2 / REGISTRIES));
    }

    /** Registries that do not know of each other are like as many processes. */
    private Row race(int registries, int connections) throws IOException {
        String what = sizes.racers() + " threads register " + sizes.registrationsOfRacer() + " versions each, "
                + registries + (registries == 1 ? " registry with " : " registries with ") + connections
                + " connections";
        workspace.say(what);
        String place = database.fresh("race");
        List<HikariDataSource> pools = new ArrayList<>();
        List<ModelRegistry> opened = new ArrayList<>();
        try {
            for (int i = 0; i < registries; i++) {
                HikariDataSource pool = pool(place, connections);
                pools.add(pool);
                opened.add(ModelRegistry.builder()
                        .location(JdbcLocation.of(pool))
                        .actor("benchmark")
                        .openOrCreate());
            }
            return race(what, opened);
        } finally {
            opened.forEach(ModelRegistry::close);
            pools.forEach(HikariDataSource::close);
            database.delete(place);
        }
    }

    private static HikariDataSource pool(String url, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }

    private Row race(String what, List<ModelRegistry> registries) throws IOException {
        AtomicInteger next = new AtomicInteger();
        Queue<Integer> numbers = new ConcurrentLinkedQueue<>();
        Queue<Double> nanos = new ConcurrentLinkedQueue<>();
        List<Action> racers = IntStream.range(0, sizes.racers())
                .mapToObj(i -> registries.get(i % registries.size()).model(Workspace.MODEL))
                .<Action>map(model -> () -> {
                    for (int i = 0; i < sizes.registrationsOfRacer(); i++) {
                        int id = next.incrementAndGet();
                        nanos.add(Measure.nanos(() -> numbers.add(register(model, id))));
                    }
                })
                .toList();
        double took = Measure.nanos(() -> Together.run(racers));
        int all = next.get();
        if (!numbers.stream()
                .sorted()
                .toList()
                .equals(IntStream.rangeClosed(1, all).boxed().toList())) {
            throw new IllegalStateException(all + " registrations were given the numbers " + numbers);
        }
        return Row.together(
                what,
                all * 1e9 / took,
                nanos.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
    }

    /** The number that the version was given. */
    private static int register(RegisteredModel model, int id) {
        byte[] content = Integer.toString(id).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return model.register(
                        draft -> draft.version(SemanticVersion.of(1, id, 0)).artifact("model.bin", content),
                        because("something to measure"))
                .number();
    }
}
