package dev.modelregistry.encryption;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.id.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class BlobCipherTest {
    private static final String BLOB = "blob b in test";
    private static final int HEADER = 128;
    private static final int SEGMENT = 65_536;
    private static final int SEALED = SEGMENT + 16;
    private static final int[] SIZES = {
        0, 1, 15, 16, 17, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 200_000, 5 * SEGMENT, 5 * SEGMENT + 7
    };

    private final EncryptionKey key = EncryptionKey.of("key-1", counting(0, 32));
    private final BlobCipher cipher = BlobCipher.of(KeySource.of(key));
    /** Always the same salt, which only a test may have. */
    private final BlobCipher golden = new BlobCipher(KeySource.of(key), () -> counting(32, 32));

    private static byte[] counting(int from, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }

    private static byte[] modulo251(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i % 251);
        }
        return bytes;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private byte[] decrypted(byte[] stored) throws IOException {
        return decrypted(cipher, stored);
    }

    private static byte[] decrypted(BlobCipher by, byte[] stored) throws IOException {
        try (InputStream plain = by.decrypt(new ByteArrayInputStream(stored), by.plainSize(stored.length), BLOB)) {
            return plain.readAllBytes();
        }
    }

    /** Made by another implementation, in another language, from what docs/format.md says. */
    @Test
    void theBytesAreThoseOfTheFormat() {
        byte[] stored = golden.encrypt("model".getBytes(US_ASCII));

        assertThat(HexFormat.of().formatHex(stored))
                .isEqualTo(
                        "6d722d626c6f6201" // mr-blob, format 1
                                + "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f" // the salt
                                + "6b65792d31" + "00".repeat(83) // key-1
                                + "7b499fa22b" // "model"
                                + "edd0a24efbc180f4b52071d4e925fff3"); // the tag
        assertThat(Digest.of(golden.encrypt(new byte[0])).hex())
                .isEqualTo("b6f9adef33eac6ccd2573caaa6f3893935c4cc2f08a57d8106cc6f84dfe47d7b");
        assertThat(Digest.of(golden.encrypt(modulo251(SEGMENT))).hex())
                .isEqualTo("13a6976ad96e7da524c78315ccd3a528e7e6d10ed862d8adcf107a5a300f1ac8");
        assertThat(Digest.of(golden.encrypt(modulo251(200_000))).hex())
                .isEqualTo("2e269c7fa335c6a9ec1fa2849b2c2f96bd997f9d8a13caf1cdd3c7f7bfa298d9");
    }

    @Test
    void whatIsDecryptedIsWhatWasEncrypted() throws IOException {
        for (int size : SIZES) {
            byte[] plain = random(size);

            byte[] stored = cipher.encrypt(plain);

            assertThat(decrypted(stored)).as("%s bytes", size).isEqualTo(plain);
            assertThat(stored.length).isEqualTo(cipher.storedSize(size));
            assertThat(cipher.plainSize(stored.length)).isEqualTo(size);
        }
    }

    @Test
    void howTheBytesArriveMakesNoDifference() throws IOException {
        byte[] plain = modulo251(200_000);
        byte[] expected = golden.encrypt(plain);
        for (int piece : new int[] {1, 1_000, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT, 200_000}) {
            ByteArrayOutputStream stored = new ByteArrayOutputStream();
            try (OutputStream sealing = golden.encrypt(stored)) {
                for (int from = 0; from < plain.length; from += piece) {
                    if (piece == 1) {
                        sealing.write(plain[from]);
                    } else {
                        sealing.write(plain, from, Math.min(piece, plain.length - from));
                    }
                }
            }

            assertThat(stored.toByteArray()).as("in pieces of %s", piece).isEqualTo(expected);
        }
        InputStream reading = golden.decrypt(new ByteArrayInputStream(expected), plain.length, BLOB);
        for (byte each : plain) {
            assertThat((byte) reading.read()).isEqualTo(each);
        }
        assertThat(reading.read()).isEqualTo(-1);
        assertThat(reading.read(new byte[9])).isEqualTo(-1);
    }

    @Test
    void theSameBytesAreNeverEncryptedTheSameTwice() {
        byte[] one = cipher.encrypt(random(100));
        byte[] other = cipher.encrypt(random(100));

        assertThat(Arrays.copyOfRange(one, 8, 40)).isNotEqualTo(Arrays.copyOfRange(other, 8, 40));
        assertThat(Arrays.copyOfRange(one, HEADER, 228)).isNotEqualTo(Arrays.copyOfRange(other, HEADER, 228));
    }

    @Test
    void aFlippedBitAnywhereIsFound() {
        byte[] stored = cipher.encrypt("five!".getBytes(US_ASCII));
        for (int bit = 0; bit < 8 * stored.length; bit++) {
            byte[] altered = stored.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);

            Throwable thrown = catchThrowable(() -> decrypted(altered));

            assertThat(thrown)
                    .as("bit %s of byte %s", bit % 8, bit / 8)
                    .isInstanceOf(RegistryException.class)
                    .hasMessageStartingWith(BLOB);
            if (bit / 8 >= 8 && bit / 8 < 40 || bit / 8 >= HEADER) {
                assertThat(thrown)
                        .isInstanceOf(CorruptStoreException.class)
                        .hasMessage(
                                BLOB + " is damaged: segment 1 of 1 is not what was sealed there with the key 'key-1',"
                                        + " or that key is another one of the same id");
            }
        }
    }

    @Test
    void aFlippedBitInAnySegmentIsFoundAndNothingOfThatSegmentGivenOut() throws IOException {
        byte[] plain = random(5 * SEGMENT + 7);
        byte[] stored = cipher.encrypt(plain);
        for (int segment = 0; segment < 6; segment++) {
            byte[] altered = stored.clone();
            int at = segment < 5 ? HEADER + segment * SEALED + 4_711 : stored.length - 1;
            altered[at] ^= 1;
            ByteArrayOutputStream given = new ByteArrayOutputStream();

            InputStream reading = cipher.decrypt(new ByteArrayInputStream(altered), plain.length, BLOB);
            assertThatThrownBy(() -> reading.transferTo(given))
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageStartingWith(BLOB + " is damaged: segment " + (segment + 1) + " of 6");

            assertThat(given.toByteArray()).isEqualTo(Arrays.copyOf(plain, segment * SEGMENT));
        }
    }

    /** By somebody who also sees to it that the store believes the new size. */
    @Test
    void whatWasCutOffIsFound() {
        byte[] stored = cipher.encrypt(random(3 * SEGMENT));
        for (int length : new int[] {
            0,
            1,
            HEADER - 1,
            HEADER,
            HEADER + 15,
            HEADER + 16,
            HEADER + SEALED - 1,
            HEADER + SEALED,
            HEADER + SEALED + 1,
            HEADER + 2 * SEALED,
            stored.length - 16,
            stored.length - 1
        }) {
            assertThatThrownBy(() -> decrypted(Arrays.copyOf(stored, length)))
                    .as("the first %s bytes", length)
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageStartingWith(BLOB + " is damaged: ");
        }
        assertThatThrownBy(() -> decrypted(Arrays.copyOf(stored, stored.length + 1)))
                .isInstanceOf(CorruptStoreException.class);
    }

    @Test
    void segmentsThatWereExchangedRepeatedOrLeftOutAreFound() {
        byte[] stored = cipher.encrypt(random(4 * SEGMENT));
        for (int[] order : new int[][] {
            {1, 0, 2, 3}, {0, 2, 1, 3}, {0, 1, 3, 2}, {0, 1, 1, 3}, {0, 1, 3}, {0, 2, 3}, {1, 2, 3}, {0, 1, 2, 3, 3}
        }) {
            byte[] altered = Arrays.copyOf(stored, HEADER + order.length * SEALED);
            for (int i = 0; i < order.length; i++) {
                System.arraycopy(stored, HEADER + order[i] * SEALED, altered, HEADER + i * SEALED, SEALED);
            }

            assertThatThrownBy(() -> decrypted(altered))
                    .as("segments %s", Arrays.toString(order))
                    .isInstanceOf(CorruptStoreException.class);
        }
    }

    @Test
    void aSegmentOfAnotherBlobIsFound() {
        byte[] one = cipher.encrypt(random(3 * SEGMENT));
        byte[] other = cipher.encrypt(random(3 * SEGMENT));
        System.arraycopy(other, HEADER + SEALED, one, HEADER + SEALED, SEALED);

        assertThatThrownBy(() -> decrypted(one))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("segment 2 of 3");
    }

    @Test
    void anotherKeyOfTheSameIdDoesNotOpenIt() {
        byte[] stored = cipher.encrypt(random(10));
        BlobCipher other = BlobCipher.of(KeySource.of(EncryptionKey.of("key-1", new byte[32])));

        assertThatThrownBy(() -> decrypted(other, stored))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("or that key is another one of the same id");
    }

    @Test
    void aKeyThatIsNotThereIsNamed() {
        byte[] stored = cipher.encrypt(random(10));
        BlobCipher other = BlobCipher.of(KeySource.of(EncryptionKey.of("key-2", counting(0, 32))));

        assertThatThrownBy(() -> decrypted(other, stored))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        BLOB
                                + " is encrypted with the key 'key-1', which is not among the keys that were given; add it to the key source");
    }

    @Test
    void afterTheCurrentKeyWasChangedBlobsOpenWithTheirOwn() throws IOException {
        byte[] before = cipher.encrypt(random(10));
        BlobCipher changed = BlobCipher.of(KeySource.of(EncryptionKey.of("key-2", new byte[32]), key));
        byte[] after = changed.encrypt(random(20));

        assertThat(decrypted(changed, before)).isEqualTo(random(10));
        assertThat(decrypted(changed, after)).isEqualTo(random(20));
        assertThat(new String(after, 40, 5, US_ASCII)).isEqualTo("key-2");
        assertThatThrownBy(() -> decrypted(after)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aFormatThatIsNotKnownIsNotGuessedAt() {
        byte[] stored = cipher.encrypt(random(10));
        stored[7] = 2;

        assertThatThrownBy(() -> decrypted(stored))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageStartingWith(BLOB + " is encrypted in format 2, this library knows 1");
        assertThatThrownBy(() -> decrypted(random(300)))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessage(BLOB + " is damaged: it does not begin with the header of an encrypted blob");
    }

    @Test
    void whatAKeySourceThrowsComesOutAsItIs() {
        StoreUnavailableException down = new StoreUnavailableException("the key service does not answer");
        byte[] stored = cipher.encrypt(random(10));
        BlobCipher unlucky = BlobCipher.of(new KeySource() {
            @Override
            public EncryptionKey current() {
                throw down;
            }

            @Override
            public Optional<EncryptionKey> find(String id) {
                throw down;
            }
        });
        ByteArrayOutputStream nothing = new ByteArrayOutputStream();

        assertThatThrownBy(() -> unlucky.encrypt(nothing)).isSameAs(down);
        assertThatThrownBy(() -> decrypted(unlucky, stored)).isSameAs(down);
        assertThat(nothing.size()).isZero();
    }

    @Test
    void aKeyThatASourceDoesNotFindIsNoBlobThatIsNotThere() {
        byte[] stored = cipher.encrypt(random(10));
        BlobCipher forgetful = BlobCipher.of(source(key, id -> {
            throw new NotFoundException("no key " + id);
        }));

        assertThatThrownBy(() -> decrypted(forgetful, stored))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the key source does not find a key: no key key-1");
        assertThatThrownBy(() -> forgetful.encrypt(random(10))).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void nothingIsWrittenWithAKeyThatTheSourceDoesNotGiveBack() {
        EncryptionKey other = EncryptionKey.of("key-1", new byte[32]);
        for (Optional<EncryptionKey> found : List.of(Optional.<EncryptionKey>empty(), Optional.of(other))) {
            assertThatThrownBy(() -> BlobCipher.of(source(key, id -> found)).encrypt(random(10)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("the current key 'key-1' is not what the key source finds under that id");
        }
    }

    private static KeySource source(EncryptionKey current, Function<String, Optional<EncryptionKey>> find) {
        return new KeySource() {
            @Override
            public EncryptionKey current() {
                return current;
            }

            @Override
            public Optional<EncryptionKey> find(String id) {
                return find.apply(id);
            }
        };
    }

    @Test
    void bytesBehindTheLastSegmentAreFound() {
        for (int size : SIZES) {
            byte[] stored = cipher.encrypt(random(size));
            for (int more : new int[] {1, 15, 16, 17, SEALED}) {
                byte[] longer = Arrays.copyOf(stored, stored.length + more);

                assertThatThrownBy(() -> decrypted(longer))
                        .as("%s bytes and %s more", size, more)
                        .isInstanceOf(CorruptStoreException.class);
                assertThatThrownBy(() -> cipher.decrypt(new ByteArrayInputStream(longer), size, BLOB)
                                .readAllBytes())
                        .isInstanceOf(CorruptStoreException.class)
                        .hasMessage(BLOB + " is damaged: there are bytes behind its last segment");
            }
        }
    }

    @Test
    void aStreamThatHasFailedDoesNotGoOn() throws IOException {
        byte[] stored = cipher.encrypt(random(3 * SEGMENT));
        stored[HEADER + SEALED] ^= 1;
        InputStream reading = cipher.decrypt(new ByteArrayInputStream(stored), 3 * SEGMENT, BLOB);
        assertThat(reading.readNBytes(SEGMENT)).hasSize(SEGMENT);

        Throwable first = catchThrowable(reading::read);

        assertThat(first).isInstanceOf(CorruptStoreException.class).hasMessageContaining("segment 2 of 3");
        assertThat(catchThrowable(reading::read)).isSameAs(first);
    }

    @Test
    void whatCouldNotBeWrittenIsNotEndedLikeABlob() throws IOException {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        boolean[] full = {true};
        OutputStream sealing = cipher.encrypt(new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                if (full[0]) {
                    throw new IOException("full");
                }
                stored.write(one);
            }
        });
        assertThatThrownBy(() -> sealing.write(random(2 * SEGMENT))).hasMessage("full");
        full[0] = false;

        assertThatThrownBy(() -> sealing.write(1)).hasMessageStartingWith("an earlier write failed");
        sealing.close();

        assertThat(stored.size()).isZero();
    }

    @Test
    void whatIsNotClosedIsNotWhole() throws IOException {
        for (int size : SIZES) {
            ByteArrayOutputStream stored = new ByteArrayOutputStream();
            cipher.encrypt(stored).write(random(size));

            assertThatThrownBy(() -> cipher.decrypt(new ByteArrayInputStream(stored.toByteArray()), size, BLOB)
                            .readAllBytes())
                    .as("%s bytes", size)
                    .isInstanceOf(CorruptStoreException.class);
        }
    }

    @Test
    void closingClosesWhatIsBehindOnce() throws IOException {
        int[] closed = {0, 0};
        OutputStream sealing = cipher.encrypt(new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0]++;
            }
        });
        sealing.close();
        sealing.close();
        cipher.decrypt(
                        new ByteArrayInputStream(new byte[0]) {
                            @Override
                            public void close() {
                                closed[1]++;
                            }
                        },
                        0,
                        BLOB)
                .close();

        assertThat(closed).containsExactly(1, 1);
        assertThatThrownBy(() -> sealing.write(1))
                .isInstanceOf(IOException.class)
                .hasMessage("the stream is closed");
    }

    @Test
    void sizesThatNoBlobHasAreSizesAllTheSame() {
        for (long stored = 0; stored < HEADER + SEALED + 40; stored++) {
            assertThat(cipher.plainSize(stored)).isBetween(0L, stored);
        }
        long huge = 1L << 50;
        assertThat(cipher.plainSize(cipher.storedSize(huge))).isEqualTo(huge);
    }

    @Test
    void withoutKeysAllBytesStayAsTheyAre() throws IOException {
        BlobCipher none = BlobCipher.none();
        byte[] plain = random(100);

        assertThat(none.encrypts()).isFalse();
        assertThat(none.encrypt(plain)).isSameAs(plain);
        assertThat(decrypted(none, plain)).isEqualTo(plain);
        assertThat(none.storedSize(100)).isEqualTo(100);
    }

    @Test
    void aRegistryIsOpenedAsItWasCreated() {
        BlobCipher.none().requireFor(false, "here");
        cipher.requireFor(true, "here");
        assertThatThrownBy(() -> BlobCipher.none().requireFor(true, "here"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the blobs of the registry in here are encrypted; give its keys");
        assertThatThrownBy(() -> cipher.requireFor(false, "here"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the blobs of the registry in here are not encrypted, and keys were given");
    }
}
