package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.core.Ground.toProduction;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Registries that are worth copying, and what it means that one is a copy of another. */
final class Copies {
    private Copies() {}

    /** Everything that can happen to a model, in four models; 9 blobs are named. */
    static void live(ModelRegistry registry) {
        RegisteredModel flights = registry.model("Flights");
        ModelVersion v1 = flights.register(
                draft -> draft.version("1.0.0")
                        .artifact("model.bin", bytes("first"))
                        .artifact("labels.txt", bytes("a\nb\n"))
                        .description("Distance only."),
                because("first").requestKey("nightly-1"));
        ModelVersion v2 = register(flights, "1.1.0");
        toProduction(flights, v1);
        flights.alias("champion", v1, because("best so far"));
        flights.tag(v1, "team", "ops", because("they own it"));
        flights.tag("owner", "ml", because("org"));
        toProduction(flights, v2);
        flights.alias("champion", v2, because("better"));
        flights.rollbackFrom(v2, because("accuracy fell"));
        flights.tag(v1, "team", "dev", because("they took it over"));
        flights.tag(v2, "team", "dev", because("they took it over"));
        flights.removeTag(v2, "team", because("not this one"));
        flights.removeAlias("champion", because("nobody asks for it"));

        RegisteredModel gone = registry.model("gone");
        gone.tag(register(gone, "1.0.0"), "team", "dev", because("they own it"));
        gone.delete(because("unused"));

        RegisteredModel large = registry.model("large");
        for (int i = 0; i < 3; i++) {
            large(large, "1.0." + i, 70_000); // a blob of its own
        }
        for (int i = 0; i < 9; i++) {
            large(large, "1.1." + i, 60_000); // in the commit, of which a few fill a batch
        }
        register(registry.model("same bytes"), "1.1.0");
    }

    /** One version, and so many commits as are asked for. */
    static void grow(RegisteredModel model, int commits) {
        register(model, "1.0.0");
        for (int revision = 2; revision <= commits; revision++) {
            model.tag("k", "v" + revision, because("x"));
        }
    }

    private static void large(RegisteredModel model, String version, int size) {
        model.register(
                draft -> draft.version(version)
                        .environment("e", "x".repeat(size))
                        .description("Large."),
                because("much is known"));
    }

    static List<CommitBytes> commits(RegistryStore store, JournalId journal) {
        return store.journals().read(journal, 0, Integer.MAX_VALUE).commits();
    }

    static List<JournalId> journals(RegistryStore store) {
        return store.journals().list(JournalId.MODEL, "", Integer.MAX_VALUE);
    }

    private static List<Digest> blobs(RegistryStore store) {
        return store.blobs().list(Digest.ZERO, Integer.MAX_VALUE).stream()
                .map(BlobInfo::digest)
                .toList();
    }

    private static byte[] read(RegistryStore store, Digest blob) {
        try (InputStream content = store.blobs().open(blob)) {
            return content.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The same journals, each with the same bytes and hashes, and the same blobs. */
    static void assertIdentical(RegistryStore copy, RegistryStore original) {
        assertThat(journals(copy)).isEqualTo(journals(original));
        assertBeginning(copy, original);
        for (JournalId journal : journals(original)) {
            assertThat(commits(copy, journal)).hasSameSizeAs(commits(original, journal));
        }
        assertThat(blobs(copy)).isEqualTo(blobs(original));
    }

    /** A part of the journals, each with its first commits, and no other blobs. */
    static void assertBeginning(RegistryStore copy, RegistryStore original) {
        for (JournalId journal : journals(copy)) {
            List<CommitBytes> all = commits(original, journal);
            List<CommitBytes> first = commits(copy, journal);
            assertThat(all).hasSizeGreaterThanOrEqualTo(first.size());
            assertThat(first).isEqualTo(all.subList(0, first.size()));
        }
        for (Digest blob : blobs(copy)) {
            assertThat(read(copy, blob)).isEqualTo(read(original, blob));
        }
    }
}
