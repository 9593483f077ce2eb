package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Field;
import dev.modelregistry.signature.Signature;

/** Reads a signature, written as {@code docs/format.md} has it. */
final class SignatureDocument {
    private static final String[] FIELD = {"name", "type", "shape", "optional", "categories"};

    private SignatureDocument() {}

    static Signature read(JsonNode json, String path) {
        JsonObject object = JsonObject.of(json, path, "inputs", "outputs", "task", "target");
        Signature.Builder signature = Signature.builder();
        object.objects("inputs", FIELD).forEach(field -> signature.input(field(field)));
        object.objects("outputs", FIELD).forEach(field -> signature.output(field(field)));
        object.text("task", signature::task);
        object.text("target", signature::target);
        return signature.build();
    }

    private static Field field(JsonObject json) {
        Field field = Field.of(json.required("name"), DataType.ofWireName(json.required("type")))
                .shape(json.elements("shape").stream()
                        .mapToLong(size -> JsonObject.whole("a size in the shape", size))
                        .toArray())
                .categories(json.texts("categories"));
        return json.flag("optional") ? field.optional() : field;
    }
}
