package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.Change;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a tag is on: a version, or a whole model. */
record Tagged(
        ModelRegistry registry,
        RegisteredModel model,
        @Nullable ModelVersion version) {
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 1024;

    /** As it is told from the name of a model. */
    private static final Pattern VERSION = Pattern.compile("models:.*|.*[/@].*|.+_v[0-9]+\\.[0-9]+\\.[0-9]+.*");

    /** @throws dev.modelregistry.error.NotFoundException if there is none */
    static Tagged of(String target, ModelRegistry registry) {
        if (VERSION.matcher(target).matches()) {
            ModelUri uri = Console.uri(target);
            ModelVersion version = registry.resolve(uri);
            return new Tagged(registry, registry.model(version.model()), version);
        }
        return new Tagged(registry, Models.existing(registry.model(ModelName.of(target)), registry), null);
    }

    /** What no tag can be is told before anything is changed. */
    static void check(String key, String value) {
        if (key.isBlank() || key.length() > LONGEST_KEY || key.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidInputException("tag key '" + key + "' is not 1 to " + LONGEST_KEY
                    + " printable characters with one that is not blank");
        }
        if (value.length() > LONGEST_VALUE) {
            throw new InvalidInputException("the value of tag '" + key + "' has " + value.length()
                    + " characters; at most " + LONGEST_VALUE + " are allowed");
        }
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

    /** Makes a change for each key, and gives all tags that are there then. */
    Answer each(Collection<String> keys, Consumer<String> change) {
        List<String> done = new ArrayList<>();
        try {
            for (String key : keys) {
                change.accept(key);
                done.add(key);
            }
            return answer();
        } catch (RuntimeException failure) {
            throw done.isEmpty() ? failure : new HalfDoneException("done for " + String.join(", ", done), failure);
        }
    }

    /** All tags that are there now. */
    private Answer answer() {
        RegisteredModel known = Models.known(model.name(), registry);
        Map<String, String> tags = version == null ? known.tags() : known.tags(version);
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
