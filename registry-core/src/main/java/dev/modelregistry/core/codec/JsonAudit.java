package dev.modelregistry.core.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.spi.JournalStore.Head;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

/** One JSON document with a list of entries, each a commit. */
final class JsonAudit implements AuditCodec {
    private final JsonGenerator out;

    JsonAudit(OutputStream target, Heading heading) throws IOException {
        this.out = Json.MAPPER.getFactory().createGenerator(target).useDefaultPrettyPrinter();
        out.setCodec(Json.MAPPER);
        out.writeStartObject();
        out.writeNumberField("format", 1);
        out.writeStringField("registry", heading.registryId());
        out.writeStringField("exportedAt", heading.exportedAt().toString());
        if (!heading.query().equals(AuditQuery.everything())) { // an extract must not pass for the whole
            out.writeStringField("query", heading.query().toString());
        }
        out.writeArrayFieldStart("entries");
    }

    @Override
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
            for (Map.Entry<String, Head> read : new TreeMap<>(commit.basis()).entrySet()) {
                out.writeObjectFieldStart(read.getKey());
                out.writeNumberField("revision", read.getValue().revision());
                out.writeStringField("hash", read.getValue().hash().hex());
                out.writeEndObject();
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

    @Override
    public void close() throws IOException {
        out.writeEndArray();
        out.writeEndObject();
        out.close();
    }
}
