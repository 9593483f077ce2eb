package dev.modelregistry.id;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import java.security.MessageDigest;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    // FIPS 180-2, appendix B.1
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void isTheSha256OfTheBytes() {
        assertThat(Digest.of("abc".getBytes(UTF_8))).hasToString("sha256:" + ABC);
        assertThat(Digest.of("abc".getBytes(UTF_8)).hex()).isEqualTo(ABC);
        assertThat(Digest.of(new byte[0]).hex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void finishesAComputationAndResetsIt() {
        MessageDigest computation = Digest.sha256();
        computation.update("a".getBytes(UTF_8));
        computation.update("bc".getBytes(UTF_8));

        assertThat(Digest.of(computation).hex()).isEqualTo(ABC);
        assertThat(Digest.of(computation)).isEqualTo(Digest.of(new byte[0]));
    }

    @Test
    void refusesAComputationOfAnotherKind() throws Exception {
        MessageDigest sha512 = MessageDigest.getInstance("SHA-512");

        assertThatThrownBy(() -> Digest.of(sha512))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a digest of 64 bytes; SHA-256 has 32");
    }

    @Test
    void readsBothFormsInAnyCaseAndWritesOne() {
        assertThat(Digest.parse("sha256:" + ABC))
                .isEqualTo(Digest.parse(ABC))
                .isEqualTo(Digest.parse(ABC.toUpperCase(Locale.ROOT)))
                .hasSameHashCodeAs(Digest.parse(ABC))
                .hasToString("sha256:" + ABC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256:",
                "sha256:ab",
                "SHA256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "sha256:sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015adf",
                "ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                " a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "\uff41a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "\u0130a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a"
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> Digest.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("digest '")
                .hasMessageEndingWith("' is not SHA-256; expected 'sha256:' and 64 hexadecimal digits");
    }

    @Test
    void isOrderedAsUnsignedBytes() {
        Digest low = Digest.parse("00".repeat(31) + "01");
        Digest middle = Digest.parse("7f" + "ff".repeat(31));
        Digest high = Digest.parse("80" + "00".repeat(31));

        assertThat(Digest.ZERO).isLessThan(low);
        assertThat(low).isLessThan(middle);
        assertThat(middle).isLessThan(high);
        assertThat(high.compareTo(Digest.parse(high.hex()))).isZero();
    }

    @Test
    void isEqualByContentAlone() {
        assertThat(Digest.parse(ABC)).isNotEqualTo(Digest.ZERO).isNotEqualTo(ABC);
        assertThat(Digest.ZERO).isEqualTo(Digest.parse("0".repeat(64)));
    }

    @Test
    void doesNotKeepTheBytesThatItWasMadeFrom() {
        byte[] content = "abc".getBytes(UTF_8);
        Digest digest = Digest.of(content);
        content[0] = 'x';

        assertThat(digest.hex()).isEqualTo(ABC);
    }
}
