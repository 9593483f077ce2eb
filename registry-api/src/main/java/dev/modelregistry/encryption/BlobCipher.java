package dev.modelregistry.encryption;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.UnsupportedFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a store does to the bytes of a blob between its caller and the place where it keeps them: encrypt them, or nothing. What names a blob,
 * and what is verified when it is read, is the SHA-256 of its plain bytes either way, and {@link
 * dev.modelregistry.spi.BlobStore.BlobInfo#size()} is how many of those there are. Thread-safe.
 *
 * <p>A store remembers from its creation on whether it encrypts, and asks {@link #requireFor} whenever it is opened. The format is in
 * {@code docs/format.md}.
 */
public final class BlobCipher {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final @Nullable KeySource keys;
    private final Supplier<byte[]> salts;

    BlobCipher(@Nullable KeySource keys, Supplier<byte[]> salts) {
        this.keys = keys;
        this.salts = salts;
    }

    /** Leaves all bytes as they are. */
    public static BlobCipher none() {
        return new BlobCipher(null, BlobCipher::salt);
    }

    /** Encrypts with keys of the host. */
    public static BlobCipher of(KeySource keys) {
        return new BlobCipher(Objects.requireNonNull(keys, "key source"), BlobCipher::salt);
    }

    private static byte[] salt() {
        byte[] salt = new byte[BlobHeader.SALT];
        RANDOM.nextBytes(salt);
        return salt;
    }

    /** Whether it does anything. */
    public boolean encrypts() {
        return keys != null;
    }

    /**
     * For a store that is opened.
     *
     * @param isEncrypted whether the registry there was created to be encrypted
     * @param location where it is, for the message
     * @throws InvalidInputException if it was not created with this kind of cipher
     */
    public void requireFor(boolean isEncrypted, String location) {
        if (isEncrypted && !encrypts()) {
            throw new InvalidInputException("the blobs of the registry in " + location
                    + " are encrypted; give its keys with RegistryBuilder.encryption");
        }
        if (!isEncrypted && encrypts()) {
            throw new InvalidInputException("the blobs of the registry in " + location
                    + " are not encrypted, and keys were given; if it was created with keys, what it says of itself has been altered: restore"
                    + " that from a backup, and do not open it without keys; if it was not, open it without, and copy it with copyTo into a new"
                    + " one that is encrypted");
        }
    }

    /**
     * A stream that takes plain bytes and writes to another what is to be stored. The last bytes are written when it is closed, and the
     * other with it; what was not closed cannot be read. Closing it says that all was written, so it must not be closed when the source of
     * the bytes has failed: what is then stored would be a sound blob, and shorter. After a write that failed, closing writes nothing.
     *
     * @throws InvalidInputException if the current key is not what the key source finds under its id; nothing was written
     * @throws RuntimeException what the {@link KeySource} throws; nothing was written
     */
    public OutputStream encrypt(OutputStream stored) {
        return keys == null ? stored : new SealingStream(stored, current(keys), salts.get());
    }

    /** The key to write with, if what is written can be read again. */
    private static EncryptionKey current(KeySource keys) {
        EncryptionKey current = asked(keys::current);
        if (asked(() -> keys.find(current.id())).filter(current::isSameAs).isEmpty()) {
            throw new InvalidInputException(
                    "the current " + current
                            + " is not what the key source finds under that id, so what is written could not be read again; have both give the same key");
        }
        return current;
    }

    /** What a key source answers; that it does not find a key must not look as if the store did not find a blob. */
    static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (NotFoundException noKey) {
            throw new InvalidInputException(
                    "the key source does not find a key: " + noKey.getMessage()
                            + "; add it, or see to it that it is found",
                    noKey);
        }
    }

    /** What is to be stored in place of some bytes; the same array if that is nothing else. */
    public byte[] encrypt(byte[] plain) {
        if (keys == null) {
            return plain;
        }
        ByteArrayOutputStream stored = new ByteArrayOutputStream(Math.toIntExact(storedSize(plain.length)));
        try (OutputStream sealing = encrypt(stored)) {
            sealing.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return stored.toByteArray();
    }

    /**
     * A stream of the plain bytes of a blob, which closes the one that it reads. It gives out no byte before the segment that it is in was
     * found to be as it was written; that the whole is the right blob is for {@link
     * dev.modelregistry.spi.support.VerifiedStream} to see. When it is read it may throw:
     *
     * <ul>
     *   <li>{@link CorruptStoreException} if the bytes were altered, cut off, exchanged or added to, or the key is not the one that they
     *       were encrypted with
     *   <li>{@link InvalidInputException} if there is no key of the id that the blob names
     *   <li>{@link UnsupportedFormatException} if a newer library encrypted it
     *   <li>what {@link KeySource#find} throws
     * </ul>
     *
     * <p>Once it has thrown, it throws the same again.
     *
     * @param size how many plain bytes there are
     * @param blob which blob this is, and where, for messages
     */
    public InputStream decrypt(InputStream stored, long size, Object blob) {
        return keys == null ? stored : new OpeningStream(stored, keys, size, blob);
    }

    /** How many bytes are stored for so many plain ones. */
    public long storedSize(long plain) {
        return keys == null ? plain : BlobHeader.SIZE + plain + Segments.TAG * Segments.count(plain);
    }

    /**
     * How many plain bytes there are in a blob of which so many are stored. For a number that {@link #storedSize} never gives, as a blob
     * has that was cut off or added to, some number at or above zero with which it does not decrypt when it is read to its end.
     */
    public long plainSize(long stored) {
        if (keys == null) {
            return stored;
        }
        long sealed = Math.max(0, stored - BlobHeader.SIZE);
        int whole = Segments.PLAIN + Segments.TAG;
        return Math.max(0, sealed - Segments.TAG * Math.max(1, (sealed + whole - 1) / whole));
    }

    /** Says whether it encrypts, and nothing of the keys. */
    @Override
    public String toString() {
        return keys == null ? "no encryption" : "AES-256-GCM";
    }
}
