package dev.modelregistry.fs;

import static java.util.Objects.requireNonNull;

import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.fs.FileOps.Attributes;
import dev.modelregistry.fs.FileOps.Kind;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.support.Gate;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds a registry in a directory, or creates one there, and finds out what the directory can do. */
final class Opening {
    private static final Logger log = LoggerFactory.getLogger(Opening.class);

    private static final Duration LEFT_BEHIND = Duration.ofHours(24);
    private static final String PROBE = "probe-";

    private final BlobCipher blobs;
    private final FileOps files;
    private final Clock clock;
    private final Layout layout;
    private Durability durability = Durability.POWER_LOSS;

    private Opening(BlobCipher blobs, FileOps files, Clock clock, Path root) {
        this.blobs = blobs;
        this.files = files;
        this.clock = clock;
        this.layout = new Layout(root);
    }

    /** Opens a registry whose blobs are not encrypted. */
    static RegistryStore open(Path path, OpenMode mode, FileOps files, Clock clock) {
        return open(path, mode, BlobCipher.none(), files, clock);
    }

    /** See {@link dev.modelregistry.spi.StoreProvider#open(String, OpenMode, BlobCipher)}. */
    static RegistryStore open(Path path, OpenMode mode, BlobCipher blobs, FileOps files, Clock clock) {
        Path absolute = path.toAbsolutePath();
        try {
            Path root = root(absolute, mode, files);
            return new Opening(blobs, files, clock, root).open(mode);
        } catch (IOException failed) {
            throw new StoreUnavailableException(
                    "cannot open the registry in " + absolute + ": " + failed + "; try again later", failed);
        }
    }

    private static Path root(Path absolute, OpenMode mode, FileOps files) throws IOException {
        try {
            return files.real(absolute);
        } catch (NoSuchFileException missing) {
            if (mode == OpenMode.EXISTING) {
                throw nothingIn(absolute);
            }
            makeDirectories(absolute, files);
            return files.real(absolute);
        }
    }

    private static NotFoundException nothingIn(Path directory) {
        return new NotFoundException("there is no registry in " + directory + "; openOrCreate creates one");
    }

    /** Creates a directory with its parents, each durable in its own. */
    private static void makeDirectories(Path directory, FileOps files) throws IOException {
        Path parent = requireNonNull(directory.getParent(), "the root of a file system is always there");
        if (files.attributes(parent).isEmpty()) {
            makeDirectories(parent, files);
        }
        makeDirectory(directory, files);
        forceParent(directory, files);
    }

    /** Makes a directory durable in its parent, as far as that may be opened. */
    private static void forceParent(Path directory, FileOps files) throws IOException {
        Path parent = directory.getParent();
        if (parent == null) {
            return; // the root of a file system
        }
        try {
            files.force(parent);
        } catch (AccessDeniedException unsupported) {
            log.debug("{} cannot be synced", parent, unsupported);
        }
    }

    private static void makeDirectory(Path directory, FileOps files) throws IOException {
        try {
            files.createDirectory(directory);
        } catch (FileAlreadyExistsException usual) {
            log.trace("{} is there", directory);
        } catch (IOException failed) {
            if (isReadOnly(requireNonNull(directory.getParent()), failed, files)) {
                throw new RejectedException(
                        "cannot create a registry: " + directory + " cannot be created, " + failed
                                + "; choose a directory that can be written to",
                        failed);
            }
            throw failed;
        }
    }

    private static boolean isReadOnly(Path directory, IOException failed, FileOps files) {
        return failed instanceof AccessDeniedException || !files.writable(directory);
    }

