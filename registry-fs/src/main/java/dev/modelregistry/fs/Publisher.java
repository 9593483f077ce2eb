package dev.modelregistry.fs;

import static java.util.Objects.requireNonNull;

import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.spi.Durability;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way in which a file comes to be in a registry: written under a name of its own in {@code tmp/}, synced, linked to the name
 * that counts, which fails if that name is taken, and the directory synced. So a file is there whole or not at all, one of several
 * writers wins, and a file that is there is never a half-written one, not after kill -9 and not after a power cut.
 *
 * <p>A sync that failed cannot be repeated: the system may have dropped what it could not write, and will say yes the next time. A file
 * whose sync failed is given up before it has a name. A directory whose sync failed takes no further name through this instance; open
 * the store again once the disk is sound. Thread-safe.
 */
final class Publisher {
    private static final Logger log = LoggerFactory.getLogger(Publisher.class);

    private final FileOps files;
    private final Layout layout;
    private final Durability durability;
    private final String prefix = UUID.randomUUID() + "-";
    private final AtomicLong counter = new AtomicLong();
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();
    private final Set<Path> suspect = ConcurrentHashMap.newKeySet();
    /** One for each of some groups of directories: of two syncs of one directory the second must know how the first ended. */
    private final Object[] syncs = Stream.generate(Object::new).limit(64).toArray();

    Publisher(FileOps files, Layout layout, Durability durability) {
        this.files = files;
        this.layout = layout;
        this.durability = durability;
    }

    /**
     * Publishes some bytes under a name, if it is free.
     *
     * @param what for messages: {@code commit 57 of model/flights (sha256:…)}
     * @return whether it is there now; false if the name was taken
     * @throws StoreUnavailableException if it is not there
     * @throws OutcomeUnknownException if it may be there, or is there and may not survive a power cut
     */
    boolean publish(byte[] content, Path name, String what) {
        prepare(name, what);
        try (Staged staged = stage(content, what)) {
            return staged.publish(name);
        }
    }

    /** Makes the directory for a name, durably: where its parents came from somebody else, they might not be yet. */
    void prepare(Path name, String what) {
        Path directory = requireNonNull(name.getParent());
        try {
            makeDirectory(directory);
            refuseSuspect(directory);
        } catch (IOException failed) {
            throw nothingChanged(what, failed);
        }
    }

    private void makeDirectory(Path directory) throws IOException {
        if (directory.equals(layout.root()) || durable.contains(directory)) {
            return;
        }
        Path parent = requireNonNull(directory.getParent());
        makeDirectory(parent);
        try {
            files.createDirectory(directory);
        } catch (FileAlreadyExistsException usual) {
            log.trace("{} is there", directory);
        }
        force(parent);
        durable.add(directory);
    }

    /**
     * Makes the names in a directory durable before something is built on them.
     *
     * @throws StoreUnavailableException if that fails; nothing was changed
     */
    void settle(Path directory, String what) {
        try {
            force(directory);
        } catch (IOException failed) {
            throw nothingChanged(what, failed);
        }
    }

    /**
     * Makes a change durable that is visible already.
     *
     * @throws OutcomeUnknownException if that fails
     */
    void confirm(Path directory, String what) {
        try {
            force(directory);
        } catch (IOException failed) {
            throw new OutcomeUnknownException(
                    what + " is visible, but may not survive a power cut: " + failed
                            + "; look for it once the disk is sound and the store was opened again",
                    failed);
        }
    }

    private void force(Path directory) throws IOException {
        if (durability != Durability.POWER_LOSS) {
            return;
        }
        synchronized (syncs[Math.floorMod(directory.hashCode(), syncs.length)]) {
            refuseSuspect(directory);
            try {
                files.force(directory);
            } catch (IOException failed) {
                suspect.add(directory);
                log.error(
                        "{} could not be synced; it takes no more writes until the store is opened again",
                        directory,
                        failed);
                throw failed;
            }
        }
    }

