package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.versioning.Bump;
import dev.modelregistry.versioning.BumpReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reasons to JSON and back, wherever they stand. */
final class ReasonCodec {
    private ReasonCodec() {}

    static void encode(List<BumpReason> reasons, ArrayNode array) {
        reasons.forEach(
                reason -> array.addObject().put("bump", wireName(reason.bump())).put("text", reason.text()));
    }

    static List<BumpReason> decode(Iterable<JsonNode> array) {
        List<BumpReason> reasons = new ArrayList<>();
        array.forEach(each -> reasons.add(new BumpReason(bump(text(each, "bump")), text(each, "text"))));
        return reasons;
    }

    private static String wireName(Bump bump) {
        return bump.name().toLowerCase(Locale.ROOT);
    }

    private static Bump bump(String wireName) {
        return Arrays.stream(Bump.values())
                .filter(bump -> wireName(bump).equals(wireName))
                .findFirst()
                .orElseThrow(() -> new MalformedException("'" + wireName + "' is none of major, minor and patch"));
    }
}
