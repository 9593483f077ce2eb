package dev.modelregistry.core.standby;

import dev.modelregistry.core.standby.Kept.Contact;
import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.support.VerifiedStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that are kept of one registry: a directory for each model, with its state, the time of the last contact with the store, and the files of its versions under their
 * digests. Each appears whole, by renaming, and takes the place of the one before, so that processes can share it and be killed at any time. Thread-safe.
 */
final class Shelf {
    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);
    private static final String STATE = "state";
    private static final String CONTACT = "contact";
    private static final String UNFINISHED = ".tmp";
    private static final int NAME = 32;
    private static final int CHUNK = 1 << 16;
    /** After which nobody can still be writing a file. */
    private static final Duration ABANDONED = Duration.ofHours(24);

    private final Path directory;
    private final BlobCipher cipher;

    /**
     * The files of a registry.
     *
     * @param location where it is, in whose name its files are kept
     * @param cipher what files go through; states and times do not
     */
    Shelf(Path directory, String location, BlobCipher cipher) {
        this.directory = directory.toAbsolutePath().resolve(name(location));
        this.cipher = cipher;
    }

    private static String name(String of) {
        return Bytes.utf8(of).digest().hex().substring(0, NAME);
    }

    private Path of(JournalId journal) {
        return directory.resolve(name(journal.toString()));
    }

    /** What is kept of all models. What is damaged or cannot be read is as if it were not there, with a warning. */
    List<Kept> all() {
        List<Kept> all = new ArrayList<>();
        for (Path model : list(directory)) {
            read(model).ifPresent(all::add);
        }
        return all;
    }

    /** What is kept of a model. What is damaged or cannot be read is as if it were not there, with a warning. */
    Optional<Kept> read(JournalId journal) {
        return read(of(journal));
    }

    private static Optional<Kept> read(Path model) {
        Path file = model.resolve(STATE);
        try {
            Optional<Kept> kept = Kept.decode(Files.readAllBytes(file));
            if (kept.isEmpty()) {
                LOG.warn("{} was written by another version of this library, and is not used", file);
            }
            return kept.map(state -> lastContact(model)
                    .filter(contact -> contact.head().equals(state.snapshot().at()))
                    .filter(contact -> contact.at().isAfter(state.at()))
                    .map(contact -> state.confirmed(contact.at()))
                    .orElse(state));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | CorruptStoreException unusable) {
            LOG.warn("{} cannot be used, and is as if it were not there: {}", file, unusable.toString());
            return Optional.empty();
        }
    }

    private static Optional<Contact> lastContact(Path model) {
        try {
            return Optional.of(Contact.decode(Files.readAllBytes(model.resolve(CONTACT))));
        } catch (IOException | CorruptStoreException unknown) { // then the state's own time counts
            LOG.debug("No time of a contact in {}", model, unknown);
            return Optional.empty();
        }
    }

    /** Keeps a state, whose files are here already. */
    void write(JournalId journal, Kept kept) throws IOException {
        byte[] bytes = kept.encode();
        replace(of(journal).resolve(STATE), Force.YES, out -> out.write(bytes));
    }

    /** Keeps that a state was still the store's; gives whether there is a state. After a power cut this may be lost. */
    boolean confirm(JournalId journal, Head head, Instant at) throws IOException {
        Path model = of(journal);
        if (!Files.exists(model.resolve(STATE))) {
            return false;
        }
        byte[] bytes = new Contact(head, at).encode();
        replace(model.resolve(CONTACT), Force.NO, out -> out.write(bytes));
        return true;
    }

    /** Whether a file is here. */
    boolean has(JournalId journal, Digest digest) {
        return Files.exists(file(journal, digest));
    }

    private Path file(JournalId journal, Digest digest) {
        return of(journal).resolve(digest.hex());
    }

    /** Keeps a file, of which what is given is verified. */
    void put(JournalId journal, Digest digest, InputStream content, Runnable betweenChunks) throws IOException {
        replace(file(journal, digest), Force.YES, out -> {
            try (OutputStream stored = cipher.encrypt(out)) {
                byte[] chunk = new byte[CHUNK];
                for (int count = content.read(chunk); count >= 0; count = content.read(chunk)) {
                    stored.write(chunk, 0, count);
                    betweenChunks.run();
                }
            }
        });
    }

    /** A file's bytes, verified as they are read. */
    InputStream open(JournalId journal, Digest digest) throws IOException {
        Path file = file(journal, digest);
        long size = cipher.plainSize(Files.size(file));
        InputStream stored = new BufferedInputStream(Files.newInputStream(file), CHUNK);
        return new VerifiedStream(cipher.decrypt(stored, size, file), digest, size, file);
    }

    /** Removes a file that is damaged, so that it is kept anew. */
    void remove(JournalId journal, Digest digest) {
        delete(file(journal, digest));
    }

    /** Removes what is not needed of a model. */
    void prune(JournalId journal, Set<Digest> needed) {
        FileTime abandoned = FileTime.from(Instant.now().minus(ABANDONED));
        for (Path file : list(of(journal))) {
            String name = file.getFileName().toString();
            boolean isUnneeded = name.endsWith(UNFINISHED)
                    ? isOlder(file, abandoned)
                    : name.length() == Digest.ZERO.hex().length()
                            && needed.stream().noneMatch(digest -> digest.hex().equals(name));
            if (isUnneeded) {
                delete(file);
            }
        }
    }

    /** Removes the models of which nothing was written for so long. */
    void sweep(Duration age) {
        FileTime old = FileTime.from(Instant.now().minus(age));
        for (Path model : list(directory)) {
            List<Path> files = list(model);
            if (files.stream().allMatch(file -> isOlder(file, old))) {
                files.forEach(Shelf::delete);
                delete(model);
            }
        }
    }

    private static boolean isOlder(Path file, FileTime than) {
        try {
            return Files.getLastModifiedTime(file).compareTo(than) < 0;
        } catch (IOException gone) {
            return false;
        }
    }

    private static List<Path> list(Path directory) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            List<Path> all = new ArrayList<>();
            entries.forEach(all::add);
            return all;
        } catch (IOException | DirectoryIteratorException notThere) {
            LOG.debug("Nothing is found in {}", directory, notThere);
            return List.of();
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException inUse) { // the next one tries again
            LOG.debug("{} is not removed now", file, inUse);
        }
    }

    private enum Force {
        YES,
        NO
    }

    private interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /** A reader finds what was there before, or this, whole. */
    private static void replace(Path file, Force force, Writer writer) throws IOException {
        Path parent = file.resolveSibling(".").normalize();
        Files.createDirectories(parent);
        Path unfinished = file.resolveSibling(UUID.randomUUID() + UNFINISHED);
        try {
            try (OutputStream out = Files.newOutputStream(unfinished, StandardOpenOption.CREATE_NEW)) {
                writer.write(out);
            }
            if (force == Force.YES) {
                force(unfinished, StandardOpenOption.WRITE);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            if (force == Force.YES) {
                forceDirectory(parent);
            }
        } finally {
            delete(unfinished);
        }
    }

    /** Windows does not open directories; there a power cut may undo the renaming, and what was there before is there again. */
    private static void forceDirectory(Path directory) throws IOException {
        try {
            force(directory, StandardOpenOption.READ);
        } catch (AccessDeniedException unsupported) {
            LOG.debug("{} cannot be synced", directory, unsupported);
        }
    }

    private static void force(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }
}
