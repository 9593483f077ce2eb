package dev.modelregistry.examples.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures are what other implementations of Standard Webhooks make, and nothing else passes for one. */
class WebhookSecretTest {
    private static final String TEXT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long SECONDS = 1_614_265_330;
    private static final Instant NOW = Instant.ofEpochSecond(SECONDS);
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private final WebhookSecret secret = WebhookSecret.parse(TEXT);

    private boolean verifies(String id, String seconds, byte[] body, String signatures, Instant now) {
        return secret.verifies(id, seconds, body, signatures, now);
    }

    @Test
    void signsAsOthersDo() {
        assertThat(secret.sign(ID, SECONDS, BODY)).isEqualTo(SIGNATURE);
        assertThat(verifies(ID, "1614265330", BODY, SIGNATURE, NOW)).isTrue();
        assertThat(verifies(ID, "1614265330", BODY, "v1,AAAA v2,x " + SIGNATURE, NOW))
                .as("while the key is changed, a message has two")
                .isTrue();
        assertThat(WebhookSecret.parse(TEXT.substring("whsec_".length()) + "\n").sign(ID, SECONDS, BODY))
                .isEqualTo(SIGNATURE);
    }

    @Test
    void nothingPassesThatWasTamperedWith() {
        byte[] tampered = "{\"test\": 2432232315}".getBytes(StandardCharsets.UTF_8);
        assertThat(verifies(ID, "1614265330", tampered, SIGNATURE, NOW)).isFalse();
        assertThat(verifies(ID + "x", "1614265330", BODY, SIGNATURE, NOW)).isFalse();
        assertThat(verifies(ID, "1614265331", BODY, SIGNATURE, NOW)).isFalse();
        assertThat(verifies(ID, "1614265330", BODY, SIGNATURE.replace('g', 'h'), NOW))
                .isFalse();
        for (String none : new String[] {"", "v1,", "v2," + SIGNATURE.substring(3), "é"}) {
            assertThat(verifies(ID, "1614265330", BODY, none, NOW)).isFalse();
        }
        for (String never : new String[] {"", "-1614265330", "now", "9".repeat(40)}) {
            assertThat(verifies(ID, never, BODY, SIGNATURE, NOW)).isFalse();
        }
        assertThat(WebhookSecret.random().verifies(ID, "1614265330", BODY, SIGNATURE, NOW))
                .isFalse();
    }

    @Test
    void nothingPassesThatIsOld() {
        assertThat(verifies(ID, "1614265330", BODY, SIGNATURE, NOW.plusSeconds(300)))
                .isTrue();
        assertThat(verifies(ID, "1614265330", BODY, SIGNATURE, NOW.plusSeconds(301)))
                .isFalse();
        assertThat(verifies(ID, "1614265330", BODY, SIGNATURE, NOW.minusSeconds(301)))
                .isFalse();
    }

    @Test
    void comesFromAFileOrTheEnvironmentAndIsNotShown(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("secret");
        Files.writeString(file, TEXT + "\n");

        assertThat(WebhookSecret.from(Map.of("WEBHOOK_SECRET_FILE", file.toString()))
                        .sign(ID, SECONDS, BODY))
                .isEqualTo(SIGNATURE);
        assertThat(WebhookSecret.from(Map.of("WEBHOOK_SECRET", TEXT)).sign(ID, SECONDS, BODY))
                .isEqualTo(SIGNATURE);
        assertThat(secret).hasToString("a webhook secret");
        assertThatThrownBy(() -> WebhookSecret.from(Map.of()))
                .hasMessage("there is no webhook secret; set WEBHOOK_SECRET_FILE or WEBHOOK_SECRET");
        assertThatThrownBy(() -> WebhookSecret.parse("whsec_p@ssword"))
                .hasMessage("the webhook secret is not base 64; make one with: openssl rand -base64 32")
                .hasNoCause();
        assertThatThrownBy(() -> WebhookSecret.parse("c2hvcnQ="))
                .hasMessageStartingWith("the webhook secret has 5 bytes, not 24 to 64");
    }
}
