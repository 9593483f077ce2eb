package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.number;
import static dev.modelregistry.core.codec.Json.text;
import static dev.modelregistry.core.codec.Json.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Origin;
import dev.modelregistry.spi.support.Micros;

/** What a version is a copy of, to JSON and back. */
final class OriginCodec {
    private OriginCodec() {}

    static ObjectNode encode(Origin origin) {
        return Json.object()
                .put("registry", origin.registry())
                .put("model", origin.model().value())
                .put("number", origin.number())
                .put("version", origin.version().toString())
                .put("digest", origin.digest().hex())
                .put("registeredAt", Micros.of(origin.registeredAt()))
                .put("registeredBy", origin.registeredBy().id())
                .put("reason", origin.reason());
    }

    static Origin decode(JsonNode json) {
        return new Origin(
                text(json, "registry"),
                ModelName.of(text(json, "model")),
                number(json, "number"),
                SemanticVersion.parse(text(json, "version")),
                Digest.parse(text(json, "digest")),
                CommitCodec.instant(whole(json, "registeredAt")),
                Actor.of(text(json, "registeredBy")),
                text(json, "reason"));
    }
}
