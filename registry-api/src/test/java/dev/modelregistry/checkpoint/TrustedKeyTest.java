package dev.modelregistry.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.Bytes;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedKeyTest {
    /** The example of Go's package {@code golang.org/x/mod/sumdb/note}: a key and a note that it has signed. */
    private static final String NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final Bytes NEUMANN_TEXT = Bytes.utf8(
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n");
    private static final String NEUMANN_SIGNATURE =
            "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";

    @Test
    void verifiesANoteOfAnotherImplementation() {
        TrustedKey key = TrustedKey.parse(NEUMANN);
        NoteSignature signature =
                new NoteSignature("PeterNeumann", Bytes.of(Base64.getDecoder().decode(NEUMANN_SIGNATURE)));

        assertThat(key).hasToString(NEUMANN);
        assertThat(signature).hasToString("— PeterNeumann " + NEUMANN_SIGNATURE);
        assertThat(signature.isOf(key)).isTrue();
        assertThat(key.verifies(NEUMANN_TEXT, signature.bytes())).isTrue();
        assertThat(key.verifies(Bytes.utf8("else\n"), signature.bytes())).isFalse();
        assertThat(key.verifies(NEUMANN_TEXT, new byte[63])).isFalse();
        assertThat(key.verifies(NEUMANN_TEXT, new byte[0])).isFalse();
    }

    @Test
    void signsAsTheSpecificationOfTheAlgorithmDoes() {
        CheckpointSigner one = CheckpointSigner.of("one", Keys.ONE);
        CheckpointSigner two = CheckpointSigner.of("two", Keys.TWO);

        assertThat(HexFormat.of().formatHex(one.sign(Bytes.utf8(""))))
                .isEqualTo(
                        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                                + "d25bf5f0595bbe24655141438e7a100b");
        assertThat(HexFormat.of().formatHex(two.sign(Bytes.utf8("r"))))
                .isEqualTo(
                        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                                + "387b2eaeb4302aeeb00d291612bb0c00");
    }

    @Test
    void isEqualByNameAndKey() {
        TrustedKey key = CheckpointSigner.of("one", Keys.ONE).trustedKey();

        assertThat(TrustedKey.parse(key.toString())).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(TrustedKey.of("one", Keys.ONE.getPublic())).isEqualTo(key);
        assertThat(TrustedKey.of("other", Keys.ONE.getPublic())).isNotEqualTo(key);
        assertThat(TrustedKey.of("one", Keys.TWO.getPublic())).isNotEqualTo(key);
        assertThat(key.name()).isEqualTo("one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PeterNeumann",
                "PeterNeumann+c74f20a3",
                "PeterNeumann+c74f20a3+",
                "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10Q=",
                "PeterNeumann+c74f20a3+AhpcxQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n"
            })
    void refusesWhatIsNoKey(String text) {
        assertThatThrownBy(() -> TrustedKey.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the text of " + text.length() + " characters is no public key: it is not of the form"
                        + " <name>+<id>+<base 64 of the byte 01 and an Ed25519 key>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
            })
    void refusesAnIdThatIsOfAnotherKey(String text) {
        assertThatThrownBy(() -> TrustedKey.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith(": one of them was changed");
    }

    @Test
    void refusesBytesThatAreNoPointOfTheCurve() {
        byte[] kindAndKey = new byte[33];
        kindAndKey[0] = 1;
        kindAndKey[1] = 2;
        String text = "x+00000000+" + Base64.getEncoder().encodeToString(kindAndKey);

        assertThatThrownBy(() -> TrustedKey.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the bytes 02" + "00".repeat(31) + " are no Ed25519 public key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a+b", "a\nb", "a\u00a0b", "a\u2028b", "a\u0085b", " ", "\ud800"})
    void refusesNamesThatANoteCannotHold(String name) {
        assertThatThrownBy(() -> CheckpointSigner.generate(name))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("key name '" + name
                        + "' is not 1 to 256 characters without spaces, control characters and '+'");
    }

    @Test
    void refusesKeysOfOtherKindsAndHalvesOfTwoPairs() throws Exception {
        for (String kind : new String[] {"RSA", "Ed448", "X25519"}) {
            assertThatThrownBy(() -> CheckpointSigner.of(
                            "one", KeyPairGenerator.getInstance(kind).generateKeyPair()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("the public key of 'one' is of the kind ")
                    .hasMessageEndingWith("; expected an Ed25519 key");
        }
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        assertThatThrownBy(() -> CheckpointSigner.of("one", new KeyPair(Keys.ONE.getPublic(), rsa.getPrivate())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the private key of 'one' is of the kind RSA and does not sign; expected an Ed25519 key");
        assertThatThrownBy(() -> CheckpointSigner.of("one", new KeyPair(Keys.ONE.getPublic(), Keys.TWO.getPrivate())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the private key of 'one' does not belong to its public key; give the two of one pair");
    }

    @Test
    void doesNotSayThePrivateKey() {
        CheckpointSigner signer = CheckpointSigner.of("example.com/registry", Keys.ONE);

        assertThat(signer).hasToString("signer " + signer.trustedKey());
        assertThat(signer.trustedKey())
                .hasToString("example.com/registry+cbc37583+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea");
    }
}
