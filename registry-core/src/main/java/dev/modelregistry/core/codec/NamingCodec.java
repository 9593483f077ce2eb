package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.NamingConvention.Rule;
import java.util.Optional;

/** Naming conventions to JSON and back. */
final class NamingCodec {
    private NamingCodec() {}

    static ObjectNode encode(NamingConvention convention) {
        ObjectNode json = Json.object();
        convention.models().ifPresent(rule -> json.set("models", encode(rule)));
        convention.versions().ifPresent(rule -> json.set("versions", encode(rule)));
        return json;
    }

    private static ObjectNode encode(Rule rule) {
        return Json.object().put("regex", rule.regex()).put("example", rule.example());
    }

    static NamingConvention decode(JsonNode json) {
        return NamingConvention.of(rule(json, "models"), rule(json, "versions"));
    }

    private static Optional<Rule> rule(JsonNode json, String field) {
        if (!json.has(field)) {
            return Optional.empty();
        }
        JsonNode rule = ReviewCodec.object(json, field);
        return Optional.of(new Rule(text(rule, "regex"), text(rule, "example")));
    }
}
