package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.elements;
import static dev.modelregistry.core.codec.Json.number;
import static dev.modelregistry.core.codec.Json.text;
import static dev.modelregistry.core.codec.Json.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.ModelPattern;
import dev.modelregistry.retention.RetentionPolicy;
import dev.modelregistry.retention.RetentionPolicyBuilder;
import dev.modelregistry.retention.Tagged;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** Retention policies to JSON and back. A field that is not known here is refused: to pass over what keeps a version would delete it. */
final class RetentionCodec {
    private static final Set<String> FIELDS = Set.of(
            "name",
            "models",
            "keepLast",
            "keepStages",
            "keepTagged",
            "keepYoungerThan",
            "keepForEver",
            "archiveAfter",
            "expireAfter",
            "maximumAge",
            "expireRunsAfter");

    private RetentionCodec() {}

    static ObjectNode encode(RetentionPolicy policy) {
        ObjectNode json = Json.object().put("name", policy.name());
        json.set(
                "models",
                Fields.strings(policy.models().stream().map(ModelPattern::glob).toList()));
        policy.keepLast().ifPresent(count -> json.put("keepLast", count));
        Fields.putUnlessEmpty(
                json,
                "keepStages",
                Fields.strings(policy.keepStages().stream().map(Stage::name).toList()));
        ArrayNode tags = Json.array();
        for (Tagged tag : policy.keepTagged()) {
            ObjectNode each = tags.addObject().put("key", tag.key());
            tag.value().ifPresent(value -> each.put("value", value));
        }
        Fields.putUnlessEmpty(json, "keepTagged", tags);
        policy.keepYoungerThan().ifPresent(age -> json.put("keepYoungerThan", age.toMillis()));
        if (policy.keepsForEver()) {
            json.put("keepForEver", true);
        }
        policy.archiveAfter().ifPresent(age -> json.put("archiveAfter", age.toMillis()));
        policy.expireAfter().ifPresent(age -> json.put("expireAfter", age.toMillis()));
        policy.maximumAge().ifPresent(age -> json.put("maximumAge", age.toMillis()));
        policy.expireRunsAfter().ifPresent(age -> json.put("expireRunsAfter", age.toMillis()));
        return json;
    }

    static RetentionPolicy decode(JsonNode json) {
        json.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw new UnsupportedFormatException(
                        "retention policy '" + text(json, "name") + "' has the rule '" + field
                                + "', which is unknown here and must not be passed over; upgrade the library on this host");
            }
        });
        RetentionPolicyBuilder policy = RetentionPolicy.builder(text(json, "name"))
                .models(Fields.strings(json, "models").toArray(String[]::new));
        if (json.has("keepLast")) {
            policy.keepLast(number(json, "keepLast"));
        }
        if (json.has("keepStages")) {
            policy.keepStages(
                    Fields.strings(json, "keepStages").stream().map(Stage::of).toArray(Stage[]::new));
        }
        for (JsonNode tag : elements(json, "keepTagged")) {
            policy.keepTagged(new Tagged(text(tag, "key"), Fields.optional(tag, "value")));
        }
        if (json.has("keepForEver")) {
            if (!json.get("keepForEver").asBoolean()) {
                throw new MalformedException("field 'keepForEver' is " + json.get("keepForEver") + ", not true");
            }
            policy.keepForEver();
        }
        age(json, "keepYoungerThan", policy::keepYoungerThan);
        age(json, "archiveAfter", policy::archiveAfter);
        age(json, "expireAfter", policy::expireAfter);
        age(json, "maximumAge", policy::maximumAge);
        age(json, "expireRunsAfter", policy::expireRunsAfter);
        return policy.build();
    }

    private static void age(JsonNode json, String field, Consumer<Duration> rule) {
        if (json.has(field)) {
            rule.accept(Duration.ofMillis(whole(json, field)));
        }
    }
}
