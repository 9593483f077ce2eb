package dev.modelregistry.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes on one journal, killed at any instant (G2, G3, G5). */
class KillTest {
    private static final int PROCESSES = 4;
    private static final int COMMITS = 60;

    @TempDir
    Path directory;

    /** Appends for ever and prints what was acknowledged. */
    static final class Writer {
        public static void main(String[] args) {
            RegistryStore store =
                    Opening.open(Path.of(args[0]), OpenMode.CREATE_IF_ABSENT, new RealFileOps(), Clock.systemUTC());
            while (true) {
                Head head = store.journals().heads(List.of(Ledger.FLIGHTS)).getOrDefault(Ledger.FLIGHTS, Head.NONE);
                CommitBytes next = CommitBytes.of(head.revision() + 1, Bytes.utf8(UUID.randomUUID() + "\n"));
                if (store.journals().append(Ledger.FLIGHTS, head, List.of(next), List.of())
                        instanceof AppendResult.Appended) {
                    System.out.println(next.revision() + " " + next.hash());
                }
            }
        }
    }

    @Test
    void keepsEveryAcknowledgedCommitOnceWhenProcessesAreKilled() throws Exception {
        List<CompletableFuture<List<String>>> writers = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            Process process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "-XX:TieredStopAtLevel=1",
                            Writer.class.getName(),
                            directory.resolve("registry").toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            int enough = COMMITS + 7 * i;
            writers.add(
                    CompletableFuture.supplyAsync(() -> killAfter(enough, process), task -> new Thread(task).start()));
        }
        List<String> acknowledged = new ArrayList<>();
        for (CompletableFuture<List<String>> writer : writers) {
            acknowledged.addAll(writer.get(60, TimeUnit.SECONDS));
        }

        RegistryStore store =
                Opening.open(directory.resolve("registry"), OpenMode.EXISTING, new RealFileOps(), Clock.systemUTC());
        List<CommitBytes> found =
                store.journals().read(Ledger.FLIGHTS, 0, 10_000).commits();
        Set<String> there = new HashSet<>();
        found.forEach(commit -> there.add(commit.revision() + " " + commit.hash()));
        assertThat(acknowledged)
                .hasSizeGreaterThanOrEqualTo(PROCESSES * COMMITS)
                .doesNotHaveDuplicates();
        assertThat(there).containsAll(acknowledged).hasSizeLessThanOrEqualTo(acknowledged.size() + PROCESSES);
        assertThat(found.get(found.size() - 1).revision()).isEqualTo(found.size());
        CommitBytes next = CommitBytes.of(found.size() + 1L, Bytes.utf8("after\n"));
        assertThat(store.journals()
                        .append(Ledger.FLIGHTS, found.get(found.size() - 1).head(), List.of(next), List.of()))
                .isEqualTo(new AppendResult.Appended(next.head()));
    }

    /** Reads acknowledgements until there are enough, kills the process, and reads what it had still said. */
    private static List<String> killAfter(int enough, Process process) {
        List<String> lines = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (lines.size() == enough) {
                    process.toHandle().destroyForcibly(); // unlike the process itself, it leaves the stream open
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            process.destroyForcibly();
        }
        return lines;
    }
}
