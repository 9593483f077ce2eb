package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ReleaseSetView;
import dev.modelregistry.core.journal.Journal;
import dev.modelregistry.core.journal.Trail;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.ReleaseSetState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.event.Commit;
import dev.modelregistry.release.Member;
import dev.modelregistry.release.Release;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Answers every question about a release set from a state; where the state comes from is said below. */
abstract class ReleaseSetReader implements ReleaseSetView {
    protected final Engine engine;
    protected final String name;

    ReleaseSetReader(Engine engine, String name) {
        this.engine = engine;
        this.name = JournalId.ofReleaseSet(name).key();
    }

    /** The state to answer from. */
    abstract ReleaseSetState state();

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean exists() {
        return !state().head().equals(Head.NONE);
    }

    @Override
    public long revision() {
        return state().head().revision();
    }

    @Override
    public Optional<Release> current() {
        return Optional.ofNullable(state().currentRelease());
    }

    @Override
    public Optional<Release> lastGood() {
        return state().returns().stream().findFirst();
    }

    @Override
    public List<ModelVersion> versions() {
        return current().stream()
                .flatMap(release -> release.members().stream())
                .map(member -> version(engine, member))
                .toList();
    }

    /** The version that a release names; it is there, perhaps since a moment ago. */
    static ModelVersion version(Engine engine, Member member) {
        Journal<ModelState> journal = engine.journal(member.model());
        VersionState known = journal.state(Freshness.pinned()).version(member.number());
        VersionState version =
                known != null ? known : engine.existing(journal.state(Freshness.latest()), member.number());
        return new DefaultVersion(engine, member.model(), version);
    }

    @Override
    public Optional<Release> underWay() {
        return Optional.ofNullable(state().releaseUnderWay());
    }

    @Override
    public List<Release> releases() {
        return state().all();
    }

    @Override
    public Stream<Commit> history() {
        return Trail.of(engine::journals, JournalId.ofReleaseSet(name), state().head());
    }

    @Override
    public String toString() {
        return "release set '" + name + "' of " + engine.location();
    }
}
