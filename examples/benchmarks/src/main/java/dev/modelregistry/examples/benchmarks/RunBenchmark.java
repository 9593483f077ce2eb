package dev.modelregistry.examples.benchmarks;

import static dev.modelregistry.Change.because;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.TrainingRun;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A training run with many metric points, against a line of text for each in a buffered file that is synced once. */
final class RunBenchmark {
    private static final double LIMIT = 1;
    private static final List<String> SERIES = List.of("loss", "validation_loss", "auc", "gradient_norm");

    private final Workspace workspace;
    private final Sizes sizes;

    RunBenchmark(Workspace workspace, Sizes sizes) {
        this.workspace = workspace;
        this.sizes = sizes;
    }

    List<Row> run() throws IOException {
        workspace.say("logging " + sizes.points() + " metric points");
        try (ModelRegistry registry = Workspace.open(workspace.fresh("run"))) {
            Path lines = workspace.path("points.csv");
            return List.of(Row.atMost(
                    LIMIT,
                    "a training run with " + sizes.points() + " metric points",
                    Measure.inTurns(
                            2,
                            sizes.longRounds(),
                            () -> Measure.nanos(() -> write(lines)),
                            () -> Measure.nanos(() -> log(registry)))));
        }
    }

    private void write(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, CREATE, TRUNCATE_EXISTING, WRITE);
                BufferedWriter out = new BufferedWriter(
                        new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.US_ASCII))) {
            for (int i = 0; i < sizes.points(); i++) {
                out.append(SERIES.get(i % SERIES.size()))
                        .append(',')
                        .append(Integer.toString(i))
                        .append(',')
                        .append(Long.toString(System.currentTimeMillis()))
                        .append(',')
                        .append(Double.toString(1.0 / (i + 1)))
                        .append('\n');
            }
            out.flush();
            channel.force(true);
        }
    }

    private void log(ModelRegistry registry) {
        try (TrainingRun run = registry.startRun(Workspace.MODEL, because("something to measure"))) {
            for (int i = 0; i < sizes.points(); i++) {
                run.metric(SERIES.get(i % SERIES.size()), i, 1.0 / (i + 1));
            }
            run.complete();
        }
    }
}
