package dev.modelregistry.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointTest {
    private static final String REGISTRY = "3f0c7a52-8a3e-4c5d-9a55-0d8b3a2f6c11";
    private static final Instant TIME = Instant.parse("2026-11-26T09:00:00.000001Z");
    private static final CheckpointSigner SIGNER = CheckpointSigner.of("example.com/registry", Keys.ONE);
    private static final CheckpointSigner WITNESS = CheckpointSigner.of("example.org/auditor", Keys.TWO);
    private static final Map<JournalId, Head> HEADS = Map.of(
            JournalId.SETTINGS,
            new Head(1, Digest.of("c".getBytes(UTF_8))),
            new JournalId("model", "flights"),
            new Head(12, Digest.of("a".getBytes(UTF_8))),
            new JournalId("model", "big hotels"),
            new Head(3, Digest.of("b".getBytes(UTF_8))));
    private static final Checkpoint CHECKPOINT = Checkpoint.of(REGISTRY, TIME, HEADS, SIGNER);

    /** Root and signature were computed with other programs: Python and OpenSSL. */
    private static final String ROOT = "rA8bl4AOFH8rc+aKxiONsN7BIJbraS5HO6MnUVXmUs0=";

    private static final String SIGNATURE =
            "y8N1g0zxO+UrIzRw7MllhOCzfMsYG/KdixP3RQb5cGcAsTYBJ4lKSrNYXIIFvpgWc5rygMBINhZS+dwyc7YvlWcfIAU=";

    private static final String GOLDEN = real("""
            model-registry/3f0c7a52-8a3e-4c5d-9a55-0d8b3a2f6c11/2026-11-26T09:00:00.000001Z
            3
            ROOT

            — example.com/registry SIGNATURE

            3 3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d model/big hotels
            12 ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb model/flights
            1 2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6 settings/registry
            """);

    private static String real(String text) {
        return text.replace(",", "\n").replace("ROOT", ROOT).replace("SIGNATURE", SIGNATURE);
    }

    @Test
    void isWrittenAsDocumented() {
        assertThat(CHECKPOINT.toText()).isEqualTo(GOLDEN);
        assertThat(Path.of("../docs/format.md")).content().contains("```\n" + GOLDEN + "```\n");
        assertThat(CHECKPOINT.note()).isEqualTo(GOLDEN.substring(0, GOLDEN.indexOf("\n3 3e")));
    }

    @Test
    void isReadAsItWasWritten() {
        Checkpoint read = Checkpoint.parse(GOLDEN);

        assertThat(read).isEqualTo(CHECKPOINT).hasSameHashCodeAs(CHECKPOINT).hasToString(CHECKPOINT.origin());
        assertThat(read.toText()).isEqualTo(GOLDEN);
        assertThat(read.registry()).isEqualTo(REGISTRY);
        assertThat(read.time()).isEqualTo(TIME);
        assertThat(read.heads()).isEqualTo(new TreeMap<>(HEADS));
        assertThat(read.root()).isEqualTo(CHECKPOINT.root());
        read.requireSignedBy(SIGNER.trustedKey());
    }

    @Test
    void mayBeEmptyAndOfAnyRegistry() {
        Checkpoint empty = Checkpoint.of("a/b c", TIME.plusNanos(999), Map.of(), SIGNER);

        assertThat(empty.toText())
                .isEqualTo(empty.note() + "\n")
                .contains("\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
        assertThat(Checkpoint.parse(empty.toText())).isEqualTo(empty);
        assertThat(empty.registry()).isEqualTo("a/b c");
        assertThat(empty.time()).isEqualTo(TIME);
        for (String registry : new String[] {"", "a\nb"}) {
            assertThatThrownBy(() -> Checkpoint.of(registry, TIME, HEADS, SIGNER))
                    .isInstanceOf(InvalidInputException.class);
        }
        assertThatThrownBy(() -> Checkpoint.of(REGISTRY, TIME, Map.of(JournalId.SETTINGS, Head.NONE), SIGNER))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("journal settings/registry has no commits");
    }

    @Test
    void holdsEveryKeyThatAJournalCanHave() {
        Map<JournalId, Head> heads = Map.of(
                new JournalId("model", " a/b "), new Head(Long.MAX_VALUE / 10, Digest.ZERO),
                new JournalId("model", "a\u2028b"), new Head(1, Digest.ZERO),
                new JournalId("run", "\uffee"), new Head(1, Digest.ZERO),
                new JournalId("run", "\ud83d\ude80"), new Head(1, Digest.ZERO));
        Checkpoint checkpoint = Checkpoint.of(REGISTRY, TIME, heads, SIGNER);

        assertThat(Checkpoint.parse(checkpoint.toText()).heads()).isEqualTo(new TreeMap<>(heads));
    }

    @Test
    void saysThatTheHeadsAreMissingBehindABareNote() {
        assertThatThrownBy(() -> Checkpoint.parse(CHECKPOINT.note()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("checkpoint line 7: expected head 1 of 3, '<revision> <hash> <journal>'; found the end");
        assertThatThrownBy(() -> Checkpoint.parse(GOLDEN.strip()))
                .hasMessage(
                        "checkpoint line 10: expected the end behind 3 heads, as line 2 says, and a line feed before"
                                + " it; found the end");
    }

    @Test
    void isSignedByOneOrMore() {
        Checkpoint both = CHECKPOINT.alsoSignedBy(WITNESS);

        assertThat(both.note()).startsWith(CHECKPOINT.note() + "— example.org/auditor ");
        assertThat(Checkpoint.parse(both.toText())).isEqualTo(both).isNotEqualTo(CHECKPOINT);
        assertThat(both.alsoSignedBy(WITNESS).alsoSignedBy(SIGNER)).isEqualTo(both);
        both.requireSignedBy(SIGNER.trustedKey());
        both.requireSignedBy(WITNESS.trustedKey());
        CHECKPOINT.requireSignedBy(WITNESS.trustedKey(), SIGNER.trustedKey());
    }

    @Test
    void isNotBelievedWithoutAKeyThatIsTrusted() {
        assertThatThrownBy(() -> CHECKPOINT.requireSignedBy(WITNESS.trustedKey()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("checkpoint " + CHECKPOINT + " is signed by example.com/registry+" + idOf(SIGNER)
                        + "; expected example.org/auditor+" + idOf(WITNESS));
        TrustedKey sameName = TrustedKey.of("example.com/registry", Keys.TWO.getPublic());
        TrustedKey sameKey = TrustedKey.of("example.net/registry", Keys.ONE.getPublic());
        assertThatThrownBy(() -> CHECKPOINT.requireSignedBy(sameName, sameKey))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> CHECKPOINT.requireSignedBy())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("no key is trusted");
    }

    @Test
    void isNotBelievedIfOneOfTheTrustedSignaturesIsWrong() {
        Checkpoint other = Checkpoint.of(REGISTRY, TIME.plusSeconds(1), HEADS, WITNESS);
        String foreign = other.note().lines().skip(4).findFirst().orElseThrow();
        Checkpoint mixed = Checkpoint.parse(CHECKPOINT.note() + foreign + "\n"
                + CHECKPOINT.toText().substring(CHECKPOINT.note().length()));

        mixed.requireSignedBy(SIGNER.trustedKey());
        assertThatThrownBy(() -> mixed.requireSignedBy(SIGNER.trustedKey(), WITNESS.trustedKey()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the signature of example.org/auditor+" + idOf(WITNESS) + " is wrong");
    }

    private static String idOf(CheckpointSigner signer) {
        return signer.trustedKey().toString().split("\\+")[1];
    }

    @Test
    void showsEveryFlippedBit() {
        byte[] intact = CHECKPOINT.toText().getBytes(UTF_8);
        for (int bit = 0; bit < intact.length * 8; bit++) {
            byte[] damaged = intact.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(
                            () -> Checkpoint.parse(new String(damaged, UTF_8)).requireSignedBy(SIGNER.trustedKey()))
                    .as("bit %d", bit)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("checkpoint ");
        }
    }

    @Test
    void showsEveryLossOfAnEnd() {
        String text = CHECKPOINT.toText();
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            assertThatThrownBy(() -> Checkpoint.parse(cut))
                    .as("%d characters", length)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("checkpoint line ");
        }
        assertThatThrownBy(() -> Checkpoint.parse(text + "\n"))
                .hasMessage(
                        "checkpoint line 10: expected the end behind 3 heads, as line 2 says, and a line feed before it; found ''");
    }

    /** A journal that comes later could otherwise be put in place of another that is left out. */
    @Test
    void takesHeadsInTheirOrderAlone() {
        String[] lines = GOLDEN.split("\n");
        String swapped = GOLDEN.replace(lines[6] + "\n" + lines[7], lines[7] + "\n" + lines[6]);
        assertThatThrownBy(() -> Checkpoint.parse(swapped))
                .hasMessage("checkpoint line 8: expected a journal behind model/flights; found '" + lines[6] + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model-registry/ | model-registrY/ | line 1: expected 'model-registry/<registry id>/<time>'",
                "T09:00:00.000001Z | T09:00:00.000001 | line 1: expected a time such as",
                "T09:00:00.000001Z | T09:00:00.0000010Z | line 1: expected a time in UTC to the microsecond",
                "T09:00:00.000001Z | T09:00:00.000001001Z | line 1: expected a time in UTC to the microsecond",
                "T09:00:00.000001Z | T09:00:00.000001+00:00 | line 1: expected a time in UTC to the microsecond",
                "00001Z,3, | 00001Z,03, | line 2: expected the number of journals; found '03'",
                "00001Z,3, | 00001Z,2, | line 9: expected the end behind 2 heads, as line 2 says",
                "00001Z,3, | 00001Z,4, | line 10: expected head 4 of 4",
                "ROOT | AAA= | line 3: expected the root, 32 bytes in base 64; found '",
                ",,— | ,x,,— | line 4: expected an empty line above the signatures; found 'x'",
                "— example.com/registry | - example.com/registry | line 5: expected a signature '— <key name> <base 64>'",
                "— example.com/registry | — example.com+registry | line 5: expected the name of a key",
                "registry SIGNATURE | registry AAAAAA== | line 5: expected the name of a key, and its id and signature",
                "registry SIGNATURE | registry AAAAAB== | line 5: expected a signature in base 64",
                "3 3e23e8 | 0 3e23e8 | line 7: expected head 1 of 3, '<revision> <hash> <journal>'; found '0 3e2",
                "3 3e23e8 | 3 3E23e8 | line 7: expected head 1 of 3",
                "model/flights | modelflights | line 8: expected the id of a journal behind the hash",
                "3 3e23e8 | 4 3e23e8 | line 3: the root is ROOT, but the heads below have",
                "model/big hotels | model/big hostels | line 3: the root is ROOT, but the heads below have"
            })
    void saysInWhichLineItIsMalformed(String part, String by, String message) {
        String changed = GOLDEN.replace(real(part), real(by));
        assertThat(changed).isNotEqualTo(GOLDEN);

        assertThatThrownBy(() -> Checkpoint.parse(changed))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("checkpoint " + message.replace("ROOT", ROOT));
    }

    @Test
    void takesSingleLineFeedsAlone() {
        assertThatThrownBy(() -> Checkpoint.parse(GOLDEN.replace("\n", "\r\n")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "checkpoint line 1: expected no control characters; line ends are single line feeds; found 'model");
    }

    @Test
    void takesAHundredSignatures() {
        String line = "— example.org/x AAAAAAA=\n";
        String behind = CHECKPOINT.toText().substring(CHECKPOINT.note().length());

        Checkpoint.parse(CHECKPOINT.note() + line.repeat(99) + behind).requireSignedBy(SIGNER.trustedKey());
        assertThatThrownBy(() -> Checkpoint.parse(CHECKPOINT.note() + line.repeat(100) + behind))
                .hasMessageStartingWith("checkpoint line 105: expected at most 100 signatures");
    }
}
