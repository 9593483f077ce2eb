package dev.modelregistry.examples.flightdelay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Which state of the code this is. */
final class SourceCode {
    private SourceCode() {}

    /** The commit that is checked out in the current directory; unknown without git, or outside of a clone. */
    static Optional<String> commit() {
        try {
            Process git = new ProcessBuilder("git", "rev-parse", "--verify", "HEAD")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream output = git.getInputStream()) {
                String commit = new String(output.readAllBytes(), StandardCharsets.US_ASCII).strip();
                return git.waitFor() == 0 ? Optional.of(commit) : Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty(); // there is no git on this machine
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
