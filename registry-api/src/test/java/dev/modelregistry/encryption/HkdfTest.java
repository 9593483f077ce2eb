package dev.modelregistry.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The vectors of RFC 5869, appendix A, that are for SHA-256. */
class HkdfTest {
    private static final HexFormat HEX = HexFormat.of();

    private static byte[] range(int from, int to) {
        byte[] bytes = new byte[to - from];
        IntStream.range(from, to).forEach(i -> bytes[i - from] = (byte) i);
        return bytes;
    }

    @Test
    void basic() {
        byte[] key = HEX.parseHex("0b".repeat(22));

        assertThat(HEX.formatHex(Hkdf.sha256(key, range(0, 13), range(0xf0, 0xfa), 42)))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    }

    @Test
    void longerInputsAndOutputs() {
        assertThat(HEX.formatHex(Hkdf.sha256(range(0, 0x50), range(0x60, 0xb0), range(0xb0, 0x100), 82)))
                .isEqualTo(
                        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                                + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
    }

    @Test
    void withoutSaltAndInfo() {
        byte[] key = HEX.parseHex("0b".repeat(22));

        assertThat(HEX.formatHex(Hkdf.sha256(key, new byte[0], new byte[0], 42)))
                .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }

    @Test
    void noMoreThanItsCounterCounts() {
        assertThat(Hkdf.sha256(new byte[1], new byte[0], new byte[0], 8160)).hasSize(8160);
        assertThatIllegalArgumentException().isThrownBy(() -> Hkdf.sha256(new byte[1], new byte[0], new byte[0], 8161));
    }
}
