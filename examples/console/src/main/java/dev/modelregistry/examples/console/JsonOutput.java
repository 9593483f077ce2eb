package dev.modelregistry.examples.console;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.review.GateResult;
import dev.modelregistry.review.Review;
import dev.modelregistry.versioning.Numbering;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What several commands say in JSON. What is not there is left out. The README has the names, which do not change. */
final class JsonOutput {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Fit for every terminal and every encoding.
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private JsonOutput() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static ArrayNode array(Collection<String> texts) {
        ArrayNode array = array();
        texts.forEach(array::add);
        return array;
    }

    static ObjectNode texts(Map<String, String> texts) {
        ObjectNode json = object();
        texts.forEach(json::put);
        return json;
    }

    /**
     * Reads one document.
     *
     * @param where it is from
     * @throws InvalidInputException if it is not JSON, or says a field twice
     */
    static JsonNode parse(String text, String where) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException broken) {
            @Nullable JsonLocation at = broken.getLocation();
            throw new InvalidInputException(where + " is not JSON: " + broken.getOriginalMessage()
                    + (at == null ? "" : " (line " + at.getLineNr() + ")"));
        }
    }

    /** The document as it is printed; ASCII alone, without control characters. */
    static String write(JsonNode json) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter()
                            .writeValueAsString(json)
                            .replace("\u007f", "\\u007f")
                            .replace("\r\n", "\n")
                    + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree in memory can always be written", impossible);
        }
    }

    static ObjectNode version(ModelVersion version) {
        return object().put("model", version.model().value())
                .put("number", version.number())
                .put("version", version.version().toString())
                .put("uri", version.uri().toString())
                .put("digest", version.digest().toString());
    }

    static ObjectNode occupancy(Occupancy occupancy) {
        return version(occupancy.version())
                .put("stage", occupancy.stage().name())
                .put("since", occupancy.since().toString())
                .put("by", occupancy.by().id())
                .put("reason", occupancy.reason());
    }

    static ObjectNode numbering(Numbering numbering) {
        ObjectNode json = object().put("version", numbering.version().toString());
        numbering.base().ifPresent(base -> json.put("base", base.toString()));
        numbering.bump().ifPresent(bump -> json.put("bump", bump.name()));
        json.put("registered", numbering.isRegistered());
        ArrayNode reasons = json.putArray("reasons");
        numbering
                .reasons()
                .forEach(reason ->
                        reasons.addObject().put("bump", reason.bump().name()).put("text", reason.text()));
        return json;
    }

    static ObjectNode review(Review review) {
        ObjectNode json = object().put("number", review.number())
                .put("stage", review.stage().name());
        review.request()
                .ifPresent(request -> json.putObject("request")
                        .put("by", request.by().id())
                        .put("at", request.at().toString())
                        .put("reason", request.reason()));
        ArrayNode votes = json.putArray("votes");
        review.votes()
                .forEach(vote -> votes.addObject()
                        .put("opinion", vote.opinion().wireName())
                        .put("by", vote.by().id())
                        .put("at", vote.at().toString())
                        .put("reason", vote.reason()));
        return json;
    }

    static ObjectNode gate(GateResult gate) {
        ObjectNode json = object().put("gate", gate.gate())
                .put("verdict", gate.verdict().wireName())
                .put("words", gate.words());
        json.set("values", texts(gate.values()));
        return json;
    }

    static ObjectNode commit(Commit commit) {
        ObjectNode json = object().put("journal", commit.journal())
                .put("revision", commit.revision())
                .put("time", commit.time().toString())
                .put("actor", commit.actor().id())
                .put("reason", commit.reason());
        commit.requestKey().ifPresent(key -> json.put("requestKey", key));
        json.put("hash", commit.hash().toString());
        ArrayNode events = json.putArray("events");
        commit.events()
                .forEach(event ->
                        events.addObject().put("type", event.type().wireName()).put("summary", event.summary()));
        return json;
    }
}