    private void refuseSuspect(Path directory) throws IOException {
        if (suspect.contains(directory)) {
            throw new IOException("an earlier sync of " + directory + " failed, another one would prove nothing");
        }
    }

    /** Begins a file in {@code tmp/}. */
    Staged begin(String what) {
        Path file = layout.tmp().resolve(prefix + counter.incrementAndGet());
        try {
            makeDirectory(layout.tmp());
            return new Staged(file, files.create(file), what);
        } catch (IOException failed) {
            forgetDirectories(failed);
            throw nothingChanged(what, failed);
        }
    }

    /** A synced file in {@code tmp/} with this content. An interrupt may cost a second file, never the same one synced twice. */
    Staged stage(byte[] content, String what) {
        try {
            return Uninterrupted.call(() -> {
                Staged staged = begin(what);
                try {
                    staged.out.write(content, 0, content.length);
                    staged.out.force();
                    return staged;
                } catch (IOException failed) {
                    staged.close();
                    throw failed;
                }
            });
        } catch (IOException failed) {
            throw nothingChanged(what, failed);
        }
    }

    /** Somebody deleted a directory, as may be done with one of snapshots; the next write makes it again. */
    private void forgetDirectories(IOException failed) {
        if (failed instanceof NoSuchFileException) {
            durable.clear();
        }
    }

    static StoreUnavailableException nothingChanged(String what, IOException failed) {
        return new StoreUnavailableException(
                "cannot write " + what + ": " + failed + "; nothing was changed, try again later", failed);
    }

    /** A file without a name that counts. Closing it removes it from {@code tmp/}. */
    final class Staged implements AutoCloseable {
        private final Path file;
        private final FileOps.Output out;
        private final String what;

        private Staged(Path file, FileOps.Output out, String what) {
            this.file = file;
            this.out = out;
            this.what = what;
        }

        /** @throws StoreUnavailableException if that fails; the file must be closed */
        void write(byte[] bytes, int offset, int length) {
            try {
                out.write(bytes, offset, length);
            } catch (IOException failed) {
                throw nothingChanged(what, failed);
            }
        }

        /** @throws StoreUnavailableException if that fails; the file must be closed */
        void force() {
            try {
                out.force();
            } catch (IOException failed) {
                throw nothingChanged(what, failed);
            }
        }

        /** Gives the file, which must be synced, a name that counts; see {@link Publisher#publish}. */
        boolean publish(Path name) {
            if (!link(name)) {
                return false;
            }
            confirm(requireNonNull(name.getParent()), what);
            return true;
        }

        /**
         * Gives the file a name that counts, visible at once and durable when it was {@link Publisher#confirm confirmed}. A link that
         * failed may have succeeded: a server may have done it and its answer been lost.
         *
         * @return whether the name was free
         */
        boolean link(Path name) {
            try {
                files.link(file, name);
                return true;
            } catch (IOException failed) {
                boolean linked;
                try {
                    linked = files.same(file, name);
                } catch (IOException again) {
                    failed.addSuppressed(again);
                    throw new OutcomeUnknownException(
                            "cannot tell whether " + what + " was written to " + name + ": " + failed
                                    + "; look for it there",
                            failed);
                }
                if (!linked && !(failed instanceof FileAlreadyExistsException)) {
                    forgetDirectories(failed);
                    throw nothingChanged(what, failed);
                }
                return linked;
            }
        }

        /**
         * Gives the file a name that counts in place of the file that has it. What is lost in a power cut must be no loss.
         *
         * @throws StoreUnavailableException if that fails; there is the one or the other
         */
        void replace(Path name) {
            try {
                files.rename(file, name);
            } catch (IOException failed) {
                throw nothingChanged(what, failed);
            }
        }

        @Override
        public void close() {
            try {
                out.close();
                files.delete(file);
            } catch (IOException left) {
                log.debug("{} stays until it is swept", file, left);
            }
        }
    }
}
