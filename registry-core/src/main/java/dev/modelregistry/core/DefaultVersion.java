package dev.modelregistry.core;

import dev.modelregistry.Artifact;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.core.codec.TestimonyCodec;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.event.RegistryEvent.VersionCopied;
import dev.modelregistry.event.Testimony;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Origin;
import dev.modelregistry.serving.GoldenExample;
import dev.modelregistry.storage.Part;
import dev.modelregistry.versioning.Numbering;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A version: its identity from the state, everything else from its descriptor when it is asked for. */
final class DefaultVersion implements ModelVersion {
    private final Engine engine;
    private final ModelName model;
    private final VersionState state;

    DefaultVersion(Engine engine, ModelName model, VersionState state) {
        this.engine = engine;
        this.model = model;
        this.state = state;
    }

    /** Where it is. */
    Engine engine() {
        return engine;
    }

    VersionState state() {
        return state;
    }

    @Override
    public ModelName model() {
        return model;
    }

    @Override
    public int number() {
        return state.number();
    }

    @Override
    public SemanticVersion version() {
        return state.version();
    }

    @Override
    public Digest digest() {
        return state.digest();
    }

    @Override
    public Digest modelHash() {
        return state.modelHash();
    }

    @Override
    public Instant registeredAt() {
        return state.registered().time();
    }

    @Override
    public Actor registeredBy() {
        return state.registered().actor();
    }

    @Override
    public String reason() {
        return state.registered().reason();
    }

    @Override
    public Numbering numbering() {
        return engine.registration(model, state).numbering();
    }

    @Override
    public Optional<Origin> origin() {
        return engine.copying(model, state).map(VersionCopied::from);
    }

    @Override
    public List<Testimony> testimony() {
        String what = "what was said of the origin of " + this;
        return engine.copying(model, state)
                .flatMap(VersionCopied::testimony)
                .map(blob -> TestimonyCodec.decode(
                        owner().read(engine, Part.testimony(), () -> engine.blob(blob, what)), what))
                .orElse(List.of());
    }

    @Override
    public Descriptor descriptor() {
        return engine.descriptor(model, state);
    }

    @Override
    public List<Artifact> artifacts() {
        return descriptor().artifacts().stream().<Artifact>map(this::artifact).toList();
    }

    @Override
    public Artifact artifact(String name) {
        return artifact(descriptor().artifact(name));
    }

    private StoredArtifact artifact(ArtifactEntry entry) {
        return new StoredArtifact(engine, owner(), entry);
    }

    @Override
    public List<GoldenExample> golden() {
        return descriptor().artifacts().stream()
                .filter(entry -> entry.path().equals(GoldenExample.FILE))
                .findFirst()
                .map(entry -> GoldenFile.read(artifact(entry)))
                .orElse(List.of());
    }

    @Override
    public Optional<String> text(String name) {
        return Optional.ofNullable(descriptor().texts().get(name))
                .map(digest -> owner().read(
                                engine,
                                Part.text(name),
                                () -> engine.blob(digest, this + " text '" + name + "'")
                                        .utf8()));
    }

    private Owner owner() {
        return Owner.version(toString(), model, number());
    }

    @Override
    public Path materialize(Path directory) {
        return Materializer.layOut(this, directory);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelVersion that
                && number() == that.number()
                && model.equals(that.model())
                && digest().equals(that.digest());
    }

    @Override
    public int hashCode() {
        return Objects.hash(model, number(), digest());
    }

    @Override
    public String toString() {
        return model + " v" + version() + " (number " + number() + ")";
    }
}
