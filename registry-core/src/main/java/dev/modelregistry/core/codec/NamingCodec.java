package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.NamingConvention.Rule;

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
        NamingConvention convention = NamingConvention.none();
        if (json.has("models")) {
            JsonNode rule = ReviewCodec.object(json, "models");
            convention = convention.models(text(rule, "regex"), text(rule, "example"));
        }
        if (json.has("versions")) {
            JsonNode rule = ReviewCodec.object(json, "versions");
            convention = convention.versions(text(rule, "regex"), text(rule, "example"));
        }
        return convention;
    }
}
