package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.elements;
import static dev.modelregistry.core.codec.Json.number;
import static dev.modelregistry.core.codec.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.event.ReleaseEvent.MemberPrepared;
import dev.modelregistry.event.ReleaseEvent.MemberSettled;
import dev.modelregistry.event.ReleaseEvent.ReleaseProposed;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.release.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** What release sets say, to JSON and back. What is empty is left out. */
final class ReleaseCodec {
    private ReleaseCodec() {}

    static ObjectNode encode(ObjectNode json, ReleaseProposed event) {
        ArrayNode members = Json.array();
        event.members()
                .forEach(member -> members.addObject()
                        .put("model", member.model().value())
                        .put("number", member.number())
                        .put("version", member.version().toString())
                        .put("digest", member.digest().hex()));
        json.put("release", event.release());
        Fields.putUnlessEmpty(json, "members", members);
        return put(json, "instead", event.instead());
    }

    static ReleaseProposed proposed(JsonNode json) {
        List<Member> members = new ArrayList<>();
        for (JsonNode member : elements(json, "members")) {
            members.add(new Member(
                    ModelName.of(text(member, "model")),
                    number(member, "number"),
                    SemanticVersion.parse(text(member, "version")),
                    Digest.parse(text(member, "digest"))));
        }
        return new ReleaseProposed(number(json, "release"), members, optional(json, "instead"));
    }

    static ObjectNode encode(ObjectNode json, MemberPrepared event) {
        json.put("set", event.set()).put("release", event.release());
        return put(put(json, "number", event.number()), "failed", event.failed());
    }

    static MemberPrepared prepared(JsonNode json) {
        return new MemberPrepared(
                text(json, "set"), number(json, "release"), optional(json, "number"), optional(json, "failed"));
    }

    static ObjectNode encode(ObjectNode json, MemberSettled event) {
        return json.put("set", event.set())
                .put("release", event.release())
                .put("outcome", event.isPromoted() ? "promoted" : "abandoned");
    }

    static MemberSettled settled(JsonNode json) {
        String outcome = text(json, "outcome");
        if (!outcome.equals("promoted") && !outcome.equals("abandoned")) {
            throw new MalformedException("outcome '" + outcome + "' is neither 'promoted' nor 'abandoned'");
        }
        return new MemberSettled(text(json, "set"), number(json, "release"), outcome.equals("promoted"));
    }

    private static ObjectNode put(ObjectNode json, String field, OptionalInt number) {
        return number.isPresent() ? json.put(field, number.getAsInt()) : json;
    }

    private static OptionalInt optional(JsonNode json, String field) {
        return json.has(field) ? OptionalInt.of(number(json, field)) : OptionalInt.empty();
    }
}
