package dev.modelregistry.examples.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the registry costs, as ratios to the least that anybody could do: a hit in a cache, the bare system calls, SHA-256 over the bytes.
 * A ratio travels from machine to machine better than a time, because the baseline is measured beside it, round by round.
 *
 * <p>Run it with {@code ./mvnw -q -Pbenchmarks}, or some of it with {@code -Dexec.args="resolve open"}. JVM flags go in
 * {@code -Dbenchmarks.jvm}: {@code -Dbenchmarks.jvm=-Xmx64m -Dexec.args=blob} shows that a file of 1 GiB needs no more memory than that.
 */
public final class Benchmarks {
    private static final String USAGE = """
            Usage: ./mvnw -q -Pbenchmarks -Dexec.args="[resolve] [decide] [register] [blob] [open] [serve] [judge]
                   [jdbc] [search] [--models N] [--jdbc URL] [--dir DIR] [--smoke]"

              resolve    which version does a URI name, from memory
              decide     changes of a model with 10 and with 10,000 versions
              register   a small version on the file system
              blob       a file of 1 GiB in and out
              serve      which model answers a request, and 1,000 switches under load
              run        a training run with 1,000,000 metric points
              open       a registry whose model has 10,000 versions
              judge      rollouts that are no worse, and twice as bad, judged at each look
              jdbc       all of this in PostgreSQL, which is started for it, and many writers of one model
              search     questions to 1,000,000 versions in PostgreSQL and to 5,000 in files; only if it is named: it takes half an
                         hour and 13 GB
              --models N so many models in PostgreSQL with ten versions each, in place of 100,000
              --jdbc URL a PostgreSQL that is there, in place of one that is started; schemas are created in it, and dropped at the end
              --dir DIR  where the data goes (default target/benchmarks); it is deleted at the end
              --smoke    tiny sizes, to see that everything runs; the numbers mean nothing
            """;

    private static final Set<String> ALL =
            Set.of("resolve", "decide", "register", "run", "blob", "open", "serve", "judge", "jdbc");

    private Benchmarks() {}

    public static void main(String... arguments) throws IOException {
        int status = run(System.out, System.err, arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    static int run(PrintStream out, PrintStream err, String... arguments) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        Path directory = Path.of("target", "benchmarks");
        Optional<String> database = Optional.empty();
        Sizes sizes = Sizes.FULL;
        Optional<Integer> models = Optional.empty();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "resolve", "decide", "register", "run", "blob", "open", "serve", "judge", "jdbc", "search" ->
                    names.add(arguments[i]);
                case "--smoke" -> sizes = Sizes.SMOKE;
                case "--help" -> {
                    out.print(USAGE);
                    return 0;
                }
                default -> {
                    boolean hasValue = Set.of("--dir", "--jdbc", "--models").contains(arguments[i])
                            && i + 1 < arguments.length
                            && (!arguments[i].equals("--models") || arguments[i + 1].matches("[1-9][0-9]{0,6}"));
                    if (!hasValue) {
                        err.println("unknown benchmark, or option without a value that fits: \"" + arguments[i]
                                + "\"; --help lists those that there are");
                        return 2;
                    }
                    switch (arguments[i++]) {
                        case "--dir" -> directory = Path.of(arguments[i]);
                        case "--models" -> models = Optional.of(Integer.valueOf(arguments[i]));
                        default -> database = Optional.of(arguments[i]);
                    }
                }
            }
        }
        SearchSizes search = sizes.equals(Sizes.SMOKE) ? SearchSizes.SMOKE : SearchSizes.FULL;
        SearchSizes searched = models.map(search::withModels).orElse(search);
        run(names.isEmpty() ? ALL : names, directory, database, sizes, searched, out);
        return 0;
    }

    private static void run(
            Set<String> names,
            Path parent,
            Optional<String> database,
            Sizes sizes,
            SearchSizes searched,
            PrintStream out)
            throws IOException {
        Files.createDirectories(parent);
        List<Row> rows = new ArrayList<>();
        try (Workspace workspace = Workspace.below(parent, out)) {
            Registries registries = new Registries(workspace, workspace);
            if (names.contains("resolve")) {
                rows.addAll(new ResolveBenchmark(workspace, registries, sizes).run());
            }
            if (names.contains("decide")) {
                rows.addAll(new DecisionBenchmark(workspace, sizes).run());
            }
            if (names.contains("register")) {
                rows.addAll(new RegisterBenchmark(workspace, sizes).run());
            }
            if (names.contains("run")) {
                rows.addAll(new RunBenchmark(workspace, sizes).run());
            }
            if (names.contains("blob")) {
                rows.addAll(new BlobBenchmark(workspace, sizes).run());
            }
            if (names.contains("open")) {
                rows.addAll(new OpenBenchmark(workspace, registries, sizes).run());
            }
            if (names.contains("judge")) {
                rows.addAll(new JudgeBenchmark(workspace, sizes).run());
            }
            if (names.contains("jdbc")) {
                rows.addAll(new JdbcBenchmark(workspace, database, sizes).run());
            }
            if (names.contains("serve")) {
                rows.addAll(new ServeBenchmark(workspace, sizes).run());
            }
            if (names.contains("search")) {
                rows.addAll(new FileSearchBenchmark(workspace, searched, sizes.longRounds()).run());
                rows.addAll(new SearchBenchmark(workspace, database, searched).run());
            }
            out.printf(
                    Locale.ROOT,
                    "%nJava %s on %s, %d processors, at most %d MiB of heap, files on %s.%n"
                            + "Median (lowest to highest) over rounds in which baseline and library take turns;"
                            + " the ratio is that of each pair.%n%n",
                    Runtime.version(),
                    System.getProperty("os.name"),
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.getRuntime().maxMemory() >> 20,
                    Files.getFileStore(parent).type());
        }
        out.print(Row.table(rows));
    }
}
