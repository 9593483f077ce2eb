package dev.modelregistry.examples.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program from end to end. */
@Timeout(60)
class WebhookDemoTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return WebhookDemo.run(stream(out), stream(err), arguments);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @Test
    void deliversEverythingAlsoInASecondRun(@TempDir Path directory) {
        String url = "file:" + directory.resolve("registry");

        assertThat(run(url)).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("webhook to 127.0.0.1, of every commit to model registry ")
                .containsSubsequence("answered 204", "answered 503", "answered 503", "answered 204")
                .containsSubsequence("trained on the second quarter", "offline tests pass")
                .endsWith("closed; it lags by 0" + System.lineSeparator());
        assertThat(run(url)).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(run()).isZero();
    }

    @Test
    void saysHowItIsCalled() {
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(WebhookDemo.USAGE);
        assertThat(run("jdbc:nothing")).isEqualTo(1);
    }
}
