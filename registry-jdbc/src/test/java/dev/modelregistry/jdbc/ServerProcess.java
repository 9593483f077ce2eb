package dev.modelregistry.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that is waited for: until it says something, or until it ends. What it said is told if it fails. */
final class ServerProcess {
    private static final long BOUND_SECONDS = 120;
    private static final String NEVER_SAID = "\n";

    private final List<String> command;
    private final Process process;
    private final StringBuffer output = new StringBuffer();
    /** Whether the awaited words were said; false at the end of the output. */
    private final CompletableFuture<Boolean> said = new CompletableFuture<>();

    private ServerProcess(ProcessBuilder builder, String words) throws IOException {
        this.command = builder.command();
        this.process = builder.redirectErrorStream(true).start();
        Thread reader = new Thread(() -> read(words), "output of " + command.get(0));
        reader.setDaemon(true);
        reader.start();
    }

    /** Runs a command to its end. */
    static void run(List<String> command) throws IOException {
        run(new ProcessBuilder(command));
    }

    /** Runs a command that reads the file, to its end. */
    static void run(List<String> command, File input) throws IOException {
        run(new ProcessBuilder(command).redirectInput(input));
    }

    private static void run(ProcessBuilder builder) throws IOException {
        ServerProcess running = new ServerProcess(builder, NEVER_SAID);
        running.await();
        if (running.exitValue() != 0) {
            throw running.failure("failed");
        }
    }

    /**
     * Starts a server, which runs until the end of this JVM. It is killed then, as nobody needs its data, and its directory is deleted.
     *
     * @param ready what it says when it accepts connections
     */
    static void start(List<String> command, String ready, Path directory) throws IOException {
        ServerProcess server = new ServerProcess(new ProcessBuilder(command), ready);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.kill();
            ServerFiles.delete(directory);
        }));
        if (!server.await()) {
            throw server.failure("ended before it was ready");
        }
    }

    private void read(String words) {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!said.isDone()) {
                    output.append(line).append('\n');
                }
                if (line.contains(words)) {
                    said.complete(true);
                }
            }
        } catch (IOException brokenPipe) {
            output.append(brokenPipe);
        }
        said.complete(false);
    }

    private boolean await() {
        try {
            return said.get(BOUND_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException | InterruptedException slow) {
            kill();
            throw failure("was still silent after " + BOUND_SECONDS + " s");
        }
    }

    private int exitValue() {
        try {
            if (process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        kill();
        throw failure("did not end");
    }

    private void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private IllegalStateException failure(String what) {
        return new IllegalStateException(command.get(0) + " " + what + "; it said:\n" + output);
    }
}
