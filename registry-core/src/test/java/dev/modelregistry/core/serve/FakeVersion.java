package dev.modelregistry.core.serve;

import dev.modelregistry.Artifact;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.event.Testimony;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Origin;
import dev.modelregistry.serving.GoldenExample;
import dev.modelregistry.signature.Signature;
import dev.modelregistry.versioning.Numbering;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A version of which there is but the identity, and a file of 100 bytes that nobody can open. */
record FakeVersion(ModelName model, int number, List<GoldenExample> golden, Optional<Signature> signature)
        implements ModelVersion {
    FakeVersion(ModelName model, int number) {
        this(model, number, List.of(), Optional.empty());
    }

    @Override
    public SemanticVersion version() {
        return SemanticVersion.parse("1." + number + ".0");
    }

    @Override
    public Digest digest() {
        return Digest.ZERO;
    }

    @Override
    public Digest modelHash() {
        return Digest.ZERO;
    }

    @Override
    public Instant registeredAt() {
        return Instant.EPOCH;
    }

    @Override
    public Actor registeredBy() {
        return Actor.of("alice");
    }

    @Override
    public String reason() {
        return "trained";
    }

    @Override
    public Numbering numbering() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Origin> origin() {
        return Optional.empty();
    }

    @Override
    public List<Testimony> testimony() {
        return List.of();
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.builder(version())
                .artifact(new ArtifactEntry("model.bin", Digest.ZERO, 100))
                .build();
    }

    @Override
    public List<Artifact> artifacts() {
        return List.of();
    }

    @Override
    public Artifact artifact(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> text(String name) {
        return Optional.empty();
    }

    @Override
    public Path materialize(Path directory) {
        throw new UnsupportedOperationException();
    }
}
