package dev.modelregistry.fs;

import static java.util.Objects.requireNonNull;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.fs.FileOps.Attributes;
import dev.modelregistry.fs.FileOps.Kind;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.support.Gate;
import dev.modelregistry.spi.support.LocalCopies;
import dev.modelregistry.spi.support.Micros;
import dev.modelregistry.spi.support.VerifiedStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Blobs as read-only files below {@code objects/}, named by their digest. The trash is a second tree of the same form, and a blob moves
 * between the two by an atomic rename: so however a put, a trash and a restore meet, the bytes always have a name.
 */
final class FileBlobs implements BlobStore {
    private static final int ATTEMPTS = 100;

    private final Gate gate;
    private final FileOps files;
    private final Layout layout;
    private final Publisher publisher;
    private final Clock clock;
    private final BlobCipher cipher;
    /** Plain copies of blobs that are encrypted, for those who need a path. */
    private final LocalCopies copies = new LocalCopies();
    /** The attributes that a blob's file had when it was last verified. */
    private final Map<Digest, Attributes> verified = new ConcurrentHashMap<>();

    FileBlobs(Gate gate, FileOps files, Layout layout, Publisher publisher, Clock clock, BlobCipher cipher) {
        this.gate = gate;
        this.files = files;
        this.layout = layout;
        this.publisher = publisher;
        this.clock = clock;
        this.cipher = cipher;
    }

    @Override
    public BlobInfo put(InputStream content) throws IOException {
        gate.enterToWrite();
        byte[] start = content.readNBytes(Upload.BUFFER);
        if (start.length < Upload.BUFFER) {
            Digest digest = Digest.of(start);
            return keep(digest, start.length, name -> publisher.publish(cipher.encrypt(start), name, what(digest)));
        }
        try (Upload upload = new Upload(publisher, cipher)) {
            upload.copy(start, content);
            return keep(upload.digest(), upload.size(), upload::publish);
        }
    }

