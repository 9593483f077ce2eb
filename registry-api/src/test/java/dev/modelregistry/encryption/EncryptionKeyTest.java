package dev.modelregistry.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class EncryptionKeyTest {
    private static final byte[] BYTES = new byte[32];

    static {
        Arrays.fill(BYTES, (byte) 0xa7);
    }

    @Test
    void neverShowsItself() {
        EncryptionKey key = EncryptionKey.of("arn:aws:kms:eu-central-1:1234:key/5f2d", BYTES);
        KeySource keys = KeySource.of(key, EncryptionKey.of("older", BYTES));

        assertThat(key).hasToString("key 'arn:aws:kms:eu-central-1:1234:key/5f2d'");
        assertThat(keys).hasToString("keys [arn:aws:kms:eu-central-1:1234:key/5f2d, older]");
        assertThat(BlobCipher.of(keys)).hasToString("AES-256-GCM");
        for (Object shown : new Object[] {key, keys, BlobCipher.of(keys)}) {
            assertThat(shown.toString())
                    .doesNotContain(HexFormat.of().formatHex(BYTES))
                    .doesNotContain(Base64.getEncoder().encodeToString(BYTES))
                    .doesNotContain("-89");
        }
    }

    @Test
    void isACopyOfTheBytes() {
        byte[] mine = BYTES.clone();
        EncryptionKey key = EncryptionKey.of("k", mine);
        byte[] derived = key.derive(new byte[32], new byte[0]);

        Arrays.fill(mine, (byte) 0);

        assertThat(key.derive(new byte[32], new byte[0])).isEqualTo(derived);
    }

    @Test
    void aKeyOfTheJdkIsTheSameKey() {
        EncryptionKey key = EncryptionKey.of("k", new SecretKeySpec(BYTES, "AES"));

        assertThat(key.derive(new byte[32], new byte[0]))
                .isEqualTo(EncryptionKey.of("k", BYTES).derive(new byte[32], new byte[0]));
    }

    @Test
    void refusesWhatIsNoKey() {
        for (String id : new String[] {"", " ", "two words", "schlüssel", "x".repeat(89)}) {
            assertThatThrownBy(() -> EncryptionKey.of(id, BYTES))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("key id '" + id + "' is not 1 to 88 printable ASCII characters without blanks");
        }
        assertThat(EncryptionKey.of("x".repeat(88), BYTES).id()).hasSize(88);
        for (int size : new int[] {0, 16, 31, 33}) {
            assertThatThrownBy(() -> EncryptionKey.of("k", new byte[size]))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("key 'k' has " + size + " bytes; give 32");
        }
        assertThatThrownBy(() -> EncryptionKey.of("k", new InHardware()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("key 'k' does not give its bytes");
        assertThatThrownBy(() -> KeySource.of(
                        EncryptionKey.of("k", BYTES),
                        EncryptionKey.of("j", BYTES),
                        EncryptionKey.of("k", new byte[32])))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("two keys have the id 'k'; give each an id of its own");
    }

    @Test
    void keysAreFoundByTheirIds() {
        EncryptionKey current = EncryptionKey.of("new", BYTES);
        EncryptionKey older = EncryptionKey.of("old", BYTES);
        KeySource keys = KeySource.of(current, older);

        assertThat(keys.current()).isSameAs(current);
        assertThat(keys.find("new")).containsSame(current);
        assertThat(keys.find("old")).containsSame(older);
        assertThat(keys.find("OLD")).isEmpty();
    }

    private static final class InHardware implements SecretKey {
        private static final long serialVersionUID = 1L;

        @Override
        public String getAlgorithm() {
            return "AES";
        }

        @Override
        public String getFormat() {
            return null;
        }

        @Override
        public byte[] getEncoded() {
            return null;
        }
    }
}
