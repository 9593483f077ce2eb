package dev.modelregistry.core;

import dev.modelregistry.Artifact;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.core.codec.DescriptorCodec;
import dev.modelregistry.core.codec.GoldenCodec;
import dev.modelregistry.core.decide.Registration;
import dev.modelregistry.core.decide.Registration.Content;
import dev.modelregistry.core.decide.Registration.Wanted;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.VersionRange;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.serving.GoldenExample;
import dev.modelregistry.signature.Signature;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.versioning.Bump;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collects what is to be registered, then stores its files and makes the descriptor. */
final class Draft implements VersionDraft {
    /** A descriptor up to this size travels in the commit; a larger one is a blob. */
    private static final int INLINE = 64 << 10;

    private static final SemanticVersion UNKNOWN = SemanticVersion.of(0, 0, 0);

    private @Nullable SemanticVersion version;
    private final Map<String, Source> artifacts = new TreeMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    /** Applied to the descriptor's builder, which checks them; a copy is checked as they come so that mistakes show early. */
    private final List<Consumer<Descriptor.Builder>> facts = new ArrayList<>();

    private final Descriptor.Builder check = Descriptor.builder(UNKNOWN);

    private Optional<SemanticVersion> base = Optional.empty();
    private Bump bump = Bump.PATCH;

    private final Engine engine;
    /** What the lineage leaves out is taken from here. */
    private final Lineage origin;

    private Lineage lineage = Lineage.unknown();

    /**
     * A draft of which nothing is known.
     *
     * @param engine of the registry that it is for
     * @param origin what is known of where it comes from
     */
    Draft(Engine engine, Lineage origin) {
        this.engine = engine;
        this.origin = origin;
    }

    @Override
    public VersionDraft version(SemanticVersion value) {
        this.version = value;
        return this;
    }

    @Override
    public VersionDraft basedOn(SemanticVersion release) {
        Bump.PATCH.after(release); // refuses a pre-release
        this.base = Optional.of(release);
        return this;
    }

    @Override
    public VersionDraft atLeast(Bump value) {
        this.bump = Objects.requireNonNull(value, "bump");
        return this;
    }

    @Override
    public VersionDraft artifact(String name, Path file) {
        return artifact(name, Source.of(name, file));
    }

    @Override
    public VersionDraft artifact(String name, byte[] content) {
        return artifact(name, Source.of(content));
    }

    @Override
    public VersionDraft artifact(String name, Artifact file) {
        return artifact(name, Source.of(engine, file));
    }

    @Override
    public VersionDraft golden(List<GoldenExample> examples) {
        return artifact(GoldenExample.FILE, GoldenCodec.encode(examples).array());
    }

    private VersionDraft artifact(String name, Source source) {
        check.artifact(new ArtifactEntry(name, Digest.ZERO, 0));
        artifacts.put(name, source);
        return this;
    }

