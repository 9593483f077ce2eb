package dev.modelregistry.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that is waited for: until it says something, or until it ends. If it fails, what it said is told. */
final class ServerProcess {
    private static final long BOUND_SECONDS = 120;

    private final ProcessBuilder builder;
    private final Process process;
    private final StringBuffer output = new StringBuffer();
    /** Whether the awaited words were said; false at the end of the output. */
    private final CompletableFuture<Boolean> said = new CompletableFuture<>();

    private ServerProcess(ProcessBuilder builder, Optional<String> words) throws IOException {
        this.builder = builder;
        this.process = builder.redirectErrorStream(true).start();
        Thread reader =
                new Thread(() -> read(words), "output of " + builder.command().get(0));
        reader.setDaemon(true);
        reader.start();
    }

    /** Runs a command to its end. */
    static void run(ProcessBuilder builder) throws IOException, InterruptedException {
        ServerProcess running = new ServerProcess(builder, Optional.empty());
        running.await();
        if (!running.process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS) || running.process.exitValue() != 0) {
            throw running.failure("failed");
        }
    }

    /**
     * Starts a server, which runs until the end of this JVM. It is killed then, as nobody needs its data, and its directory is deleted.
     *
     * @param ready what it says when it accepts connections
     */
    static void start(ProcessBuilder builder, String ready, Path directory) throws IOException, InterruptedException {
        ServerProcess server = new ServerProcess(builder, Optional.of(ready));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.process
                    .destroyForcibly()
                    .onExit()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
            ServerFiles.delete(directory);
        }));
        if (!server.await()) {
            throw server.failure("ended before it was ready");
        }
    }

    private void read(Optional<String> words) {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // What a server says later is of no interest, but is read, so that it can go on.
                if (!said.isDone()) {
                    output.append(line).append('\n');
                }
                if (words.filter(line::contains).isPresent()) {
                    said.complete(true);
                }
            }
        } catch (IOException brokenPipe) {
            output.append(brokenPipe);
        }
        said.complete(false);
    }

    private boolean await() throws InterruptedException {
        try {
            return said.get(BOUND_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException slow) {
            throw failure("has not come far after " + BOUND_SECONDS + " s");
        }
    }

    private IllegalStateException failure(String what) {
        process.destroyForcibly();
        return new IllegalStateException(builder.command().get(0) + " " + what + "; it said:\n" + output);
    }
}
