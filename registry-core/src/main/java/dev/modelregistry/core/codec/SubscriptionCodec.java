package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.elements;
import static dev.modelregistry.core.codec.Json.fields;
import static dev.modelregistry.core.codec.Json.number;
import static dev.modelregistry.core.codec.Json.text;
import static dev.modelregistry.core.codec.Json.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.core.cursor.Cursor;
import dev.modelregistry.core.cursor.Cursor.Claim;
import dev.modelregistry.core.cursor.Cursor.Trouble;
import dev.modelregistry.core.cursor.Enrolment;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.support.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The cells of subscriptions to JSON and back. */
public final class SubscriptionCodec {
    private static final int FORMAT = 1;
    /** What a line of a head has beside its journal: quotes, colon, comma and nineteen digits. */
    private static final int HEAD_EXTRA = 23;

    private SubscriptionCodec() {}

    private static Instant time(JsonNode json, String field) {
        return CommitCodec.instant(whole(json, field));
    }

    private static ObjectNode json() {
        return Json.object().put("format", FORMAT);
    }

    private static Bytes bytes(ObjectNode json) {
        return Bytes.of(Json.write(json));
    }

    /** That there is a subscription. */
    public static Bytes encode(Enrolment enrolment) {
        ObjectNode json = json().put("generation", enrolment.generation())
                .put("begun", Micros.of(enrolment.begun()))
                .put("starts", enrolment.starts());
        if (!enrolment.journals().isEmpty()) {
            ArrayNode journals = json.putArray("journals");
            enrolment.journals().stream().sorted().forEach(journal -> journals.add(journal.toString()));
        }
        if (enrolment.forgotten()) {
            json.put("forgotten", true);
        }
        return bytes(json);
    }

    /** That there is a subscription, read from a cell. */
    public static Enrolment enrolment(CellId cell, Bytes value) {
        return read(cell, value, json -> {
            Set<JournalId> journals = new HashSet<>();
            elements(json, "journals").forEach(journal -> journals.add(JournalId.parse(text("journals", journal))));
            return new Enrolment(
                    text(json, "generation"),
                    time(json, "begun"),
                    number(json, "starts"),
                    journals,
                    json.path("forgotten").asBoolean());
        });
    }

    /** Where journals ended when a subscription began, in as many cells as it takes. */
    public static List<Bytes> encode(Map<JournalId, Long> heads, int cellSize) {
        List<Bytes> cells = new ArrayList<>();
        ObjectNode revisions = Json.object();
        int size = 0;
        for (Map.Entry<JournalId, Long> head : heads.entrySet()) {
            String journal = head.getKey().toString();
            // Twice, because each character may be a quote, which is escaped.
            int more = 2 * Bytes.utf8(journal).size() + HEAD_EXTRA;
            if (size + more > cellSize) {
                cells.add(starts(revisions));
                revisions = Json.object();
                size = 0;
            }
            revisions.put(journal, head.getValue());
            size += more;
        }
        if (size > 0) {
            cells.add(starts(revisions));
        }
        return cells;
    }

    private static Bytes starts(ObjectNode revisions) {
        return bytes((ObjectNode) json().set("heads", revisions));
    }

    /** Where journals ended when a subscription began, read from one of its cells. */
    public static Map<JournalId, Long> starts(CellId cell, Bytes value) {
        return read(cell, value, json -> {
            Map<JournalId, Long> heads = new HashMap<>();
            fields(json, "heads")
                    .forEach(head -> heads.put(JournalId.parse(head.getKey()), whole(head.getKey(), head.getValue())));
            return heads;
        });
    }

    /** How far a subscription has come in a journal. */
    public static Bytes encode(JournalId journal, Cursor cursor) {
        ObjectNode json = json().put("journal", journal.toString()).put("acknowledged", cursor.acknowledged());
        if (!cursor.upTo().hash().equals(Digest.ZERO)) {
            json.put("hash", cursor.upTo().hash().hex());
        }
        Claim claim = cursor.claim();
        if (claim != null) {
            json.putObject("claim")
                    .put("worker", claim.worker())
                    .put("at", Micros.of(claim.at()))
                    .put("lease", claim.lease().toMillis());
        }
        Trouble trouble = cursor.trouble();
        if (trouble != null) {
            json.putObject("trouble")
                    .put("revision", trouble.revision())
                    .put("since", Micros.of(trouble.since()))
                    .put("tries", trouble.tries())
                    .put("at", Micros.of(trouble.at()))
                    .put("pause", trouble.pause().toMillis())
                    .put("failure", trouble.failure());
        }
        return bytes(json);
    }

    /** How far a subscription has come in a journal, read from a cell. */
    public static Cursor cursor(CellId cell, JournalId journal, Bytes value) {
        return read(cell, value, json -> {
            if (!text(json, "journal").equals(journal.toString())) {
                throw new MalformedException("it is of journal " + text(json, "journal") + ", not of " + journal);
            }
            Digest hash = json.has("hash") ? Digest.parse(text(json, "hash")) : Digest.ZERO;
            return new Cursor(
                    new Head(whole(json, "acknowledged"), hash),
                    claim(json.get("claim")),
                    trouble(json.get("trouble")));
        });
    }

    private static @Nullable Claim claim(@Nullable JsonNode json) {
        return json == null
                ? null
                : new Claim(text(json, "worker"), time(json, "at"), Duration.ofMillis(whole(json, "lease")));
    }

    private static @Nullable Trouble trouble(@Nullable JsonNode json) {
        return json == null
                ? null
                : new Trouble(
                        whole(json, "revision"),
                        time(json, "since"),
                        number(json, "tries"),
                        time(json, "at"),
                        Duration.ofMillis(whole(json, "pause")),
                        text(json, "failure"));
    }

    private static <T> T read(CellId cell, Bytes value, Function<ObjectNode, T> content) {
        try {
            ObjectNode json = Json.read(value.array(), 0, value.size());
            long format = whole(json, "format");
            if (format != FORMAT) {
                throw new UnsupportedFormatException("cell " + cell + " has the format " + format
                        + "; this library knows " + FORMAT + ": upgrade it");
            }
            return content.apply(json);
        } catch (MalformedException | InvalidInputException malformed) {
            throw new CorruptStoreException(
                    "cell " + cell + " is not what a subscription keeps: " + malformed.getMessage(), malformed);
        }
    }
}
