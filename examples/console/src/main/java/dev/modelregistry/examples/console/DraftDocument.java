package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.versioning.Bump;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@code register --from} reads: a version as a training script, in whatever language, says it. The names are those of {@code
 * docs/format.md}; the README has an example.
 */
final class DraftDocument {
    private static final String[] ALLOWED = {
        "version",
        "basedOn",
        "atLeast",
        "artifacts",
        "directory",
        "signature",
        "algorithm",
        "architecture",
        "features",
        "parameters",
        "metrics",
        "folds",
        "directions",
        "trainingMetrics",
        "environment",
        "requirements",
        "resources",
        "trainingTime",
        "lineage",
        "texts",
        "description",
        "changelog",
        "migrationNotes",
        "tags",
        "reason",
        "requestKey"
    };

    private final JsonObject json;
    private final Path base;

    private DraftDocument(JsonObject json, Path base) {
        this.json = json;
        this.base = base;
    }

    /** One that says nothing. */
    static DraftDocument empty() {
        return new DraftDocument(JsonObject.of(JsonOutput.object(), "nothing", ALLOWED), Path.of(""));
    }

    /**
     * Reads it.
     *
     * @param where it is from
     * @param base where relative paths begin
     * @throws InvalidInputException if it is no such document
     */
    static DraftDocument parse(String text, String where, Path base) {
        return new DraftDocument(JsonObject.of(JsonOutput.parse(text, where), where, ALLOWED), base);
    }

    Optional<String> reason() {
        return json.text("reason");
    }

    Optional<String> requestKey() {
        return json.text("requestKey");
    }

    Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>();
        json.eachText("tags", tags::put);
        return tags;
    }

    /**
     * Fills in all but the lineage, which the command line may add to: a draft takes it whole.
     *
     * @param replaced names of datasets that the command line gives
     */
    void fill(VersionDraft draft, Lineage.Builder lineage, Set<String> replaced) {
        json.text("version", draft::version);
        json.text("basedOn", draft::basedOn);
        json.text("atLeast", bump -> draft.atLeast(bump(bump)));
        json.eachText("artifacts", (name, file) -> draft.artifact(name, base.resolve(file)));
        json.text("directory", directory -> draft.directory(base.resolve(directory)));
        json.node("signature").ifPresent(node -> draft.signature(SignatureDocument.read(node, "signature")));
        json.text("algorithm", draft::algorithm);
        json.text("architecture", draft::architecture);
        List<String> features = json.texts("features");
        if (!features.isEmpty()) {
            draft.features(features);
        }
        json.each("parameters", (name, value, path) -> draft.parameter(name, parameter(value, path)));
        // Before the metrics: the mean of the folds gives way to a metric that is given by itself.
        json.each("folds", (metric, value, path) -> draft.folds(metric, numbers(value, path)));
        json.eachNumber("metrics", draft::metric);
        json.eachText("directions", (metric, direction) -> draft.direction(metric, direction(direction)));
        json.eachNumber("trainingMetrics", draft::trainingMetric);
        json.eachText("environment", draft::environment);
        json.eachText("requirements", draft::requirement);
        json.eachText("resources", draft::resource);
        json.text("trainingTime", time -> draft.trainingTime(duration(time)));
        json.eachText("texts", draft::text);
        json.text("description", draft::description);
        json.text("changelog", draft::changelog);
        json.text("migrationNotes", draft::migrationNotes);
        json.object(
                        "lineage",
                        "parents",
                        "baseModels",
                        "datasets",
                        "code",
                        "run",
                        "featureStore",
                        "featurePipeline",
                        "preprocessing")
                .ifPresent(object -> lineage(object, lineage, replaced));
    }

    private static void lineage(JsonObject json, Lineage.Builder lineage, Set<String> replaced) {
        json.objects("parents", "model", "version", "relation")
                .forEach(parent -> lineage.parent(
                        parent.required("model"), parent.required("version"), parent.required("relation")));
        json.objects("baseModels", "name", "version")
                .forEach(model -> lineage.baseModel(model.required("name"), model.required("version")));
        json.objects("datasets", "name", "hash", "version").stream()
                .filter(data -> !replaced.contains(data.required("name")))
                .forEach(data -> lineage.dataset(new Lineage.Dataset(
                        data.required("name"),
                        data.required("hash"),
                        data.text("version").orElse(""))));
        json.object("code", "system", "commit", "repository")
                .ifPresent(code -> lineage.code(new Lineage.Code(
                        code.required("system"),
                        code.required("commit"),
                        code.text("repository").orElse(""))));
        json.text("run", lineage::run);
        json.object("featureStore", "name", "version")
                .ifPresent(store -> lineage.featureStore(store.required("name"), store.required("version")));
        json.text("featurePipeline", lineage::featurePipeline);
        json.text("preprocessing", lineage::preprocessing);
    }

    private static ParameterValue parameter(JsonNode value, String path) {
        if (value.isBoolean()) {
            return new ParameterValue.Truth(value.booleanValue());
        }
        if (value.isTextual()) {
            return new ParameterValue.Text(value.textValue());
        }
        return value.isIntegralNumber()
                ? new ParameterValue.Whole(JsonObject.whole(path, value))
                : ParameterValue.of(JsonObject.number(path, value));
    }

    /** As the command line has it: a number or a truth where it reads like one. */
    static ParameterValue parameter(String text) {
        if (text.equals("true") || text.equals("false")) {
            return new ParameterValue.Truth(Boolean.parseBoolean(text));
        }
        if (text.matches("-?(0|[1-9][0-9]{0,17})")) {
            return new ParameterValue.Whole(Long.parseLong(text));
        }
        return text.matches("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?")
                ? ParameterValue.of(Double.parseDouble(text))
                : new ParameterValue.Text(text);
    }

    private static double[] numbers(JsonNode values, String path) {
        double[] numbers = new double[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = JsonObject.number(path + "[" + i + "]", values.path(i));
        }
        return numbers;
    }

    private static Bump bump(String text) {
        return Arrays.stream(Bump.values())
                .filter(bump -> bump.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "atLeast is '" + text + "'; expected one of " + Arrays.toString(Bump.values())));
    }

    private static Direction direction(String text) {
        return switch (text) {
            case "higher" -> Direction.HIGHER_IS_BETTER;
            case "lower" -> Direction.LOWER_IS_BETTER;
            default -> throw new InvalidInputException("direction '" + text + "' is neither 'higher' nor 'lower'");
        };
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException malformed) {
            throw new InvalidInputException("trainingTime '" + text + "' is not of the form PT1H2M3S", malformed);
        }
    }
}
