package dev.modelregistry.core;

import dev.modelregistry.core.standby.Keeping.KeptFile;
import dev.modelregistry.core.state.Erasures.Erasable;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.storage.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that a version is served from: its descriptor and its artifacts. Texts may hold personal data and serve nobody, so they are not kept. */
final class KeptFiles {
    private KeptFiles() {}

    /** Those of some versions, with what opens them. What was erased, or has expired, is none of them. */
    static List<KeptFile> of(Engine engine, ModelName model, ModelState state, List<Integer> numbers) {
        List<KeptFile> files = new ArrayList<>();
        for (int number : numbers) {
            VersionState version = engine.existing(state, number);
            String what = "version " + number + " of '" + model + "'";
            files.add(new KeptFile(
                    version.digest(),
                    () -> engine.descriptorBytes(engine.registration(model, version), what).stream()));
            for (ArtifactEntry entry : engine.descriptor(model, version).artifacts()) {
                if (!state.isReleased(new Erasable(number, Part.artifact(entry.path())))) {
                    files.add(new KeptFile(
                            entry.digest(), () -> engine.named(entry.digest(), blobs -> blobs.open(entry.digest()))));
                }
            }
        }
        return files;
    }

    /**
     * One that the store cannot give: the bytes are the same wherever they are.
     *
     * @param what it is, for the message
     * @throws StoreUnavailableException if it is not kept, or is damaged
     */
    static Path path(Engine engine, JournalId journal, Digest digest, String what, StoreUnavailableException away) {
        return engine.standby()
                .map(standby -> standby.path(journal, digest)
                        .orElseThrow(() -> new StoreUnavailableException(
                                what + " is not kept in " + standby.directory() + " either, or is damaged there: "
                                        + away.getMessage(),
                                away)))
                .orElseThrow(() -> away);
    }

    /** Opens it; see {@link #path}. */
    static InputStream open(
            Engine engine, JournalId journal, Digest digest, String what, StoreUnavailableException away) {
        Path path = path(engine, journal, digest, what, away);
        try {
            return Files.newInputStream(path);
        } catch (IOException unreadable) {
            throw new StoreUnavailableException(
                    what + " cannot be read from its copy " + path + ": " + unreadable, unreadable);
        }
    }

    /** All that it has; see {@link #path}. */
    static Bytes read(Engine engine, JournalId journal, Digest digest, String what, StoreUnavailableException away) {
        try (InputStream content = open(engine, journal, digest, what, away)) {
            return Bytes.of(content.readAllBytes());
        } catch (IOException unreadable) {
            throw new StoreUnavailableException(what + " cannot be read from its copy: " + unreadable, unreadable);
        }
    }
}