    @Override
    public VersionDraft directory(Path directory) {
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            throw new InvalidInputException("directory '" + directory + "' cannot be read: " + unreadable, unreadable);
        }
        if (files.isEmpty() || !Files.isDirectory(directory)) {
            throw new InvalidInputException("'" + directory + "' is not a directory with at least one regular file");
        }
        files.forEach(file -> artifact(directory.relativize(file).toString().replace('\\', '/'), file));
        return this;
    }

    /** Puts the files and texts into the sink, and says what is to be registered. */
    Registration pourInto(Source.Sink sink, ModelName model, Optional<String> requestKey) {
        if (version != null && base.isPresent()) {
            throw new InvalidInputException("the draft has the version " + version + " and is based on " + base.get()
                    + "; give one of them: a version is compared with the release below it in any case");
        }
        Map<String, BlobInfo> files = new TreeMap<>();
        artifacts.forEach((name, source) -> files.put(name, Source.pour(sink, "artifact '" + name + "'", source)));
        Map<String, Digest> stored = new TreeMap<>();
        texts.forEach((name, text) -> stored.put(name, Source.store(sink, "text '" + name + "'", Bytes.utf8(text))));
        Map<SemanticVersion, Content> contents = new HashMap<>();
        Function<SemanticVersion, Content> content =
                number -> contents.computeIfAbsent(number, any -> content(number, files, stored));
        Descriptor draft = content.apply(version != null ? version : UNKNOWN).descriptor();
        return new Registration(
                model,
                new Wanted(Optional.ofNullable(version), base, bump),
                draft,
                DescriptorCodec.modelHash(draft),
                content,
                requestKey,
                Optional.empty());
    }

    private Content content(SemanticVersion number, Map<String, BlobInfo> files, Map<String, Digest> stored) {
        Descriptor.Builder builder = Descriptor.builder(number);
        facts.forEach(fact -> fact.accept(builder));
        builder.lineage(completed());
        files.forEach((name, blob) -> builder.artifact(new ArtifactEntry(name, blob.digest(), blob.size())));
        stored.forEach(builder::text);
        Bytes canonical = DescriptorCodec.encode(builder.build());
        // What cannot be read back must never be written; and whoever wrote it shall see what everybody else will.
        Descriptor readable = DescriptorCodec.decode(canonical);
        return new Content(
                readable,
                canonical.digest(),
                canonical.size() <= INLINE ? Optional.of(canonical.utf8()) : Optional.empty());
    }

    /** Stores a descriptor that is too large to travel in the commit. */
    static void storeLarge(Source.Sink sink, Content content) {
        if (content.inline().isEmpty()) {
            Source.store(sink, "the descriptor", DescriptorCodec.encode(content.descriptor()));
        }
    }

    private VersionDraft fact(Consumer<Descriptor.Builder> fact) {
        fact.accept(check);
        facts.add(fact);
        return this;
    }

    @Override
    public VersionDraft signature(Signature value) {
        return fact(builder -> builder.signature(value));
    }

    @Override
    public VersionDraft algorithm(String value) {
        return fact(builder -> builder.algorithm(value));
    }

    @Override
    public VersionDraft architecture(String value) {
        return fact(builder -> builder.architecture(value));
    }

    @Override
    public VersionDraft features(List<String> names) {
        List<String> copy = List.copyOf(names);
        return fact(builder -> builder.features(copy));
    }

    @Override
    public VersionDraft parameter(String name, ParameterValue value) {
        return fact(builder -> builder.parameter(name, value));
    }

    @Override
    public VersionDraft metric(String name, double value) {
        return fact(builder -> builder.metric(name, value));
    }

    @Override
    public VersionDraft folds(String metric, double... values) {
        List<Double> copy = Arrays.stream(values).boxed().toList();
        return fact(builder -> builder.folds(metric, copy));
    }

    @Override
    public VersionDraft direction(String metric, Direction direction) {
        return fact(builder -> builder.direction(metric, direction));
    }

    @Override
    public VersionDraft trainingMetric(String name, double value) {
        return fact(builder -> builder.trainingMetric(name, value));
    }

    @Override
    public VersionDraft environment(String name, String value) {
        return fact(builder -> builder.environment(name, value));
    }

    @Override
    public VersionDraft requirement(String name, String value) {
        return fact(builder -> builder.requirement(name, value));
    }

    @Override
    public VersionDraft worksWith(ModelName model, VersionRange releases) {
        return fact(builder -> builder.partner(model, releases));
    }

    @Override
    public VersionDraft trainingTime(Duration time) {
        return fact(builder -> builder.trainingTime(time));
    }

    @Override
    public VersionDraft resource(String name, String value) {
        return fact(builder -> builder.resource(name, value));
    }

    @Override
    public VersionDraft lineage(Lineage value) {
        lineage = Objects.requireNonNull(value, "lineage");
        return this;
    }

    private Lineage completed() {
        Lineage.Builder completed = lineage.toBuilder();
        if (lineage.run().isEmpty()) {
            origin.run().ifPresent(completed::run);
        }
        if (lineage.datasets().isEmpty()) {
            origin.datasets().forEach(completed::dataset);
        }
        if (lineage.code().isEmpty()) {
            origin.code().ifPresent(completed::code);
        }
        return completed.build();
    }

    @Override
    public VersionDraft text(String name, String text) {
        check.text(name, Digest.ZERO);
        texts.put(name, text);
        return this;
    }
}
