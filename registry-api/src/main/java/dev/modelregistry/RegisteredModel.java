package dev.modelregistry;

import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.versioning.Numbering;
import java.util.function.Consumer;

/**
 * One model of a registry, to read and to change. Every method that changes something makes exactly one commit, or none if things are
 * already as they should be; any number of processes may call at the same time, and each decision is made on the state that its commit
 * follows. Thread-safe; usable while its registry is open.
 *
 * <p>All changing methods throw, with the state unchanged unless said otherwise:
 *
 * <ul>
 *   <li>{@link dev.modelregistry.error.InvalidInputException}: an argument is malformed, belongs to another model, or no actor is known
 *   <li>{@link dev.modelregistry.error.NotFoundException}: the model or version does not exist
 *   <li>{@link dev.modelregistry.error.RejectedException}: the rules refuse, or the store may only be read
 *   <li>{@link dev.modelregistry.error.ConflictException}: {@link Change#ifRevisionIs} does not hold, or others kept winning
 *   <li>{@link dev.modelregistry.error.StoreUnavailableException}: the store failed; nothing was changed
 *   <li>{@link dev.modelregistry.error.OutcomeUnknownException}: it may have been changed
 * </ul>
 */
public interface RegisteredModel extends ModelView {
    /**
     * Registers a version under the next number, in stage {@link Stage#DEVELOPMENT}; creates the model if it does not exist. Its semantic
     * version is the one that the draft gives, or else follows from {@linkplain VersionDraft#version(SemanticVersion) what is different}
     * from the version before; {@link ModelVersion#numbering()} says why. Files are
     * stored first, then one commit makes them count: a crash in between leaves nothing visible, and where the registration is refused the
     * stored bytes stay behind, named by nothing. Repeating a registration with the same
     * semantic version and equal content, or with the {@link Change#requestKey} that made a version, gives the version that is there; so does one without
     * a version if nothing is different from the version that it would follow.
     *
     * @param fill fills in the draft; called once, before anything is written
     * @return the version
     * @throws dev.modelregistry.error.ConflictException if the semantic version or the request key is taken by other content
     * @throws dev.modelregistry.error.RejectedException if the semantic version is too low for what is different; the message has the
     *     reasons, and the lowest that would do
     */
    ModelVersion register(Consumer<VersionDraft> fill, Change change);

    /**
     * The semantic version that a draft would get if it were registered now, and why. Reads the draft's files to compare them, and writes
     * nothing.
     *
     * @param fill fills in the draft; called once
     * @throws dev.modelregistry.error.RegistryException where {@link #register} would, for the same reasons
     */
    Numbering preview(Consumer<VersionDraft> fill);

    /**
     * Moves a version to a stage along the transitions that are allowed. Where the stage holds one version, the one that was there is
     * archived in the same commit; if that stage is {@link Stage#PRODUCTION}, it is also recorded as good, for a rollback to return to.
     * Does nothing if the version is there already.
     *
     * @return the version in its stage
     */
    Occupancy promote(ModelVersion version, Stage to, Change change);

    /** Takes a version out of use. The same as promoting it to {@link Stage#ARCHIVED}. */
    default Occupancy archive(ModelVersion version, Change change) {
        return promote(version, Stage.ARCHIVED, change);
    }

    /**
     * Takes a version out of production because it failed there, and puts the last good one back, in one commit. The failed one goes to
     * {@link Stage#STAGING} if that is empty and else to {@link Stage#ARCHIVED}, and is never returned to until it is promoted again. Does
     * nothing if the version was in production and is no more, so any number of hosts may react to the same failure.
     *
     * @param failed the version that must not be in production
     * @return what is in production now
     * @throws dev.modelregistry.error.RejectedException if the version was never in production, or there is no good version to return to
     */
    Occupancy rollbackFrom(ModelVersion failed, Change change);

    /** Points an alias at a version; moves it if it exists. */
    void alias(Alias alias, ModelVersion version, Change change);

    /** Points an alias at a version; moves it if it exists. */
    default void alias(String alias, ModelVersion version, Change change) {
        alias(Alias.of(alias), version, change);
    }

    /** Removes an alias; does nothing if the model has none of this name. */
    void removeAlias(Alias alias, Change change);

    /** Removes an alias; does nothing if the model has none of this name. */
    default void removeAlias(String alias, Change change) {
        removeAlias(Alias.of(alias), change);
    }

    /**
     * Sets a tag on the model.
     *
     * @param key 1 to 128 printable characters
     * @param value at most 1,024 characters
     */
    void tag(String key, String value, Change change);

    /** Sets a tag on a version. */
    void tag(ModelVersion version, String key, String value, Change change);

    /** Removes a tag from the model; does nothing if there is none. */
    void removeTag(String key, Change change);

    /** Removes a tag from a version; does nothing if there is none. */
    void removeTag(ModelVersion version, String key, Change change);

    /**
     * Hides the model. Its journal stays, {@link #restore} or the next registration brings it back, and numbering goes on where it was.
     *
     * @throws dev.modelregistry.error.RejectedException if a version is in {@link Stage#PRODUCTION} or {@link Stage#CANARY}
     */
    void delete(Change change);

    /** Brings a deleted model back; does nothing if it is not deleted. */
    void restore(Change change);

    /**
     * Calls a listener for each commit to this model from now on, in order, each once, whichever process made it. Calls come from one
     * daemon thread, which looks at the store once in every poll interval, and at once after a commit of this registry. A listener that
     * throws is logged and keeps being called; it never fails the write.
     *
     * @return close it to stop; closing the registry stops it too
     */
    Watch watch(Consumer<Commit> listener);

    /** A running {@link #watch}. <b>Must be closed.</b> */
    interface Watch extends AutoCloseable {
        /** Stops the calls; one that is under way ends by itself. */
        @Override
        void close();
    }
}
