package dev.modelregistry.core;

import dev.modelregistry.VersionDraft;
import dev.modelregistry.core.codec.DescriptorCodec;
import dev.modelregistry.core.decide.Registration;
import dev.modelregistry.core.decide.Registration.Content;
import dev.modelregistry.core.decide.Registration.Wanted;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.signature.Signature;
import dev.modelregistry.spi.BlobStore;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.versioning.Bump;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
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

    /** Where bytes go: into a store, or only through a digest. */
    interface Sink {
        BlobInfo put(InputStream content) throws IOException;
    }

    /** Where an artifact's bytes come from. */
    private interface Source {
        BlobInfo pourInto(Sink sink) throws IOException;
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
        return artifact(name, sink -> pour(sink, name, file));
    }

    @Override
    public VersionDraft artifact(String name, byte[] content) {
        byte[] copy = content.clone();
        return artifact(name, sink -> sink.put(Bytes.of(copy).stream()));
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

    /** Streams a file; refuses it if it changes meanwhile. */
    private static BlobInfo pour(Sink sink, String name, Path file) throws IOException {
        BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class);
        if (!before.isRegularFile()) {
            throw new InvalidInputException("artifact '" + name + "': " + file + " is not a regular file");
        }
        BlobInfo blob;
        try (InputStream content = Files.newInputStream(file)) {
            blob = sink.put(content);
        }
        BasicFileAttributes after = Files.readAttributes(file, BasicFileAttributes.class);
        boolean same = before.size() == after.size()
                && blob.size() == after.size()
                && before.lastModifiedTime().equals(after.lastModifiedTime());
        if (!same) {
            throw new InvalidInputException("artifact '" + name + "': " + file + " changed while it was read ("
                    + before.size() + " bytes of "
                    + before.lastModifiedTime() + " before, " + after.size() + " bytes of " + after.lastModifiedTime()
                    + " after); finish writing it first");
        }
        return blob;
    }

    /** Puts the files and texts into the sink, and says what is to be registered. */
    Registration pourInto(Sink sink, ModelName model, Optional<String> requestKey) {
        if (version != null && base.isPresent()) {
            throw new InvalidInputException("the draft has the version " + version + " and is based on " + base.get()
                    + "; give one of them: a version is compared with the release below it in any case");
        }
        Map<String, BlobInfo> files = new TreeMap<>();
        artifacts.forEach((name, source) -> files.put(name, pour(sink, "artifact '" + name + "'", source)));
        Map<String, Digest> stored = new TreeMap<>();
        texts.forEach((name, text) -> stored.put(name, store(sink, "text '" + name + "'", Bytes.utf8(text))));
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

    /** What a store would say of these bytes. */
    static BlobInfo measure(InputStream content) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        long size = content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), sha256));
        return new BlobInfo(Digest.of(sha256), size, 0);
    }

    /** Stores a descriptor that is too large to travel in the commit. */
    static void storeLarge(BlobStore blobs, Content content) {
        if (content.inline().isEmpty()) {
            store(blobs::put, "the descriptor", DescriptorCodec.encode(content.descriptor()));
        }
    }

    /** Stores what a commit is to name. */
    static Digest store(Sink sink, String what, Bytes content) {
        return pour(sink, what, into -> into.put(content.stream())).digest();
    }

    private static BlobInfo pour(Sink sink, String what, Source source) {
        try {
            return source.pourInto(sink);
        } catch (IOException unreadable) {
            throw new InvalidInputException(what + " cannot be read: " + unreadable, unreadable);
        } catch (OutcomeUnknownException unknown) {
            // Whether the bytes are there or not: no commit names them.
            throw new StoreUnavailableException(
                    what + " may not be stored, and no commit names it: " + unknown.getMessage(), unknown);
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
    public VersionDraft trainingTime(Duration time) {
        return fact(builder -> builder.trainingTime(time));
    }

    @Override
    public VersionDraft resource(String name, String value) {
        return fact(builder -> builder.resource(name, value));
    }

    @Override
    public VersionDraft lineage(Lineage value) {
        return fact(builder -> builder.lineage(value));
    }

    @Override
    public VersionDraft text(String name, String text) {
        check.text(name, Digest.ZERO);
        texts.put(name, text);
        return this;
    }
}
