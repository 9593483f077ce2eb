package dev.modelregistry.core.standby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.standby.Kept.Contact;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Snapshot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of a model is read back as it was, or not at all. */
class KeptTest {
    private static final Head HEAD = new Head(42, Bytes.utf8("a commit").digest());
    private static final Instant AT = Instant.parse("2030-01-01T00:00:00.000001Z");
    private static final Kept KEPT =
            new Kept("id-1", "jdbc:h2:flüge", AT, new Snapshot(HEAD, Bytes.utf8("{\"format\":5}")));
    private static final Contact CONTACT = new Contact(HEAD, AT);

    @Test
    void isReadBackAsItWas() {
        assertThat(Kept.decode(KEPT.encode())).contains(KEPT);
        assertThat(Contact.decode(CONTACT.encode())).isEqualTo(CONTACT);
        assertThat(KEPT.confirmed(AT.plusSeconds(5)))
                .isEqualTo(new Kept("id-1", "jdbc:h2:flüge", AT.plusSeconds(5), KEPT.snapshot()));
    }

    @Test
    void isWrittenTheSameForEver() {
        byte[] bytes = KEPT.encode();

        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .startsWith("what was last known of a model, 1\n\0\0\0\4id-1\0\0\0\16jdbc:h2:flüge")
                .contains("\0\0\0\14{\"format\":5}");
        assertThat(Digest.of(bytes).hex())
                .isEqualTo("d082d45e138df93ac88865cbdea1854cbc50e66a0b4b8fd748a8ffe883b4ae43");
        assertThat(Digest.of(CONTACT.encode()).hex())
                .isEqualTo("661908394e98730664b0e35cdf0d66303e89b88450420f0466488cd94058f686");
    }

    @Test
    void isNotReadWhereAnyByteIsAnotherOrMissing() {
        byte[] kept = KEPT.encode();
        for (int i = 0; i < kept.length; i++) {
            byte[] altered = kept.clone();
            altered[i] ^= 1;
            byte[] cut = Arrays.copyOf(kept, i);
            for (byte[] damaged : List.of(altered, cut)) {
                assertThatThrownBy(() -> Kept.decode(damaged))
                        .isInstanceOf(CorruptStoreException.class)
                        .hasMessage("its " + damaged.length + " bytes do not end with their SHA-256");
            }
        }
        byte[] contact = CONTACT.encode();
        for (int i = 0; i < contact.length; i++) {
            byte[] altered = contact.clone();
            altered[i] ^= 1;
            byte[] cut = Arrays.copyOf(contact, i);
            assertThatThrownBy(() -> Contact.decode(altered)).isInstanceOf(CorruptStoreException.class);
            assertThatThrownBy(() -> Contact.decode(cut)).isInstanceOf(CorruptStoreException.class);
        }
    }

    @Test
    void anotherFormatIsNotReadAndNoDamage() {
        byte[] other = sealed("what was last known of a model, 2\nand so on");

        assertThat(Kept.decode(other)).isEmpty();
        assertThat(Kept.decode(sealed(""))).isEmpty();
    }

    @Test
    void nonsenseWithARightChecksumIsDamage() {
        for (String content : List.of("", "\0\0\0\5id-1", "\177\177\177\177", "\377\377\377\377")) {
            assertThatThrownBy(() -> Kept.decode(sealed("what was last known of a model, 1\n" + content)))
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessage("it is not what its checksum is of");
        }
        assertThatThrownBy(() -> Contact.decode(sealed("too short")))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessage("it is not what its checksum is of");
    }

    private static byte[] sealed(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        byte[] sealed = Arrays.copyOf(bytes, bytes.length + 32);
        System.arraycopy(Digest.of(bytes).bytes(), 0, sealed, bytes.length, 32);
        return sealed;
    }
}
