package dev.modelregistry.core.codec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.Comparison;
import dev.modelregistry.Comparison.Measured;
import java.util.Locale;

/** A comparison as JSON, for other programs. */
public final class ComparisonCodec {
    private ComparisonCodec() {}

    /** The whole as one document. */
    public static String encode(Comparison comparison) {
        ObjectNode json = Json.object().put("format", 1);
        ArrayNode versions = json.putArray("versions");
        comparison
                .versions()
                .forEach(version -> versions.addObject()
                        .put("model", version.model().value())
                        .put("number", version.number())
                        .put("version", version.version().toString())
                        .put("digest", version.digest().hex()));
        ArrayNode metrics = json.putArray("metrics");
        comparison.metrics().forEach(metric -> {
            ObjectNode each = metrics.addObject().put("name", metric.name());
            metric.direction().ifPresent(direction -> each.put("direction", DescriptorCodec.wireName(direction)));
            ArrayNode values = each.putArray("values");
            metric.values().forEach(value -> encode(value, values.addObject()));
        });
        ArrayNode differences = json.putArray("differences");
        comparison.differences().forEach(reasons -> ReasonCodec.encode(reasons, differences.addArray()));
        ArrayNode facts = json.putArray("facts");
        comparison.facts().forEach(fact -> {
            ArrayNode values = facts.addObject()
                    .put("kind", fact.kind())
                    .put("name", fact.name())
                    .put("same", fact.isSame())
                    .putArray("values");
            fact.values().forEach(value -> values.add(value.orElse(null)));
        });
        return json.toPrettyString();
    }

    private static void encode(Measured measured, ObjectNode json) {
        measured.value().ifPresent(value -> json.put("value", value));
        measured.change().ifPresent(change -> json.put("change", change));
        measured.relativeChange().ifPresent(share -> json.put("relativeChange", share));
        measured.pValue().ifPresent(p -> json.put("pValue", p));
        json.put("verdict", measured.verdict().name().toLowerCase(Locale.ROOT));
    }
}
