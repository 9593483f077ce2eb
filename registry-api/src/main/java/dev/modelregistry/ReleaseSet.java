package dev.modelregistry;

import dev.modelregistry.release.Release;
import java.util.Collection;
import java.util.List;

/**
 * Models that go into production together, and back together. What is in production of each is decided by one commit in the set's own journal: from then on each reader that asks anew sees
 * all versions of the new release, whoever dies meanwhile.
 *
 * <p>A model belongs to one set at most, from the first {@link #promote} that has a version of it to the first that has none. Meanwhile nothing else brings a version of it into {@link
 * dev.modelregistry.id.Stage#PRODUCTION} or takes one out: no promotion by hand, no rollback of one model, no rollout but a shadow. Breaking the glass does, and takes the model out of the set.
 */
public interface ReleaseSet extends ReleaseSetView {
    /**
     * Puts versions into production together. Each passes the gates into {@link dev.modelregistry.id.Stage#PRODUCTION}, as if it were promoted alone, and is what the others {@linkplain
     * VersionDraft#worksWith work with}; if one does not, nothing changes. What was there before is archived and recorded as good. A model of the current release that is not among them leaves the set,
     * and stays in production as it is. Does nothing if just this is in production.
     *
     * <p>The stages of the members follow the one commit that decides in commits of their own; whoever resolves, lists or serves sees them at once, a search as soon as they are there.
     *
     * @param versions one of each model
     * @param change a reason and an actor, perhaps the set's expected revision; it is more than one commit
     * @return the release in production
     * @throws dev.modelregistry.error.InvalidInputException if there is none, or two are of one model
     * @throws dev.modelregistry.error.RejectedException if a gate does not hold, two versions do not work with each other, a model is in another set or has a rollout under way, or another release is under way
     * @throws dev.modelregistry.error.NotFoundException if there is no such version
     * @throws dev.modelregistry.error.ConflictException if the rules changed while it was prepared, or somebody abandoned it; nothing is in production of it
     * @throws dev.modelregistry.error.OutcomeUnknownException if the store did not say whether it took a commit; {@link #current} says later whether that decided, and {@link #underWay} what is to be {@linkplain #abandon abandoned}
     */
    Release promote(Collection<ModelVersion> versions, Change change);

    /** Puts versions into production together; see {@link #promote(Collection, Change)}. */
    default Release promote(Change change, ModelVersion... versions) {
        return promote(List.of(versions), change);
    }

    /**
     * Puts an earlier release back in the place of one that failed, by one commit: the last that was promoted before it, has not failed, has no version that failed since, and whose versions can all serve. No gates are asked. Versions that are replaced are marked as failed, as by {@link
     * RegisteredModel#rollbackFrom}; which of them is to blame is not known. A model that only the failed release has leaves the set, and stays in production as it is. A shadow ends where its control is replaced.
     *
     * <p>Does nothing if it has failed already, so that several who see the same failure roll back once.
     *
     * @param failed the release in production
     * @param change a reason and an actor, perhaps the set's expected revision; it is more than one commit
     * @return the release in production, with a number of its own
     * @throws dev.modelregistry.error.ConflictException if another release is in production
     * @throws dev.modelregistry.error.RejectedException if there is no release to return to, or one is under way; the message says why not to which
     * @throws dev.modelregistry.error.OutcomeUnknownException as {@link #promote(Collection, Change)}
     */
    Release rollbackFrom(Release failed, Change change);

    /**
     * Gives up the release that is {@linkplain #underWay under way}, as when whoever prepared it has died. Does nothing if there is none. If it comes from a process that is alive, that one is told so.
     *
     * @param change a reason and an actor, perhaps the set's expected revision
     */
    void abandon(Change change);

    /**
     * Lets all models go: each stays in production as it is, and decides for itself again. The name can be used anew.
     *
     * @param change a reason and an actor, perhaps the set's expected revision; it is more than one commit
     * @throws dev.modelregistry.error.RejectedException if a release is under way
     */
    void dissolve(Change change);

    /**
     * Serves members of the set in this process, all of one release: a new one answers when all its versions are loaded, by one switch. Returns when the current release answers.
     *
     * @param members what to serve of it; models of the set that no request here needs may be left out
     * @return what answers requests; <b>must be closed</b>, which closing the registry does too
     * @throws dev.modelregistry.error.InvalidInputException if there is none, two are of one model, or one says {@link dev.modelregistry.serving.Swap#SPARE_MEMORY}: a release is loaded beside the one before
     * @throws dev.modelregistry.error.ServingException if nothing is in production, or one of the models is not in it or cannot be loaded: nothing is left running
     * @throws dev.modelregistry.error.StoreUnavailableException if the store cannot be reached
     */
    ServedSet serve(Collection<? extends ServedMember<?>> members);

    /** Serves members of the set in this process; see {@link #serve(Collection)}. */
    default ServedSet serve(ServedMember<?>... members) {
        return serve(List.of(members));
    }
}
