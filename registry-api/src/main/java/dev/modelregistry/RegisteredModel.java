package dev.modelregistry;

import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.BreakGlass;
import dev.modelregistry.pipeline.Rollback;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.review.Simulation;
import dev.modelregistry.rollout.WhoServed;
import dev.modelregistry.versioning.Numbering;
import java.time.Duration;
import java.time.Instant;
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
 *   <li>{@link dev.modelregistry.error.AccessDeniedException}: the {@linkplain RegistryBuilder#access access policy} of this process denies it
 *   <li>{@link dev.modelregistry.error.ConflictException}: {@link Change#ifRevisionIs} does not hold, or others kept winning
 *   <li>{@link dev.modelregistry.error.StoreUnavailableException}: the store failed; nothing was changed
 *   <li>{@link dev.modelregistry.error.OutcomeUnknownException}: it may have been changed
 * </ul>
 */
public interface RegisteredModel extends ModelView {
    /**
     * Registers a version under the next number, in the first stage of its pipeline; creates the model if it does not exist. Its semantic
     * version is the one that the draft gives, or else follows from {@linkplain VersionDraft#version(SemanticVersion) what is different}
     * from the version before; {@link ModelVersion#numbering()} says why. Files are
     * stored first, then one commit makes them count: a crash in between leaves nothing visible, and where the registration is refused the
     * stored bytes stay behind, named by nothing. Repeating a registration with the same
     * semantic version and equal content, or with the {@link Change#requestKey} that made a version, gives the version that is there; so does one without
     * a version if nothing is different from the version that it would follow. If that one has {@linkplain #expired expired}, it is brought back to
     * life, as by {@link #revive}.
     *
     * @param fill fills in the draft; called once, before anything is written
     * @return the version
     * @throws dev.modelregistry.error.ConflictException if the semantic version or the request key is taken by other content
     * @throws dev.modelregistry.error.RejectedException if the semantic version is too low for what is different; the message has the
     *     reasons, and the lowest that would do; or if a new name breaks the registry's {@linkplain SettingsView#naming() convention}
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
     * Registers a copy of a version of another model, in this registry or in any other one that is open: the same files, texts and facts, so
     * the same digest and the same semantic version, under the next number of this model and in the first stage of its pipeline. What it is a
     * copy of is kept as its {@linkplain ModelVersion#origin() origin}, with all that was {@linkplain ModelVersion#testimony() said of it}
     * there; none of this counts as evidence or approval here. Stage, aliases, tags and comments are not copied.
     *
     * <p>Only files that are not stored here yet are copied, each verified while it is and in constant memory; then one commit makes them count. What was said of it is held in
     * memory for the while. If this
     * fails before, nothing is registered, and repeating it goes on with the files that are missing. Where the model has the version
     * already, by whomever and however it was registered, gives that one and writes nothing, unless the model is deleted or the version has
     * expired: then it is restored or brought back to life, as by {@link #register}.
     *
     * @param original a version whose registry is open; it may be one that may only be read
     * @return the copy
     * @throws dev.modelregistry.error.InvalidInputException if the original does not come from this library
     * @throws dev.modelregistry.error.ConflictException if the semantic version or the request key is taken by other content
     * @throws dev.modelregistry.error.RejectedException if the semantic version does not fit between the releases of this model, as if a draft
     *     had given it; or if a new name, or the semantic version, breaks the registry's {@linkplain SettingsView#naming() convention}. Told
     *     before any file is copied, unless somebody registers a version meanwhile; register the files as a version of this model instead
     * @throws dev.modelregistry.error.NotFoundException if something of the original was erased; the message says by whom, when and why
     * @throws dev.modelregistry.error.CorruptStoreException if something of the original is damaged or gone
     * @throws dev.modelregistry.error.UnsupportedFormatException if a newer library wrote something of the original's model that this one must
     *     not pass over
     * @throws dev.modelregistry.error.StoreUnavailableException if one of the stores fails
     * @throws dev.modelregistry.error.OutcomeUnknownException if it cannot be known whether it was registered; repeat the call
     * @throws dev.modelregistry.error.RegistryClosedException if this registry or that of the original is closed
     */
    ModelVersion registerCopy(ModelVersion original, Change change);

    /**
     * Moves a version to a stage along a transition of the model's {@linkplain SettingsView#pipeline(String) pipeline}, through all its
     * gates. Where the stage holds one version, the one that was there is
     * archived in the same commit; if that stage is {@link Stage#PRODUCTION}, it is also recorded as good, for a rollback to return to.
     * Does nothing if the version is there already. The verdict on each gate is part of the commit; where one does not hold, nothing is
     * written.
     *
     * <p>Checks in code, scans and the verification of artifacts run before the commit, and again if the pipeline or the stage's occupant
     * changed meanwhile.
     *
     * @return the version in its stage
     * @throws dev.modelregistry.error.InvalidInputException if the pipeline has no such stage
     * @throws dev.modelregistry.error.RejectedException if the transition is not allowed, and then the message says which are; if gates do
     *     not hold, and then it says which and why; or if a rollback took the version out of production a moment ago (see {@link
     *     dev.modelregistry.pipeline.Pipeline#flapWindow()})
     */
    Occupancy promote(ModelVersion version, Stage to, Change change);

    /**
     * Moves a version to a stage of its pipeline from wherever it is, without asking a gate. For the emergency in which the rules are the
     * problem: what was passed over is in the journal, and a warning is logged. Works by the standard pipeline where the rules cannot be read.
     * Whoever must make room in production is recorded as good all the same, to be returned to: what failed there is rolled back first. Does
     * nothing if the version is there already.
     *
     * @param danger that whoever calls knows it
     * @return the version in its stage
     * @throws dev.modelregistry.error.InvalidInputException if the pipeline has no such stage
     */
    Occupancy promote(ModelVersion version, Stage to, Change change, BreakGlass danger);

    /**
     * What {@link #promote(ModelVersion, Stage, Change)} would say now. Runs the checks, scans and verifications that the gates ask for, and
     * writes nothing.
     *
     * @throws dev.modelregistry.error.InvalidInputException if the pipeline has no such stage
     */
    Simulation simulate(ModelVersion version, Stage to);

    /**
     * Records what a check found, for the gate {@link dev.modelregistry.pipeline.Gate#check} of this name: what CI does for the hosts that
     * promote. It replaces what was recorded before for this version and stage, and counts until the pipeline changes, a version
     * enters or leaves the stage, or this one is archived or fails. A host that has such a check in code goes by its own.
     *
     * @param before what {@link #simulate} said before the check ran: the stage, and what the outcome rests on
     * @throws dev.modelregistry.error.InvalidInputException if the pipeline has no such stage, or no gate into it asks for such a check
     * @throws dev.modelregistry.error.ConflictException if the pipeline or the stage's occupant has changed since then
     * @throws dev.modelregistry.error.RejectedException if the version is in the stage already
     */
    void recordEvidence(ModelVersion version, Simulation before, String check, CheckOutcome outcome, Change change);

    /**
     * Asks for approval of a version that is to enter a stage. Approvals that were given to an earlier request do not count for this one;
     * rejections do. Does nothing if this is asked for already. When the version enters, is archived or fails, all that was said is closed.
     *
     * @throws dev.modelregistry.error.InvalidInputException if the pipeline has no such stage
     * @throws dev.modelregistry.error.RejectedException if the version is there already, or no gate into the stage asks for approvals
     */
    void requestApproval(ModelVersion version, Stage to, Change change);

    /**
     * Approves a version that is to enter a stage. A person's last word counts: approving again renews it. Ids of actors that differ in case
     * or in characters that cannot be seen are one person.
     *
     * @throws dev.modelregistry.error.RejectedException if approval is not asked for, or if the actor registered the version or asked for
     *     the approval
     */
    void approve(ModelVersion version, Stage to, Change change);

    /**
     * Rejects a version that is to enter a stage. One rejection blocks it, until the same person says otherwise.
     *
     * @throws dev.modelregistry.error.RejectedException if approval is not asked for, or if the actor registered the version or asked for
     *     the approval
     */
    void reject(ModelVersion version, Stage to, Change change);

    /**
     * Takes back what this actor said: the request for approval, or else the vote. Does nothing if there is neither.
     */
    void withdraw(ModelVersion version, Stage to, Change change);

    /** Takes a version out of use. The same as promoting it to {@link Stage#ARCHIVED}. */
    default Occupancy archive(ModelVersion version, Change change) {
        return promote(version, Stage.ARCHIVED, change);
    }

    /**
     * Takes a version out of production because it failed there, and puts the last good one back, in one commit; see {@link
     * #rollbackFrom(ModelVersion, Rollback, Change)}.
     */
    default Occupancy rollbackFrom(ModelVersion failed, Change change) {
        return rollbackFrom(failed, Rollback.toLastGood(), change);
    }

    /**
     * Takes a version out of production because it failed there, and puts one that was recorded as good back, in one commit. No gate is
     * asked; where the rules cannot be read, it goes by the standard ones and says so. The failed one goes to the pipeline's {@linkplain dev.modelregistry.pipeline.Pipeline#failedTo() stage for such} unless that is
     * taken, and else to {@link Stage#ARCHIVED}; it is never returned to until it is promoted again. Does
     * nothing if the version was in production and is no more, so any number of hosts may react to the same failure.
     *
     * <p>A rollout that either takes part in ends with it. If it is a candidate that failed, control goes on in production.
     *
     * @param failed the version that must not be in production
     * @param how how far back, and whether in spite of the flap guard
     * @return what is in production now
     * @throws dev.modelregistry.error.RejectedException if the version was never in production, there is no good version so far back, or the
     *     version came by a rollback a moment ago (see {@link dev.modelregistry.pipeline.Pipeline#flapWindow()}): what fails twice in a row
     *     may not be the model
     */
    Occupancy rollbackFrom(ModelVersion failed, Rollback how, Change change);

    /** How traffic moves to other versions. */
    Rollouts rollouts();

    /** Who answered a key at an instant, with the {@linkplain WhoServed#USUAL_LAG usual lag}; see {@link #whoServed(String, Instant, Duration)}. */
    default WhoServed whoServed(String key, Instant at) {
        return whoServed(key, at, WhoServed.USUAL_LAG);
    }

    /**
     * Who answered a key at an instant, recomputed from the journal: what the rules of that moment chose, and what else may have answered,
     * because a switch was near or because a process may have failed to load a candidate. Reads the present and the journal, whatever the {@link Freshness}, and
     * also of a model that was deleted since.
     *
     * <p>What the journal cannot tell: where requests without a key went, as this may be chance; that a process which could not load what is in
     * production went on with what it had served before, for however long; and what a process did that was cut off from the store for longer than the lag. For
     * these, log {@link Lease#route()}.
     *
     * @param key who asked, not empty
     * @param at when, by the clock of the request; it may differ from those that date commits by a few seconds
     * @param lag how long after a switch a process may have gone on by the rules before, 0 to 24 hours. It is the poll interval, the time that the
     *     store takes to answer and the version to load, and by how much clocks differ
     * @throws dev.modelregistry.error.InvalidInputException if the key is empty, the lag is negative or longer than 24 hours, or the instant lies in the future
     * @throws dev.modelregistry.error.NotFoundException if nothing was in production then, and no rollout under way, or the model did not exist; the message
     *     has what may have answered all the same
     */
    WhoServed whoServed(String key, Instant at, Duration lag);

    /**
     * Points an alias at a version; moves it if it exists.
     *
     * @throws dev.modelregistry.error.RejectedException if the alias is {@linkplain dev.modelregistry.pipeline.Pipeline#protectedAliases()
     *     protected} and the version is in none of the stages that it asks for
     */
    void alias(Alias alias, ModelVersion version, Change change);

    /** Points an alias at a version even if it is protected; what was passed over is in the journal, and a warning is logged. */
    void alias(Alias alias, ModelVersion version, Change change, BreakGlass danger);

    /** Points an alias at a version even if it is protected; see {@link #alias(Alias, ModelVersion, Change, BreakGlass)}. */
    default void alias(String alias, ModelVersion version, Change change, BreakGlass danger) {
        alias(Alias.of(alias), version, change, danger);
    }

    /** Points an alias at a version; moves it if it exists. */
    default void alias(String alias, ModelVersion version, Change change) {
        alias(Alias.of(alias), version, change);
    }

    /**
     * Removes an alias; does nothing if the model has none of this name.
     *
     * @throws dev.modelregistry.error.RejectedException if the alias is protected; move it, or lift the protection first
     */
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

    /** Comments on a version, because it is a comment; see {@link #comment(ModelVersion, String, Change)}. */
    default Comment comment(ModelVersion version, String text) {
        return comment(version, text, Change.because("a comment"));
    }

    /**
     * Comments on a version. The text is kept beside the journal, so it may hold personal data: {@linkplain RegistryStorage#erase erasing} it leaves
     * the history whole. Said twice, it is two comments.
     *
     * @param text not blank, well-formed Unicode, at most {@link Comment#MAX_BYTES} bytes of UTF-8
     * @return the comment
     * @throws dev.modelregistry.error.InvalidInputException if the text is blank, too long or no Unicode, or it is a version of another model
     * @throws dev.modelregistry.error.NotFoundException if there is no such version
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails; nothing was said
     * @throws dev.modelregistry.error.OutcomeUnknownException if it cannot be known whether it was said; {@link #comments} tells, and saying it
     *     again may be a second comment
     */
    Comment comment(ModelVersion version, String text, Change change);

    /**
     * Keeps a version whatever the {@linkplain Retention retention policies} say, as for a lawsuit: they neither archive it nor let it expire. It may be
     * promoted and archived by hand as before. Does nothing if it is held already; whose hold it is stays the same.
     *
     * @throws dev.modelregistry.error.RejectedException if it has expired; revive it first
     */
    void hold(ModelVersion version, Change change);

    /** Ends the {@linkplain #hold(ModelVersion, Change) hold} on a version, but not one on the whole model; does nothing if there is none. */
    void releaseHold(ModelVersion version, Change change);

    /**
     * Keeps all versions of the model, also those that come later, whatever the {@linkplain Retention retention policies} say. What has expired
     * before stays expired. Does nothing if the model is held already.
     */
    void hold(Change change);

    /** Ends the {@linkplain #hold(Change) hold} on the model, but not those on single versions; does nothing if there is none. */
    void releaseHold(Change change);

    /**
     * Brings a version that has expired back to life: its artifacts are needed again, and its age is counted from now. {@linkplain #register Registering} the
     * same content again does this too. Does nothing if it has not expired.
     *
     * @throws dev.modelregistry.error.RejectedException if not all of its artifacts can be had any more; register it anew, with its files
     */
    void revive(ModelVersion version, Change change);

    /**
     * Hides the model. Its journal stays, {@link #restore} or the next registration brings it back, and numbering goes on where it was.
     *
     * @throws dev.modelregistry.error.RejectedException if a version is in {@link Stage#PRODUCTION} or {@link Stage#CANARY}, or something is held
     */
    void delete(Change change);

    /** Brings a deleted model back; does nothing if it is not deleted. */
    void restore(Change change);

    /**
     * Calls a listener for each commit to this model from now on, in order, each once, whichever process made it. Calls come from one
     * daemon thread, which looks at the store once in every poll interval, and at once after a commit of this registry. All listeners of a registry share this thread: one
     * that is slow keeps the others waiting, and the subscribers of this process waiting for later commits. One that
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
