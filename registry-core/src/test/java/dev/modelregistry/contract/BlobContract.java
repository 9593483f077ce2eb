package dev.modelregistry.contract;

import static dev.modelregistry.contract.Guarantee.G4;
import static dev.modelregistry.contract.Guarantee.G6;
import static dev.modelregistry.contract.Guarantee.G7;
import static dev.modelregistry.contract.Guarantee.JAVADOC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.RegistryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Blobs as they come and are read; how they go is in {@link BlobTrashContract}. */
abstract class BlobContract extends Grounded {
    static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static BlobInfo put(RegistryStore store, byte[] content) throws IOException {
        return store.blobs().put(new ByteArrayInputStream(content));
    }

    static byte[] content(RegistryStore store, Digest digest) throws IOException {
        try (InputStream stream = store.blobs().open(digest)) {
            return stream.readAllBytes();
        }
    }

    static List<BlobInfo> all(RegistryStore store) {
        return store.blobs().list(Digest.ZERO, 1_000);
    }

    @Test
    @Tag(G7)
    void blobsOfAnySizeAreKeptUnderTheDigestOfTheirBytes() throws IOException {
        for (int size : new int[] {0, 1, 2, 8_191, 8_192, 8_193, 65_536, 1 << 20, (5 << 20) + 3}) {
            byte[] bytes = random(size, size);

            BlobInfo info = put(store, bytes);

            assertThat(info.digest()).as("digest of %s bytes", size).isEqualTo(Digest.of(bytes));
            assertThat(info.size()).isEqualTo(size);
            assertThat(content(store, info.digest())).as("%s bytes", size).isEqualTo(bytes);
            assertThat(store.blobs().find(info.digest())).contains(info);
        }
    }

