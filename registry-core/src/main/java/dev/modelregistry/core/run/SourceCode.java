package dev.modelregistry.core.run;

import dev.modelregistry.lineage.Lineage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which commit the code of this process is of: what its build wrote down in {@code git.properties}, as the git-commit-id plugin does, and
 * otherwise the git checkout that the process works in.
 */
final class SourceCode {
    private static final String BUILD_FACTS = "git.properties";
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,64}");
    /** As git takes it besides URLs; no password can stand in it. */
    private static final Pattern HOST_AND_PATH = Pattern.compile("([\\w.-]+@)?[\\w.-]+:[\\w./~-]+");

    private static final int MAX_OUTPUT = 1024;
    private static final long PATIENCE_NANOS = 2_000_000_000;

    private SourceCode() {}

    /**
     * What was found out.
     *
     * @param modified whether the code was changed since that commit
     */
    record Found(Optional<Lineage.Code> code, Optional<Boolean> modified) {
        static final Found NOTHING = new Found(Optional.empty(), Optional.empty());
    }

    /**
     * Looks for it.
     *
     * @param directory where a checkout may be, or below the top of one
     * @param git the program, if there is one
     */
    static Found find(ClassPath classPath, Path directory, Optional<Path> git) {
        return classPath
                .ofApplication(BUILD_FACTS)
                .flatMap(SourceCode::ofBuild)
                .or(() -> git.flatMap(program -> ofCheckout(program, directory)))
                .orElse(Found.NOTHING);
    }

    private static Optional<Found> ofBuild(Properties facts) {
        Optional<String> modified = property(facts, "git.dirty");
        return Stream.of("git.commit.id.full", "git.commit.id")
                .flatMap(key -> property(facts, key).stream())
                .filter(commit -> COMMIT.matcher(commit).matches())
                .findFirst()
                .map(commit -> new Found(
                        Optional.of(code(
                                commit, property(facts, "git.remote.origin.url").orElse(""))),
                        modified.map(Boolean::valueOf)));
    }

    private static Optional<String> property(Properties facts, String key) {
        return Optional.ofNullable(facts.getProperty(key)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static Lineage.Code code(String commit, String repository) {
        return new Lineage.Code("git", commit, withoutSecrets(repository));
    }

    /** Where a password or a token could stand, only the host and the path are kept; what is something else is not kept at all. */
    private static String withoutSecrets(String repository) {
        if (!repository.contains("://")) {
            return HOST_AND_PATH.matcher(repository).matches() ? repository : "";
        }
        try {
            URI uri = new URI(repository);
            return uri.getHost() == null || uri.getPath() == null
                    ? ""
                    : new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), uri.getPath(), null, null)
                            .toString();
        } catch (URISyntaxException malformed) {
            return "";
        }
    }

    /** Where git is; looked for by ourselves, because some systems would look in the working directory first. */
    static Optional<Path> git() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator))
                .filter(directory -> !directory.isBlank())
                .flatMap(directory -> Stream.of("git", "git.exe").map(name -> new File(directory, name)))
                .filter(file -> file.isAbsolute() && file.isFile() && file.canExecute())
                .map(File::toPath)
                .findFirst();
    }

    private static Optional<Found> ofCheckout(Path git, Path directory) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        return run(git, directory, deadline, "rev-parse", "--verify", "HEAD")
                .filter(commit -> COMMIT.matcher(commit).matches())
                .map(commit -> new Found(
                        Optional.of(code(
                                commit,
                                run(git, directory, deadline, "config", "--get", "remote.origin.url")
                                        .orElse(""))),
                        run(git, directory, deadline, "status", "--porcelain", "--untracked-files=no")
                                .map(changes -> !changes.isEmpty())));
    }

    /** The beginning of what git says; empty if it fails or takes too long. */
    private static Optional<String> run(Path git, Path directory, long deadline, String... arguments) {
        // A monitor is a program that the checkout names.
        List<String> command =
                new ArrayList<>(List.of(git.toString(), "--no-optional-locks", "-c", "core.fsmonitor=false"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_")); // they may name another checkout
        try {
            return said(builder.start(), deadline);
        } catch (IOException | ExecutionException | TimeoutException failed) {
            return Optional.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<String> said(Process process, long deadline)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        try {
            process.getOutputStream().close();
            // Another thread reads: whoever holds the other end may outlive the program.
            FutureTask<String> reading = new FutureTask<>(() -> {
                try (InputStream output = process.getInputStream()) {
                    String said = new String(output.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8).strip();
                    output.transferTo(OutputStream.nullOutputStream());
                    return said;
                }
            });
            Thread reader = new Thread(reading, "reading what git says");
            reader.setDaemon(true);
            reader.start();
            String said = reading.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            boolean ended = process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            return ended && process.exitValue() == 0 ? Optional.of(said) : Optional.empty();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
