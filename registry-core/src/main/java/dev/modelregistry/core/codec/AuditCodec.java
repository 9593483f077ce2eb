package dev.modelregistry.core.codec;

import dev.modelregistry.event.AuditFormat;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/** Streams commits into an audit log, made for people and for other programs. <b>Must be closed</b>, which ends the document. */
public interface AuditCodec extends AutoCloseable {
    /**
     * What an audit log is an export of.
     *
     * @param registryId which registry
     * @param query what was asked for
     * @param exportedAt when
     */
    record Heading(String registryId, AuditQuery query, Instant exportedAt) {}

    /** Begins a document. */
    static AuditCodec begin(AuditFormat format, OutputStream target, Heading heading) throws IOException {
        return switch (format) {
            case JSON -> new JsonAudit(target, heading);
            case CSV -> new CsvAudit(target);
        };
    }

    /** Adds a commit. */
    void write(Commit commit) throws IOException;

    @Override
    void close() throws IOException;
}