    @Test
    @Tag(G7)
    void aStreamThatGivesLittleAtATimeIsReadToItsEnd() throws IOException {
        byte[] bytes = random(100_000, 1);
        Random sizes = new Random(2);
        InputStream hesitant = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, 1 + sizes.nextInt(100)));
            }

            @Override
            public synchronized int available() {
                return 0; // allowed, and not the end
            }
        };

        BlobInfo info = store.blobs().put(hesitant);

        assertThat(info.digest()).isEqualTo(Digest.of(bytes));
        assertThat(content(store, info.digest())).isEqualTo(bytes);
    }

    @Test
    @Tag(G7)
    void aBlobIsReadByteByByteAndInPieces() throws IOException {
        byte[] bytes = random(20_000, 3);
        Digest digest = put(store, bytes).digest();

        byte[] read = new byte[bytes.length];
        try (InputStream stream = store.blobs().open(digest)) {
            for (int i = 0; i < 10_000; i++) {
                read[i] = (byte) stream.read();
            }
            assertThat(stream.readNBytes(read, 10_000, 10_000)).isEqualTo(10_000);
            assertThat(stream.read()).as("the end").isEqualTo(-1);
            assertThat(stream.read(new byte[10])).as("still the end").isEqualTo(-1);
        }

        assertThat(read).isEqualTo(bytes);
    }

    @Test
    @Tag(G7)
    void neitherTheArrayBehindTheStreamNorTheBufferOfAReaderReachesTheBlob() throws IOException {
        byte[] bytes = random(1_000, 4);
        byte[] handedIn = bytes.clone();
        Digest digest = put(store, handedIn).digest();

        Arrays.fill(handedIn, (byte) 0);
        byte[] handedOut = content(store, digest);
        Arrays.fill(handedOut, (byte) 0);

        assertThat(content(store, digest)).isEqualTo(bytes);
        assertThat(store.blobs().localPath(digest)).hasBinaryContent(bytes);
    }

    @Test
    @Tag(JAVADOC)
    void theStreamIsLeftOpen() throws IOException {
        boolean[] closed = {false};
        store.blobs().put(new ByteArrayInputStream(random(10, 5)) {
            @Override
            public void close() {
                closed[0] = true;
            }
        });

        assertThat(closed[0]).as("the caller's stream was closed").isFalse();
    }

    @Test
    @Tag(G6)
    @Tag(G7)
    void ofAStreamThatFailsNothingIsStored() throws IOException {
        BlobInfo earlier = put(store, random(10, 6));
        for (int size : new int[] {0, 1, 10_000, 3 << 20}) {
            byte[] delivered = random(size, 7);
            IOException failure = new IOException("the disk behind the stream is gone");

            assertThatThrownBy(() -> store.blobs().put(failingBehind(delivered, failure)))
                    .as("put of a stream that fails behind %s bytes", size)
                    .isSameAs(failure);

            assertThat(store.blobs().find(Digest.of(delivered)))
                    .as("what was delivered")
                    .isEmpty();
            assertThat(all(store)).as("all blobs").containsExactly(earlier);
        }
        assertThat(all(reopened())).as("all blobs after reopening").containsExactly(earlier);
    }

    static InputStream failingBehind(byte[] delivered, IOException failure) {
        return new ByteArrayInputStream(delivered) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                int read = super.read(buffer, offset, length);
                return read < 0 && length > 0 ? sneak(failure) : read;
            }

            @Override
            public synchronized int read() {
                int read = super.read();
                return read < 0 ? sneak(failure) : read;
            }

            @Override
            public synchronized byte[] readAllBytes() {
                return new byte[] {(byte) sneak(failure)};
            }
        };
    }

    /** ByteArrayInputStream narrows its methods to throw nothing; the compiler is told that this does neither. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> int sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    @Tag(G7)
    void theSameBytesAreKeptOnceAndRenewed() throws IOException {
        byte[] bytes = random(10_000, 8);
        BlobInfo first = put(store, bytes);
        awaitLater(Instant.EPOCH.plus(Duration.ofNanos(first.storedAtMicros() * 1_000)));

        BlobInfo second = put(another(), bytes);

        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(second.size()).isEqualTo(first.size());
        assertThat(second.storedAtMicros()).as("the time of the second put").isGreaterThan(first.storedAtMicros());
        assertThat(store.blobs().find(first.digest())).contains(second);
        assertThat(all(store)).containsExactly(second);
        assertThat(content(store, first.digest())).isEqualTo(bytes);
    }

    /** Until the store's clock is past the ticks of any clock that could date a blob. */
    private void awaitLater(Instant time) {
        Instant later = time.plusMillis(50);
        long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (store.now().isBefore(later)) {
            assertThat(System.nanoTime())
                    .as("the store's clock stands still at %s", store.now())
                    .isLessThan(giveUp);
            Thread.onSpinWait();
        }
    }

    @Test
    @Tag(JAVADOC)
    void aBlobIsDatedByTheClockOfTheStore() throws IOException {
        long before = micros(store.now().minusSeconds(5));
        long stored = put(store, random(10, 9)).storedAtMicros();

        assertThat(stored)
                .as("microseconds since 1970")
                .isBetween(before, micros(store.now().plusSeconds(5)));
    }

    private static long micros(Instant instant) {
        return Math.multiplyExact(instant.getEpochSecond(), 1_000_000L) + instant.getNano() / 1_000;
    }

    @Test
    @Tag(JAVADOC)
    void blobsAreListedInTheOrderOfTheirDigests() throws IOException {
        List<BlobInfo> expected = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            expected.add(put(store, ("blob " + i).getBytes(UTF_8)));
        }
        expected.sort((one, other) -> one.digest().compareTo(other.digest()));

        assertThat(all(store)).isEqualTo(expected);
        assertThat(store.blobs().list(Digest.ZERO, 7)).isEqualTo(expected.subList(0, 7));
        assertThat(store.blobs().list(expected.get(6).digest(), 7)).isEqualTo(expected.subList(7, 14));
        assertThat(store.blobs().list(expected.get(29).digest(), 7)).isEmpty();
    }

    @Test
    @Tag(JAVADOC)
    void aBlobThatIsNotThereIsNotFound() {
        Digest unknown = Digest.of("unknown".getBytes(UTF_8));

        assertThat(store.blobs().find(unknown)).isEmpty();
        assertThatThrownBy(() -> store.blobs().open(unknown))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(unknown.hex());
        assertThatThrownBy(() -> store.blobs().localPath(unknown))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(unknown.hex());
    }

    @Test
    @Tag(G7)
    void aLocalPathHoldsTheBytesAndMayOnlyBeRead() throws IOException {
        for (int size : new int[] {0, 1, 2 << 20}) {
            byte[] bytes = random(size, 10);
            Digest digest = put(store, bytes).digest();

            Path path = store.blobs().localPath(digest);

            assertThat(path).isRegularFile().isAbsolute().hasBinaryContent(bytes);
            assertThat(isWritable(path)).as("%s may be written to", path).isFalse();
            assertThat(store.blobs().localPath(digest))
                    .as("the path asked for again")
                    .hasBinaryContent(bytes);
        }
    }

    /** By the file's own permissions where it has any, because an administrator may write to every file. */
    private static boolean isWritable(Path path) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (posix == null) {
            return Files.isWritable(path);
        }
        return posix.readAttributes().permissions().stream()
                .anyMatch(permission -> permission == PosixFilePermission.OWNER_WRITE
                        || permission == PosixFilePermission.GROUP_WRITE
                        || permission == PosixFilePermission.OTHERS_WRITE);
    }

    @Test
    @Tag(G4)
    void whatOneStorePutEveryOtherReadsAtOnce() throws IOException {
        RegistryStore other = another();
        byte[] bytes = random(1_000, 11);
        assertThat(other.blobs().find(Digest.of(bytes))).isEmpty();

        BlobInfo info = put(store, bytes);

        assertThat(other.blobs().find(info.digest())).contains(info);
        assertThat(content(other, info.digest())).isEqualTo(bytes);
        assertThat(other.blobs().localPath(info.digest())).hasBinaryContent(bytes);
        assertThat(all(other)).containsExactly(info);
    }
}