    /** Renews a blob, or brings it back from the trash, or publishes it; begins again if somebody trashes it at this very moment. */
    private BlobInfo keep(Digest digest, long size, Predicate<Path> publish) {
        Path name = object(digest);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            bringBack(digest);
            Optional<BlobInfo> known = known(digest, size);
            if (known.isPresent()) {
                return known.get();
            }
            if (publish.test(name)) {
                return new BlobInfo(digest, size, storedAt(name));
            }
        }
        throw new StoreUnavailableException(
                "cannot keep " + what(digest) + ": each time it was there, somebody put it into the trash");
    }

    /** When a blob was stored a moment ago; a failure to find out must not make the put a failure. */
    private long storedAt(Path name) {
        try {
            return Micros.of(files.attributes(name).map(Attributes::modified).orElseGet(clock::instant));
        } catch (IOException unknown) {
            return Micros.of(clock.instant());
        }
    }

    /** Makes now the time of a blob that is there already, and whole; empty if it is not. */
    private Optional<BlobInfo> known(Digest digest, long size) {
        Path name = object(digest);
        Optional<Attributes> there = attributes(digest);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        if (there.get().size() != size) {
            throw new CorruptStoreException(what(digest) + " in " + name + " is damaged: expected " + size
                    + " bytes, found " + there.get().size());
        }
        try {
            verify(digest, there.get()); // a put must not vouch for bytes that are damaged
        } catch (NotFoundException trashedMeanwhile) {
            return Optional.empty();
        }
        return confirmed(touched(digest, name), digest);
    }

    /** The name of a blob that was there may be somebody else's, and not durable yet. */
    private Optional<BlobInfo> confirmed(Optional<BlobInfo> blob, Digest digest) {
        blob.ifPresent(there -> publisher.confirm(requireNonNull(object(digest).getParent()), what(digest)));
        return blob;
    }

    @Override
    public InputStream open(Digest digest) {
        gate.enterToRead();
        Path name = object(digest);
        Attributes found = existing(digest);
        return Reading.of(what(digest), () -> {
            try {
                return new VerifiedStream(plain(digest, found.size()), digest, found.size(), name);
            } catch (NoSuchFileException trashedMeanwhile) {
                throw notFound(digest);
            }
        });
    }

    @Override
    public Path localPath(Digest digest) {
        gate.enterToRead();
        Attributes found = existing(digest);
        if (cipher.encrypts()) {
            return copies.path(digest, () -> open(digest));
        }
        verify(digest, found);
        return object(digest);
    }

    private InputStream plain(Digest digest, long size) throws IOException {
        Path name = object(digest);
        return cipher.decrypt(files.open(name), size, what(digest) + " in " + name);
    }

    void deleteCopies() {
        copies.deleteAll();
    }

    /** Reads a blob to its end, unless that was done when its file had these attributes. */
    private void verify(Digest digest, Attributes found) {
        if (!found.equals(verified.get(digest))) {
            Reading.of(
                    what(digest),
                    () -> Uninterrupted.call(() -> {
                        try (InputStream bytes = open(digest)) {
                            return bytes.transferTo(OutputStream.nullOutputStream());
                        }
                    }));
            verified.put(digest, found);
        }
    }

    @Override
    public Optional<BlobInfo> find(Digest digest) {
        gate.enterToRead();
        return info(digest, object(digest));
    }

    private Optional<BlobInfo> info(Digest digest, Path name) {
        return attributes(digest, name).map(found -> new BlobInfo(digest, found.size(), Micros.of(found.modified())));
    }

    private Attributes existing(Digest digest) {
        return attributes(digest).orElseThrow(() -> notFound(digest));
    }

    private NotFoundException notFound(Digest digest) {
        return new NotFoundException(
                "there is no " + what(digest) + " in " + layout.objects() + "; put it, or renew it if it was trashed");
    }

    /** What is known of a blob, with the size of its plain bytes. */
    private Optional<Attributes> attributes(Digest digest) {
        return attributes(digest, object(digest));
    }

    private Optional<Attributes> attributes(Digest digest, Path name) {
        Optional<Attributes> found = Reading.of(what(digest), () -> files.attributes(name));
        if (found.isPresent() && found.get().kind() != Kind.FILE) {
            throw new CorruptStoreException(
                    what(digest) + " in " + name + " is damaged: expected a file, found something else");
        }
        return found.map(stored -> stored.withSize(cipher.plainSize(stored.size())));
    }

    @Override
    public List<BlobInfo> list(Digest after, int limit) {
        return list(layout.objects(), after, limit);
    }

    @Override
    public List<BlobInfo> listTrash(Digest after, int limit) {
        return list(layout.trash(), after, limit);
    }

    private List<BlobInfo> list(Path tree, Digest after, int limit) {
        gate.enterToRead(limit);
        List<BlobInfo> found = new ArrayList<>();
        Path fans = Layout.fans(tree);
        String from = after.hex();
        return Reading.of(fans, () -> {
            for (String fan : sorted(fans)) {
                if (!Layout.isFan(fan) || fan.compareTo(from.substring(0, 2)) < 0) {
                    continue;
                }
                for (String rest : sorted(fans.resolve(fan))) {
                    if (found.size() == limit) {
                        return found;
                    }
                    if (Layout.isBlob(rest) && (fan + rest).compareTo(from) > 0) {
                        Digest digest = Digest.parse(fan + rest);
                        info(digest, Layout.blob(tree, digest)).ifPresent(found::add);
                    }
                }
            }
            return found;
        });
    }

    private List<String> sorted(Path directory) throws IOException {
        return Reading.names(files, directory).stream().sorted().toList();
    }

    /** Somebody may move it the other way between the look into the trash and the look outside: only two looks say that it is gone. */
    @Override
    public Optional<BlobInfo> renew(Digest digest) {
        gate.enterToWrite();
        int missed = 0;
        for (int attempt = 0; attempt < ATTEMPTS && missed < 2; attempt++) {
            boolean isBack = bringBack(digest);
            Optional<BlobInfo> renewed = touched(digest, object(digest));
            if (renewed.isPresent()) {
                return isBack ? renewed : confirmed(renewed, digest);
            }
            missed = isBack ? 0 : missed + 1;
        }
        if (missed == 2) {
            return Optional.empty();
        }
        throw new StoreUnavailableException(
                "cannot renew " + what(digest) + ": each time it was there, somebody put it into the trash");
    }

    /** Makes now the time of a blob, wherever it is; empty if it is not there. */
    private Optional<BlobInfo> touched(Digest digest, Path name) {
        try {
            files.touch(name, clock.instant().truncatedTo(ChronoUnit.MICROS));
        } catch (NoSuchFileException notThere) {
            return Optional.empty();
        } catch (IOException failed) {
            throw Publisher.nothingChanged(what(digest), failed);
        }
        return info(digest, name);
    }

    /** Where it has another time in the trash than it was seen with, somebody has renewed it in between, and it goes back. */
    @Override
    public Optional<BlobInfo> trash(BlobInfo seen) {
        gate.enterToWrite();
        Digest digest = seen.digest();
        if (!find(digest).equals(Optional.of(seen)) || !move(digest, object(digest), trashed(digest))) {
            return Optional.empty();
        }
        verified.remove(digest);
        copies.delete(digest);
        try {
            if (info(digest, trashed(digest)).equals(Optional.of(seen))) {
                return touched(digest, trashed(digest));
            }
            bringBack(digest);
            return Optional.empty();
        } catch (StoreUnavailableException failed) {
            throw unknown(digest, failed);
        }
    }

    private boolean bringBack(Digest digest) {
        return Reading.of(what(digest), () -> files.attributes(trashed(digest))).isPresent()
                && move(digest, trashed(digest), object(digest));
    }

    /** Moves a blob; where both names have it, its bytes are the same and one of them stays. */
    private boolean move(Digest digest, Path from, Path to) {
        publisher.prepare(to, what(digest));
        try {
            files.rename(from, to);
        } catch (NoSuchFileException notThere) {
            return false;
        } catch (IOException failed) {
            throw isThere(from) ? Publisher.nothingChanged(what(digest), failed) : unknown(digest, failed);
        }
        publisher.confirm(requireNonNull(to.getParent()), what(digest));
        publisher.confirm(requireNonNull(from.getParent()), what(digest));
        return true;
    }

    @Override
    public boolean purge(BlobInfo seen) {
        gate.enterToWrite();
        Digest digest = seen.digest();
        Path name = trashed(digest);
        if (!info(digest, name).equals(Optional.of(seen))) {
            return false;
        }
        boolean deleted;
        try {
            deleted = files.delete(name);
        } catch (IOException failed) {
            throw isThere(name)
                    ? Publisher.nothingChanged("the purge of " + what(digest), failed)
                    : unknown(digest, failed);
        }
        if (deleted) {
            publisher.confirm(requireNonNull(name.getParent()), "the purge of " + what(digest));
        }
        return deleted;
    }

    private boolean isThere(Path name) {
        try {
            return files.attributes(name).isPresent();
        } catch (IOException unknown) {
            return false;
        }
    }

    private static OutcomeUnknownException unknown(Digest digest, Exception failed) {
        return new OutcomeUnknownException(
                "cannot tell where " + what(digest) + " is now: " + failed + "; look for it, and try again", failed);
    }

    private Path object(Digest digest) {
        return Layout.blob(layout.objects(), digest);
    }

    private Path trashed(Digest digest) {
        return Layout.blob(layout.trash(), digest);
    }

    private static String what(Digest digest) {
        return "blob " + digest;
    }
}
