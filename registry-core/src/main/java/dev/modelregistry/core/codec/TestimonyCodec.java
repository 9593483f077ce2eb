package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.elements;
import static dev.modelregistry.core.codec.Json.text;
import static dev.modelregistry.core.codec.Json.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.event.Testimony;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.support.Micros;
import java.util.ArrayList;
import java.util.List;

/** What was said of a version at its origin, to the blob that keeps it and back. */
public final class TestimonyCodec {
    private static final int FORMAT = 1;

    private TestimonyCodec() {}

    /** All of it as one document. */
    public static Bytes encode(List<Testimony> testimony) {
        ObjectNode json = Json.object().put("format", FORMAT);
        ArrayNode said = json.putArray("said");
        for (Testimony each : testimony) {
            said.addObject()
                    .put("revision", each.revision())
                    .put("hash", each.commit().hex())
                    .put("time", Micros.of(each.at()))
                    .put("actor", each.by().id())
                    .put("reason", each.reason())
                    .set("event", EventCodec.encode(each.event()));
        }
        return Bytes.of(Json.write(json));
    }

    /**
     * What a document says.
     *
     * @param what it is, for messages
     * @throws CorruptStoreException if it is not what {@link #encode} wrote
     * @throws UnsupportedFormatException if a newer library wrote it
     */
    public static List<Testimony> decode(Bytes document, String what) {
        try {
            ObjectNode json = Json.read(document.array(), 0, document.size());
            if (whole(json, "format") != FORMAT) {
                throw new UnsupportedFormatException(what + " has format " + whole(json, "format")
                        + "; this library reads " + FORMAT + ". Upgrade it");
            }
            List<Testimony> testimony = new ArrayList<>();
            for (JsonNode each : elements(json, "said")) {
                testimony.add(new Testimony(
                        EventCodec.decode((ObjectNode) ReviewCodec.object(each, "event")),
                        Actor.of(text(each, "actor")),
                        CommitCodec.instant(whole(each, "time")),
                        text(each, "reason"),
                        whole(each, "revision"),
                        Digest.parse(text(each, "hash"))));
            }
            return List.copyOf(testimony);
        } catch (MalformedException | InvalidInputException broken) {
            throw new CorruptStoreException(what + ": " + broken.getMessage(), broken);
        }
    }
}