    private RegistryStore open(OpenMode mode) throws IOException {
        if (files.attributes(layout.root()).map(Attributes::kind).orElse(Kind.OTHER) != Kind.DIRECTORY) {
            throw new InvalidInputException(layout.root() + " is not a directory; give the directory of a registry");
        }
        Optional<Identity> found = identity();
        boolean vacant = found.isEmpty() && isVacant();
        Optional<Identity> identity = found.isEmpty() ? identity() : found; // somebody may have created it in between
        if (identity.isEmpty() && !vacant) {
            throw new InvalidInputException(
                    layout.root() + " has no registry.json and is not empty; give the directory of a registry, or an "
                            + "empty one to create it in");
        }
        if (identity.isEmpty() && mode == OpenMode.EXISTING) {
            throw nothingIn(layout.root());
        }
        if (identity.isEmpty()) {
            create();
        }
        if (files.attributes(layout.root().resolve("journals")).isEmpty()) {
            throw new CorruptStoreException(layout.root()
                    + " has a registry.json, but its directory 'journals' is gone; " + "restore it from a backup");
        }
        Identity registry = identity().orElseThrow(() -> nothingIn(layout.root()));
        blobs.requireFor(registry.encryptsBlobs(), layout.location());
        String readOnlyBecause = readOnlyBecause();
        if (readOnlyBecause == null) {
            forceParent(layout.root(), files); // whoever made it may not have come that far yet
            sweep();
        }
        Gate gate = new Gate(layout.location(), readOnlyBecause);
        Publisher publisher = new Publisher(files, layout, durability);
        return new FileStore(registry, layout, files, publisher, durability, gate, clock, blobs);
    }

    private Optional<Identity> identity() throws IOException {
        try {
            return Optional.of(Identity.decode(layout.identity(), files.read(layout.identity())));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** Whether there is nothing but what an interrupted creation leaves, or the system at the root of a volume. */
    private boolean isVacant() throws IOException {
        for (String name : files.list(layout.root())) {
            Path path = layout.root().resolve(name);
            boolean ours = layout.targets().contains(path)
                    ? files.list(path).stream().allMatch(inside -> inside.startsWith(PROBE))
                    : path.equals(layout.tmp()) || name.equals("lost+found");
            if (!ours) {
                return false;
            }
        }
        return true;
    }

    /** Tries out what the protocol needs, then publishes an identity; of several creators one does, and all find the same. */
    private void create() throws IOException {
        makeDirectory(layout.tmp(), files);
        for (Path target : layout.targets()) {
            makeDirectory(target, files);
        }
        probeForce();
        probeLinks();
        Publisher publisher = new Publisher(files, layout, durability);
        if (!publisher.publish(Identity.minted(blobs.encrypts()).encode(), layout.identity(), "registry.json")) {
            publisher.confirm(layout.root(), "registry.json");
        }
    }

    private void probeLinks() throws IOException {
        Path probe = layout.tmp().resolve(PROBE + UUID.randomUUID());
        files.create(probe).close();
        try {
            for (Path target : layout.targets()) {
                Path name = target.resolve(probe.getFileName());
                try {
                    files.link(probe, name);
                } catch (IOException failed) {
                    throw new RejectedException(
                            "cannot create a registry in " + layout.root() + ": it needs hard links from tmp to "
                                    + target.getFileName() + ", but " + failed
                                    + "; use a local file system that has them, or a jdbc: store",
                            failed);
                }
                files.delete(name);
            }
        } finally {
            files.delete(probe);
        }
    }

    /** Windows refuses to open a directory for a sync; any other failure is one. */
    private void probeForce() throws IOException {
        try {
            files.force(layout.tmp());
        } catch (AccessDeniedException unsupported) {
            log.info(
                    "{} cannot be synced, so what is written survives the end of the process, but perhaps no power cut",
                    layout.tmp());
            durability = Durability.PROCESS_CRASH;
        }
    }

    /** Why the registry can only be read; null if it can be written to. A full disk is no reason: space may come back. */
    private @Nullable String readOnlyBecause() throws IOException {
        Path probe = layout.tmp().resolve(PROBE + UUID.randomUUID());
        try {
            if (files.attributes(layout.tmp()).isEmpty()) {
                files.createDirectory(layout.tmp());
            }
            files.create(probe).close();
            files.delete(probe);
        } catch (ReadOnlyFileSystemException readOnly) {
            return readOnly.toString();
        } catch (IOException failed) {
            if (isReadOnly(layout.root(), failed, files)) {
                return failed.toString();
            }
            log.warn("cannot write to {} now", layout.tmp(), failed);
        }
        probeForce();
        return null;
    }

    /** Removes what writers left in {@code tmp/} that died long ago. */
    private void sweep() {
        Instant old = clock.instant().minus(LEFT_BEHIND);
        try {
            for (String name : files.list(layout.tmp())) {
                Path file = layout.tmp().resolve(name);
                if (files.attributes(file)
                        .filter(found ->
                                found.kind() == Kind.FILE && found.modified().isBefore(old))
                        .isPresent()) {
                    files.delete(file);
                }
            }
        } catch (IOException failed) {
            log.warn("{} was not swept", layout.tmp(), failed);
        }
    }
}
