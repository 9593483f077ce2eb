package dev.modelregistry.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarksTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @Test
    void everyBenchmarkRunsAndLeavesNothingBehind() throws IOException {
        assertThat(run("--smoke", "--dir", directory.toString())).isZero();

        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("| what | baseline | library | ratio | target | reached |")
                .contains("| resolve /Production of 100, pinned | ")
                .contains("| register a version with 1 KiB | ")
                .contains("| register 3 MiB from a file | ")
                .contains("| promote among 100 versions against 10 | ")
                .contains("| 1 % fail of both, looked at 200 times: rolled back | ")
                .contains(
                        "| twice as many fail of the candidate's, looked at 60 times: rolled back, half of them by | ")
                .contains("| acquire and close by key, 2 threads against 1 | ")
                .contains("| failed requests, uses after close, models not closed once | ")
                .contains("PostgreSQL 18.6, fsync on, synchronous_commit on")
                .contains("| PostgreSQL: round trips of promote | ")
                .contains("| PostgreSQL: register a version with 1 KiB, 4 connections | ")
                .contains("| PostgreSQL: register 3 MiB from a file | ");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void searchingIsMeasuredOnFilesAndInADatabase() throws IOException {
        assertThat(run("search", "--smoke", "--models", "120", "--dir", directory.toString()))
                .isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "| files: open and search, 5 models with 5 versions, fresh JVM, against one that finds no image | ")
                .contains("| files: tag = … AND stage = …, latest | ")
                .contains("| files: tag = … AND stage = …, bounded by PT1S | ")
                .contains("| PostgreSQL: 1200 versions loaded in bulk, indexes and statistics made | ")
                .contains("| PostgreSQL: mr_entry, ")
                .contains("| PostgreSQL: tag = … AND stage = … | ")
                .contains("| PostgreSQL: the same, page 30 | ");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aBenchmarkThatThereIsNotIsNamed() throws IOException {
        assertThat(run("resolv")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("\"resolv\"").hasLineCount(1);
    }

    private int run(String... arguments) throws IOException {
        return Benchmarks.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }
}
