package dev.modelregistry.core.access;

import dev.modelregistry.Change;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ReleaseSet;
import dev.modelregistry.ReleaseSetView;
import dev.modelregistry.ServedMember;
import dev.modelregistry.ServedSet;
import dev.modelregistry.access.AccessRequest;
import dev.modelregistry.access.Operation;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.release.Member;
import dev.modelregistry.release.Release;
import dev.modelregistry.release.Release.Status;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A release set, for those who may promote, or roll back, each model of it in production. */
final class GuardedReleaseSet extends GuardedReleaseSetView<ReleaseSet> implements ReleaseSet {
    private final ReleaseSet latest;

    /** @param latest the same set as it is now, whatever is shown of it: rights are asked of its models */
    GuardedReleaseSet(ReleaseSet inner, ReleaseSet latest, ReleaseSetView nothing, Guard guard) {
        super(inner, nothing, guard);
        this.latest = latest;
    }

    @Override
    public Release promote(Collection<ModelVersion> versions, Change change) {
        require(Operation.PROMOTE, latest.current(), change);
        versions.forEach(version ->
                require(Operation.PROMOTE, version.model(), request -> request.version(version.number()), change));
        return inner.promote(versions, change);
    }

    @Override
    public Release rollbackFrom(Release failed, Change change) {
        require(Operation.ROLL_BACK, Optional.of(failed), change);
        latest.releases().stream() // whichever it returns to
                .filter(release -> release.status() == Status.PROMOTED)
                .forEach(release -> require(Operation.ROLL_BACK, Optional.of(release), change));
        return inner.rollbackFrom(failed, change);
    }

    @Override
    public void abandon(Change change) {
        require(Operation.ROLL_BACK, latest.underWay(), change);
        require(Operation.ROLL_BACK, latest.current(), change); // of which models may leave by it
        inner.abandon(change);
    }

    @Override
    public void dissolve(Change change) {
        require(Operation.PROMOTE, latest.current(), change);
        inner.dissolve(change);
    }

    private void require(Operation operation, Optional<Release> release, Change change) {
        guard.by(change).require(guard.by(change).request(Operation.READ));
        for (Member member : release.map(Release::members).orElse(List.of())) {
            require(operation, member.model(), request -> request, change);
        }
    }

    private void require(Operation operation, ModelName model, UnaryOperator<AccessRequest> about, Change change) {
        Guard author = guard.by(change);
        author.require(author.request(Operation.READ).model(model));
        author.require(about.apply(author.request(operation).model(model).stage(Stage.PRODUCTION)));
    }

    /** Asked once: a right that is lost later must not take models out of service. */
    @Override
    public ServedSet serve(Collection<? extends ServedMember<?>> members) {
        boolean maySee = mayRead() && members.stream().map(ServedMember::model).allMatch(guard::mayRead);
        if (!maySee) {
            nothing.exists(); // not if it is closed
            throw new ServingException("nothing of release set '" + name() + "' is in production; promote a release");
        }
        return inner.serve(members);
    }
}
