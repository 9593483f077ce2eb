package dev.modelregistry.core.access;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.ReleaseSetView;
import dev.modelregistry.access.Operation;
import dev.modelregistry.event.Commit;
import dev.modelregistry.release.Member;
import dev.modelregistry.release.Release;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A release set, for those who may read the rules; nothing where one of its models may not be read. */
class GuardedReleaseSetView<S extends ReleaseSetView> implements ReleaseSetView {
    final S inner;
    final ReleaseSetView nothing;
    final Guard guard;

    GuardedReleaseSetView(S inner, ReleaseSetView nothing, Guard guard) {
        this.inner = inner;
        this.nothing = nothing;
        this.guard = guard;
    }

    private ReleaseSetView shown() {
        return mayRead() ? inner : nothing;
    }

    /** Whether each model that ever was in it may be read. */
    final boolean mayRead() {
        guard.require(guard.request(Operation.READ));
        return inner.releases().stream()
                .flatMap(release -> release.members().stream())
                .map(Member::model)
                .distinct()
                .allMatch(guard::mayRead);
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public boolean exists() {
        return shown().exists();
    }

    @Override
    public long revision() {
        return shown().revision();
    }

    @Override
    public Instant knownAt() {
        return shown().knownAt();
    }

    @Override
    public Optional<Release> current() {
        return shown().current();
    }

    @Override
    public Optional<Release> lastGood() {
        return shown().lastGood();
    }

    @Override
    public List<ModelVersion> versions() {
        return shown().versions();
    }

    @Override
    public Optional<Release> underWay() {
        return shown().underWay();
    }

    @Override
    public List<Release> releases() {
        return shown().releases();
    }

    @Override
    public Stream<Commit> history() {
        return shown().history();
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
