package dev.modelregistry.fs;

import dev.modelregistry.contract.ProviderFixture;
import dev.modelregistry.contract.StoreContract;
import dev.modelregistry.contract.StoreFixture;
import dev.modelregistry.core.index.DerivedIndex;
import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;

/** The guarantees that all stores share, on files. */
class FileStoreContractTest extends StoreContract {
    @TempDir
    Path directory;

    @Override
    protected StoreFixture fixture() {
        return new Fixture(directory.resolve(UUID.randomUUID().toString()), BlobCipher.none());
    }

    static final class Fixture extends ProviderFixture {
        private final Path root;

        Fixture(Path root, BlobCipher cipher) {
            super(new FileStoreProvider(), "file:" + root, cipher);
            this.root = root;
        }

        @Override
        public Optional<RegistryStore> openReadOnly() {
            FileOps readOnly = new ForwardingFiles(new RealFileOps()) {
                @Override
                public Output create(Path file) throws IOException {
                    throw new AccessDeniedException(file.toString());
                }
            };
            return Optional.of(Opening.open(root, OpenMode.EXISTING, readOnly, Clock.systemUTC()));
        }

        @Override
        public Optional<Damage> damage() {
            return Optional.of(new FileDamage(new Layout(root)));
        }

        /** The index that the engine derives for stores like this one. */
        @Override
        public Optional<IndexStore> derivedIndex(
                RegistryStore store, Function<CommitBytes, List<IndexStore.Change>> changes) {
            return Optional.of(
                    new DerivedIndex(store, List.of("model", "run"), (journal, commit) -> changes.apply(commit)));
        }

        @Override
        public void close() {}
    }

    private record FileDamage(Layout layout) implements StoreFixture.Damage {
        @Override
        public void flipByteOfCommit(JournalId journal, long revision) {
            rewrite(layout.commits(journal, revision), FileDamage::flipped);
        }

        @Override
        public void removeCommit(JournalId journal, long revision) {
            try {
                Files.delete(layout.commits(journal, revision));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public void exchangeCommits(JournalId journal, long one, long other) {
            Path aside = layout.journal(journal).resolve("aside");
            try {
                Files.move(layout.commits(journal, one), aside);
                Files.move(layout.commits(journal, other), layout.commits(journal, one));
                Files.move(aside, layout.commits(journal, other));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public void flipByteOfBlob(Digest digest) {
            rewrite(Layout.blob(layout.objects(), digest), FileDamage::flipped);
        }

        @Override
        public void truncateBlob(Digest digest) {
            rewrite(Layout.blob(layout.objects(), digest), content -> Arrays.copyOf(content, content.length - 1));
        }

        @Override
        public void flipByteOfSnapshot(JournalId journal, long revision) {
            rewrite(layout.snapshot(journal, revision), FileDamage::flipped);
        }

        private static byte[] flipped(byte[] content) {
            byte[] flipped = content.clone();
            flipped[0] ^= 1;
            return flipped;
        }

        private static void rewrite(Path file, UnaryOperator<byte[]> change) {
            try {
                byte[] content = Files.readAllBytes(file);
                Files.delete(file);
                Files.write(file, change.apply(content));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
