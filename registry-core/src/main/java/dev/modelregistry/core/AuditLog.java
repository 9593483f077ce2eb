package dev.modelregistry.core;

import dev.modelregistry.core.codec.AuditCodec;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.spi.JournalId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;

/** Writes the history of all models into one file, which appears when it is complete. */
final class AuditLog {
    private static final int PAGE = 200;

    private AuditLog() {}

    static void export(Engine engine, Path file) {
        Path target = file.toAbsolutePath();
        try {
            // Not createTempFile, which would keep it from everybody but its owner.
            Path draft = target.resolveSibling(".audit-" + UUID.randomUUID() + ".json");
            try {
                write(engine, draft);
                Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException failure) {
            throw new StoreUnavailableException("cannot write the audit log to " + target + ": " + failure, failure);
        }
    }

    private static void write(Engine engine, Path draft) throws IOException {
        try (OutputStream out = Files.newOutputStream(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                AuditCodec audit = new AuditCodec(
                        out, engine.store().registryId(), engine.clock().instant())) {
            for (JournalId id : engine.journals().list()) {
                long revision = 0;
                List<Commit> page;
                do {
                    page = engine.journals().commits(id, revision, PAGE);
                    for (Commit commit : page) {
                        audit.write(commit);
                        revision = commit.revision();
                    }
                } while (!page.isEmpty());
            }
        }
    }
}
