package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.fields;
import static dev.modelregistry.core.codec.Json.number;
import static dev.modelregistry.core.codec.Json.text;
import static dev.modelregistry.core.codec.Json.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.support.Micros;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Commits to bytes and back: a header line, then one line for each event. The bytes are hashed as they are and never written again. */
public final class CommitCodec {
    private static final int FORMAT = 1;
    private static final int MAX_EVENT = 256 << 10;

    private CommitCodec() {}

    /**
     * What a new commit says of itself.
     *
     * @param appendId minted for this attempt, so that no two attempts have the same bytes
     */
    public record Header(
            JournalId journal,
            Head after,
            UUID appendId,
            Optional<String> requestKey,
            Instant time,
            Actor actor,
            String reason,
            Map<JournalId, Head> basis) {}

    /**
     * The bytes of a commit.
     *
     * @throws InvalidInputException if an event or the commit is too large, or a text is no Unicode
     */
    public static CommitBytes encode(Header header, List<RegistryEvent> events) {
        ObjectNode line = Json.object()
                .put("v", FORMAT)
                .put("journal", header.journal().toString())
                .put("revision", header.after().revision() + 1)
                .put("previous", header.after().hash().hex())
                .put("append", header.appendId().toString())
                .put("request", header.requestKey().orElse(null))
                .put("time", Micros.of(header.time()))
                .put("actor", header.actor().id())
                .put("reason", header.reason());
        ObjectNode basis = line.putObject("basis");
        new TreeMap<>(header.basis()).forEach((journal, head) -> basis.set(journal.toString(), head(head)));
        line.put("events", events.size());
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        writeLine(out, line);
        for (RegistryEvent event : events) {
            int before = out.size();
            writeLine(out, EventCodec.encode(event));
            if (out.size() - before > MAX_EVENT) {
                throw new InvalidInputException("event '" + event.type().wireName() + "' has " + (out.size() - before)
                        + " bytes; at most " + MAX_EVENT);
            }
        }
        if (out.size() > CommitBytes.MAX_SIZE) {
            throw new InvalidInputException("the commit has " + out.size() + " bytes; at most " + CommitBytes.MAX_SIZE);
        }
        return CommitBytes.of(header.after().revision() + 1, Bytes.of(out.toByteArray()));
    }

    private static void writeLine(ByteArrayOutputStream out, ObjectNode line) {
        out.writeBytes(Json.write(line));
        out.write('\n');
    }

    /**
     * Reads a commit of a journal.
     *
     * @throws CorruptStoreException if the bytes are not the commit of this journal at this revision
     * @throws UnsupportedFormatException if a newer library wrote it, or wrote an event that must not be passed over
     */
    public static Commit decode(JournalId journal, CommitBytes commit) {
        try {
            byte[] bytes = commit.bytes().array();
            int end = lineEnd(bytes, 0);
            ObjectNode header = Json.read(bytes, 0, end);
            checkFormat(journal, commit, header);
            List<RegistryEvent> events = new ArrayList<>();
            for (int start = end + 1; start < bytes.length; start = end + 1) {
                end = lineEnd(bytes, start);
                events.add(EventCodec.decode(Json.read(bytes, start, end - start)));
            }
            if (events.size() != whole(header, "events")) {
                throw new MalformedException(events.size() + " events; the header says " + whole(header, "events"));
            }
            JsonNode request = header.path("request");
            if (!request.isTextual() && !request.isNull()) {
                throw new MalformedException("field 'request' is " + request + ", neither a text nor null");
            }
            return new Commit(
                    journal.toString(),
                    commit.revision(),
                    instant(whole(header, "time")),
                    Actor.of(text(header, "actor")),
                    text(header, "reason"),
                    request.isTextual() ? Optional.of(request.textValue()) : Optional.empty(),
                    basis(header),
                    commit.hash(),
                    Digest.parse(text(header, "previous")),
                    events);
        } catch (MalformedException | InvalidInputException broken) {
            throw new CorruptStoreException(place(journal, commit) + ": " + broken.getMessage(), broken);
        } catch (UnsupportedFormatException newer) {
            throw new UnsupportedFormatException(place(journal, commit) + ": " + newer.getMessage(), newer);
        }
    }

    private static Map<String, Head> basis(ObjectNode header) {
        Map<String, Head> basis = new TreeMap<>();
        fields(header, "basis").forEach(entry -> {
            String journal = JournalId.parse(entry.getKey()).toString();
            Head head = head("basis", entry.getValue());
            if (head.revision() < 1) {
                throw new MalformedException("basis names revision " + head.revision() + " of " + journal);
            }
            basis.put(journal, head);
        });
        return basis;
    }

    /** A revision and the hash of its commit. */
    static ArrayNode head(Head head) {
        return Json.MAPPER
                .createArrayNode()
                .add(head.revision())
                .add(head.hash().hex());
    }

    static Head head(String field, JsonNode json) {
        if (!json.isArray() || json.size() != 2) {
            throw new MalformedException("field '" + field + "' is " + json + ", not a revision and a hash");
        }
        return new Head(whole(field, json.get(0)), Digest.parse(text(field, json.get(1))));
    }

    private static void checkFormat(JournalId journal, CommitBytes commit, ObjectNode header) {
        if (number(header, "v") != FORMAT) {
            throw new UnsupportedFormatException("format " + header.get("v") + "; this library reads format " + FORMAT
                    + ". Upgrade it on this host");
        }
        if (!text(header, "journal").equals(journal.toString()) || whole(header, "revision") != commit.revision()) {
            throw new MalformedException("it says that it is commit " + header.get("revision") + " of "
                    + header.get("journal") + "; it is out of place");
        }
    }

    private static String place(JournalId journal, CommitBytes commit) {
        return "journal " + journal + ", commit " + commit.revision() + " (" + commit.hash() + ")";
    }

    private static int lineEnd(byte[] bytes, int start) {
        for (int i = start; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        throw new MalformedException("the last line has no end");
    }

    /** The reverse of {@link Micros#of}. */
    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(Duration.of(micros, ChronoUnit.MICROS));
    }
}
