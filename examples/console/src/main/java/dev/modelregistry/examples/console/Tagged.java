package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.Change;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a tag is on: a version, or a whole model. */
record Tagged(RegisteredModel model, @Nullable ModelVersion version) {
    /** As it is told from the name of a model. */
    private static final Pattern VERSION = Pattern.compile("models:.*|.*[/@].*|.+_v[0-9]+\\.[0-9]+\\.[0-9]+.*");

    /** @throws dev.modelregistry.error.NotFoundException if there is none */
    static Tagged of(String target, ModelRegistry registry) {
        if (VERSION.matcher(target).matches()) {
            ModelUri uri = Console.uri(target);
            ModelVersion version = registry.resolve(uri);
            return new Tagged(registry.model(version.model()), version);
        }
        return new Tagged(Models.existing(registry.model(ModelName.of(target)), registry), null);
    }

    void tag(String key, String value, Change change) {
        if (version == null) {
            model.tag(key, value, change);
        } else {
            model.tag(version, key, value, change);
        }
    }

    void untag(String key, Change change) {
        if (version == null) {
            model.removeTag(key, change);
        } else {
            model.removeTag(version, key, change);
        }
    }

    /** All tags that are there now. */
    Answer answer() {
        Map<String, String> tags = version == null ? model.tags() : model.tags(version);
        ObjectNode json =
                version == null ? JsonOutput.object().put("model", model.name().value()) : JsonOutput.version(version);
        json.set("tags", JsonOutput.texts(tags));
        String text = tags.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(", "));
        return Answer.of(
                json,
                (version == null ? model.name() : version) + ": " + (text.isEmpty() ? "no tags" : Terminal.line(text))
                        + "\n");
    }
}
