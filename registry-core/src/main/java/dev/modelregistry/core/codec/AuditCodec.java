package dev.modelregistry.core.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Streams commits into an audit log: one JSON document with a list of entries, made for people and for other programs. */
public final class AuditCodec implements AutoCloseable {
    private final JsonGenerator out;

    /** Begins the document. */
    public AuditCodec(OutputStream target, String registryId, Instant exportedAt) throws IOException {
        this.out = Json.MAPPER.getFactory().createGenerator(target).useDefaultPrettyPrinter();
        out.setCodec(Json.MAPPER);
        out.writeStartObject();
        out.writeNumberField("format", 1);
        out.writeStringField("registry", registryId);
        out.writeStringField("exportedAt", exportedAt.toString());
        out.writeArrayFieldStart("entries");
    }

    /** Adds a commit. */
    public void write(Commit commit) throws IOException {
        out.writeStartObject();
        out.writeStringField("journal", commit.journal());
        out.writeNumberField("revision", commit.revision());
        out.writeStringField("time", commit.time().toString());
        out.writeStringField("actor", commit.actor().id());
        out.writeStringField("reason", commit.reason());
        if (commit.requestKey().isPresent()) {
            out.writeStringField("requestKey", commit.requestKey().get());
        }
        if (!commit.basis().isEmpty()) {
            out.writeObjectFieldStart("basis");
            for (Map.Entry<String, Long> read : new TreeMap<>(commit.basis()).entrySet()) {
                out.writeNumberField(read.getKey(), read.getValue());
            }
            out.writeEndObject();
        }
        out.writeStringField("hash", commit.hash().hex());
        out.writeStringField("previous", commit.previous().hex());
        out.writeArrayFieldStart("events");
        for (RegistryEvent event : commit.events()) {
            out.writeStartObject();
            out.writeStringField("summary", event.summary());
            out.writeFieldName("event");
            out.writeTree(EventCodec.forAudit(event));
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    /** Ends the document. */
    @Override
    public void close() throws IOException {
        out.writeEndArray();
        out.writeEndObject();
        out.close();
    }
}
