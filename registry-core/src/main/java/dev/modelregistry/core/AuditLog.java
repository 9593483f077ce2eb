package dev.modelregistry.core;

import dev.modelregistry.core.codec.AuditCodec;
import dev.modelregistry.core.codec.AuditCodec.Heading;
import dev.modelregistry.core.journal.Trail;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.AuditFormat;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.spi.JournalId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.UUID;
import java.util.function.Predicate;

/** Writes commits into one file, which appears when it is complete. */
final class AuditLog {
    private AuditLog() {}

    static void export(Engine engine, Path file, AuditQuery query, AuditFormat format, Predicate<JournalId> visible) {
        Path target = file.toAbsolutePath();
        try {
            // Not createTempFile, which would keep it from everybody but its owner.
            Path draft = target.resolveSibling(".audit-" + UUID.randomUUID() + ".part");
            try {
                write(engine, draft, query, format, visible);
                Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException failure) {
            throw new StoreUnavailableException("cannot write the audit log to " + target + ": " + failure, failure);
        }
    }

    private static void write(
            Engine engine, Path draft, AuditQuery query, AuditFormat format, Predicate<JournalId> visible)
            throws IOException {
        Heading heading =
                new Heading(engine.store().registryId(), query, engine.clock().instant());
        Iterator<Commit> commits = Trail.of(engine::journals, query, visible).iterator();
        try (OutputStream out = Files.newOutputStream(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                AuditCodec log = AuditCodec.begin(format, out, heading)) {
            while (commits.hasNext()) {
                log.write(commits.next());
            }
        }
    }
}
