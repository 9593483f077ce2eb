package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.Change;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.signature.Signature;
import dev.modelregistry.versioning.Bump;
import dev.modelregistry.versioning.Numbering;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "register",
        description = {
            "Register a version of a model; the registry gives it its number and says why.",
            "What is known of it comes from options, or from a JSON document, or from both; options win."
        },
        footer = {
            "  registry register flights --artifact model.onnx=out/model.onnx --metric auc=0.91 \\",
            "      --dataset flights=sha256:9f2c… --code git:$(git rev-parse HEAD) -m 'weekday added'",
            "  python train.py | registry register flights --from - -m 'nightly'"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class RegisterCommand extends ChangingCommand {
    @Parameters(paramLabel = "MODEL", description = "its name; a new one begins a model")
    private ModelName model;

    @Option(names = "--from", paramLabel = "FILE", description = "read this JSON document; - is the standard input")
    private @Nullable String from;

    @Option(names = "--artifact", paramLabel = "NAME=FILE", description = "a file, under its name in the version")
    private Map<String, Path> artifacts = Map.of();

    @Option(names = "--directory", paramLabel = "DIR", description = "all files below, under their relative names")
    private @Nullable Path directory;

    @Option(names = "--metric", paramLabel = "NAME=N", description = "a metric on data that was held out")
    private Map<String, Double> metrics = Map.of();

    @Option(names = "--parameter", paramLabel = "NAME=VALUE", description = "a hyper-parameter: number, truth or text")
    private Map<String, String> parameters = Map.of();

    @Option(names = "--dataset", paramLabel = "NAME=HASH", description = "data, with the scheme of its hash")
    private Map<String, String> datasets = Map.of();

    @Option(
            names = "--code",
            paramLabel = "SYSTEM:COMMIT",
            description = "the code that trained it, such as git:4f2a9c1")
    private @Nullable String code;

    @Option(names = "--run", paramLabel = "ID", description = "the training run")
    private @Nullable String run;

    @Option(names = "--algorithm", paramLabel = "TEXT", description = "how it was trained")
    private @Nullable String algorithm;

    @Option(names = "--feature", paramLabel = "NAME", split = ",", description = "its features, in their order")
    private List<String> features = List.of();

    @Option(names = "--signature", paramLabel = "FILE", description = "what it takes and gives, as JSON")
    private @Nullable Path signature;

    @Option(names = "--description", paramLabel = "TEXT", description = "what it is, for people; can be erased later")
    private @Nullable String description;

    @Option(names = "--tag", paramLabel = "KEY=VALUE", description = "set on the version behind its registration")
    private Map<String, String> tags = Map.of();

    @Option(names = "--semver", paramLabel = "VERSION", description = "this semantic version; refused if it is too low")
    private @Nullable SemanticVersion version;

    @Option(
            names = "--based-on",
            paramLabel = "VERSION",
            description = "count on from this release: a fix of an old line")
    private @Nullable SemanticVersion basedOn;

    @Option(names = "--at-least", paramLabel = "BUMP", description = "raise it so far: ${COMPLETION-CANDIDATES}")
    private @Nullable Bump atLeast;

    @Option(names = "--request-key", paramLabel = "KEY", description = "register once, however often it is repeated")
    private @Nullable String requestKey;

    @Option(names = "--create", description = "create the registry if there is none")
    private boolean create;

    @Option(names = "--dry-run", description = "only say which semantic version it would get, and why")
    private boolean dryRun;

    private DraftDocument document = DraftDocument.empty();

    private @Nullable Signature declared;

    @Override
    boolean changesNothing() {
        return dryRun;
    }

    @Override
    void check() throws IOException {
        document = document();
        declared = signature == null ? null : SignatureDocument.read(Inputs.json(signature), signature.toString());
        set(code, RegisterCommand::codeMark);
        allTags().forEach(Tagged::check);
        super.check();
    }

    private DraftDocument document() throws IOException {
        if (from == null) {
            return document;
        }
        if (from.equals("-")) {
            return DraftDocument.parse(Inputs.read(host().in(), "the document"), "the document", Path.of(""));
        }
        Path file = Path.of(from);
        Path base = file.toAbsolutePath().getParent();
        return DraftDocument.parse(Inputs.read(file), file.toString(), base == null ? Path.of("") : base);
    }

    @Override
    @Nullable
    String reason() {
        String given = super.reason();
        return given != null ? given : document.reason().orElse(null);
    }

    @Override
    ModelRegistry open(String place) {
        if (create && !dryRun) {
            return ModelRegistry.openOrCreate(place);
        }
        try {
            return super.open(place);
        } catch (NotFoundException absent) {
            throw new NotFoundException("there is no registry there; --create creates it", absent);
        }
    }

    @Override
    Answer answer(ModelRegistry registry) throws IOException {
        RegisteredModel model = registry.model(this.model);
        if (dryRun) {
            Numbering numbering = model.preview(this::fill);
            ObjectNode json = JsonOutput.object().put("model", model.name().value());
            json.set("numbering", JsonOutput.numbering(numbering));
            return Answer.of(json, text(model.name() + " would be ", numbering));
        }
        String key = requestKey != null ? requestKey : document.requestKey().orElse(null);
        Change change = key == null ? change() : change().requestKey(key);
        int before = model.latest().map(ModelVersion::number).orElse(0);
        ModelVersion version = model.register(this::fill, change);
        boolean created = version.number() > before;
        String label = created
                ? "registered " + version + ", " + version.uri()
                : "is registered already as " + version + ", " + version.uri();
        try {
            allTags().forEach((name, value) -> model.tag(version, name, value, change()));
            ObjectNode json = JsonOutput.version(version).put("created", created);
            json.set("numbering", JsonOutput.numbering(version.numbering()));
            json.set(
                    "tags",
                    JsonOutput.texts(Models.known(model.name(), registry).tags(version)));
            return Answer.of(json, created ? text(label + "\n", version.numbering()) : label + "\n");
        } catch (RuntimeException failure) {
            throw new HalfDoneException(label, failure);
        }
    }

    /** Those of the document and of the command line. */
    private Map<String, String> allTags() {
        Map<String, String> all = new TreeMap<>(document.tags());
        all.putAll(tags);
        return all;
    }

    private void fill(VersionDraft draft) {
        Lineage.Builder lineage = Lineage.builder();
        document.fill(draft, lineage, datasets.keySet());
        artifacts.forEach(draft::artifact);
        set(directory, draft::directory);
        metrics.forEach(draft::metric);
        parameters.forEach((name, value) -> draft.parameter(name, DraftDocument.parameter(value)));
        set(algorithm, draft::algorithm);
        if (!features.isEmpty()) {
            draft.features(features);
        }
        set(declared, draft::signature);
        set(description, draft::description);
        set(version, draft::version);
        set(basedOn, draft::basedOn);
        set(atLeast, draft::atLeast);
        datasets.forEach(lineage::dataset);
        set(run, lineage::run);
        set(code, text -> lineage.code(text.substring(0, codeMark(text)), text.substring(codeMark(text) + 1)));
        draft.lineage(lineage.build());
    }

    private static <T> void set(@Nullable T value, Consumer<T> to) {
        if (value != null) {
            to.accept(value);
        }
    }

    /** Where the system ends and the commit begins. */
    private static int codeMark(String code) {
        int at = code.indexOf(':');
        if (at < 1) {
            throw new InvalidInputException(
                    "code '" + code + "' is not of the form SYSTEM:COMMIT, such as git:4f2a9c1");
        }
        return at;
    }

    private static String text(String before, Numbering numbering) {
        StringBuilder text = new StringBuilder(before);
        if (numbering.isRegistered()) {
            return text.append(numbering.version() + ": nothing is different, it is registered already\n")
                    .toString();
        }
        text.append(numbering.version())
                .append(numbering.base().map(base -> ", which follows " + base).orElse(", which follows no release"))
                .append('\n');
        numbering.reasons().forEach(reason -> text.append("  " + Terminal.line(reason.toString()) + "\n"));
        return text.toString();
    }
}
