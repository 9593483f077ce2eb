package dev.modelregistry.examples.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.event.Commit;

/** What a receiver is told of a commit. */
final class CommitJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private CommitJson() {}

    static byte[] of(Commit commit) throws JsonProcessingException {
        ObjectNode message = MAPPER.createObjectNode()
                .put("type", "model-registry.commit")
                .put("timestamp", commit.time().toString());
        ObjectNode data = message.putObject("data")
                .put("journal", commit.journal())
                .put("revision", commit.revision())
                .put("actor", commit.actor().id())
                .put("reason", commit.reason())
                .put("hash", commit.hash().hex());
        ArrayNode events = data.putArray("events");
        commit.events()
                .forEach(event ->
                        events.addObject().put("type", event.type().wireName()).put("summary", event.summary()));
        return MAPPER.writeValueAsBytes(message);
    }
}
