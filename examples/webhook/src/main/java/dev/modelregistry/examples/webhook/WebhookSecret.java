package dev.modelregistry.examples.webhook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that sender and receiver share: it signs what is sent and verifies what comes. Never shown. Immutable.
 *
 * <p>The signature is HMAC-SHA-256 over {@code <id>.<seconds since 1970>.<body>}, in base 64 behind {@code v1,}.
 */
public final class WebhookSecret {
    /** How far the sender's clock may be off, and how old a message may be that somebody plays again. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String PREFIX = "whsec_";
    private static final String SCHEME = "v1,";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    private final SecretKeySpec key;

    private WebhookSecret(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * The secret in a text such as {@code whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}.
     *
     * @throws IllegalArgumentException if it is not 24 to 64 bytes in base 64; the message does not show it
     */
    public static WebhookSecret parse(String text) {
        String stripped = text.strip();
        byte[] key;
        try {
            key = Base64.getDecoder()
                    .decode(stripped.startsWith(PREFIX) ? stripped.substring(PREFIX.length()) : stripped);
        } catch (IllegalArgumentException hidden) { // its message would show a part of the secret
            throw new IllegalArgumentException(
                    "the webhook secret is not base 64; make one with: openssl rand -base64 32");
        }
        if (key.length < SHORTEST || key.length > LONGEST) {
            throw new IllegalArgumentException("the webhook secret has " + key.length + " bytes, not " + SHORTEST
                    + " to " + LONGEST + "; make one with: openssl rand -base64 32");
        }
        return new WebhookSecret(key);
    }

    /**
     * The secret that a host was given: in the file that {@code WEBHOOK_SECRET_FILE} names, or else in {@code WEBHOOK_SECRET}.
     *
     * @param environment {@link System#getenv()}
     * @throws IllegalArgumentException if there is none, or it is malformed
     */
    public static WebhookSecret from(Map<String, String> environment) throws IOException {
        String file = environment.getOrDefault("WEBHOOK_SECRET_FILE", "");
        String text = file.isEmpty() ? environment.getOrDefault("WEBHOOK_SECRET", "") : Files.readString(Path.of(file));
        if (text.isEmpty()) {
            throw new IllegalArgumentException("there is no webhook secret; set WEBHOOK_SECRET_FILE or WEBHOOK_SECRET");
        }
        return parse(text);
    }

    /** One that nobody knows yet. */
    public static WebhookSecret random() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new WebhookSecret(key);
    }

    /** What goes into the header {@code webhook-signature}. */
    public String sign(String id, long seconds, byte[] body) {
        return SCHEME + Base64.getEncoder().encodeToString(mac(id, seconds, body));
    }

    /**
     * Whether somebody who knows the secret has sent this, and lately.
     *
     * @param signatures of the header {@code webhook-signature}, with blanks between them; one that fits is enough
     */
    public boolean verifies(String id, String seconds, byte[] body, String signatures, Instant now) {
        if (!seconds.matches("[0-9]{1,12}")) {
            return false;
        }
        long sent = Long.parseLong(seconds);
        if (Duration.between(Instant.ofEpochSecond(sent), now).abs().compareTo(TOLERANCE) > 0) {
            return false;
        }
        byte[] expected = sign(id, sent, body).getBytes(StandardCharsets.US_ASCII);
        return Arrays.stream(signatures.split(" ", -1))
                .map(signature -> signature.getBytes(StandardCharsets.UTF_8))
                .anyMatch(signature -> MessageDigest.isEqual(expected, signature)); // takes as long for any signature
    }

    private byte[] mac(String id, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every Java has " + ALGORITHM, impossible);
        }
    }

    @Override
    public String toString() {
        return "a webhook secret";
    }
}
