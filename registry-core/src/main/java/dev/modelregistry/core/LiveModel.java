package dev.modelregistry.core;

import dev.modelregistry.Change;
import dev.modelregistry.Comment;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.Rollouts;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.core.decide.Approving;
import dev.modelregistry.core.decide.Decider;
import dev.modelregistry.core.decide.Decider.Registering;
import dev.modelregistry.core.decide.Holding;
import dev.modelregistry.core.decide.Lifecycle;
import dev.modelregistry.core.decide.Registration;
import dev.modelregistry.core.decide.Registration.Content;
import dev.modelregistry.core.decide.Running;
import dev.modelregistry.core.decide.Wish;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.core.journal.Decision;
import dev.modelregistry.core.journal.Journal;
import dev.modelregistry.core.state.Entry;
import dev.modelregistry.core.state.Erasures.Erasable;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.event.RetentionEvent.VersionRevived;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.pipeline.BreakGlass;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Rollback;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.review.Opinion;
import dev.modelregistry.review.Simulation;
import dev.modelregistry.rollout.WhoServed;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.storage.Part;
import dev.modelregistry.versioning.Numbering;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/** A model as it is now, and every way to change it: each method names the decision and hands it to the journal's loop. */
final class LiveModel extends StateView implements RegisteredModel {
    private static final int MAX_TAG_KEY = 128;
    private static final int MAX_TAG_VALUE = 1024;

    private final Optional<Actor> actor;
    private final Freshness freshness;
    private final Governance governance;

    LiveModel(Engine engine, ModelName name, Optional<Actor> actor, Freshness freshness) {
        super(engine, name);
        this.actor = actor;
        this.freshness = freshness;
        this.governance = new Governance(engine, name);
    }

    @Override
    ModelState state() {
        return engine.model(name, freshness);
    }

    @Override
    public Instant knownAt() {
        return journal().knownAt(freshness);
    }

    @Override
    Runs allRuns() {
        return engine.runs(freshness);
    }

    private Journal<ModelState> journal() {
        return engine.journal(name);
    }

    ModelState commit(Change change, Function<ModelState, List<RegistryEvent>> decide) {
        return engine.members().commit(name, author(change), state -> Decision.of(decide.apply(state)));
    }

    Routes routes(ModelState after) {
        return new Routes(engine, name, after);
    }

    private Author author(Change change) {
        return Author.of(change, actor);
    }

    @Override
    public ModelVersion register(Consumer<VersionDraft> fill, Change change) {
        return register(new Draft(engine, Lineage.unknown()), fill, change);
    }

    /** Registers a draft that something is known of already. */
    ModelVersion register(Draft draft, Consumer<VersionDraft> fill, Change change) {
        Author author = author(change);
        fill.accept(draft);
        InFlight blobs = new InFlight(engine);
        return register(author, pour(draft, blobs, change), blobs, () -> pour(draft, blobs, change));
    }

    private Registration pour(Draft draft, InFlight blobs, Change change) {
        return draft.pourInto(blobs, name, change.requestKey());
    }

    /** @param again stores once more what is registered */
    private ModelVersion register(Author author, Registration wish, InFlight blobs, Runnable again) {
        AtomicReference<Registering> last = new AtomicReference<>(); // the last decision is the one that stands
        ModelState state = governance.commitByRecentRules(author, (before, rules) -> {
            Registering registering = Decider.register(before, rules, wish, engine.numberer(name));
            registered(registering.events())
                    .ifPresent(event -> Draft.storeLarge(blobs, wish.content().apply(event.version())));
            blobs.renewIfOld();
            checkArtifacts(before, registering.events());
            last.set(registering);
            return registering.events();
        });
        Registering registering = Objects.requireNonNull(last.get());
        VersionState version = Objects.requireNonNull(state.version(registering.number()));
        Upkeep.after(engine, JournalId.of(name), registering.events(), again);
        if (registered(registering.events()).isEmpty()) {
            new Eraser(engine, any -> true).endAgain(JournalId.of(name), version.number());
        }
        Content content = wish.content().apply(version.version());
        if (version.digest().equals(content.digest())) {
            engine.remember(content.digest(), content.descriptor());
        }
        return version(version);
    }

    @Override
    public ModelVersion registerCopy(ModelVersion original, Change change) {
        Author author = author(change);
        engine.requireOpen();
        if (!(original instanceof DefaultVersion version)) {
            throw new InvalidInputException(
                    original + " is not a version that this library gave; ask an open registry for it");
        }
        VersionCopy copy = new VersionCopy(version);
        // Before any file is read: it may be there, or not be allowed.
        ModelState state = journal().state(Freshness.latest());
        Registration wish = copy.wish(name, change.requestKey(), Optional.empty());
        Registering now = Decider.register(state, governance.recentRules(), wish, engine.numberer(name));
        // What is there already needs no files, also where the model is deleted and restored by this.
        InFlight blobs = new InFlight(engine);
        boolean needsFiles = now.events().stream()
                .anyMatch(event -> event instanceof VersionRegistered || event instanceof VersionRevived);
        if (!needsFiles) {
            return register(author, wish, blobs, () -> {});
        }
        return register(
                author, copy.wish(name, change.requestKey(), copy.bring(blobs)), blobs, () -> copy.bring(blobs));
    }

    @Override
    public Numbering preview(Consumer<VersionDraft> fill) {
        Draft draft = new Draft(engine, Lineage.unknown());
        fill.accept(draft);
        Registration wish = draft.pourInto(Source.measuring(engine), name, Optional.empty());
        return Decider.register(state(), governance.recentRules(), wish, engine.numberer(name))
                .numbering();
    }

    /** Checks what would keep its versions from being registered, before hours are spent on them. */
    void checkTrainable() {
        Running.checkTrainable(journal().state(Freshness.latest()), governance.recentRules(), name);
    }

    private static Optional<VersionRegistered> registered(List<RegistryEvent> events) {
        return events.stream()
                .filter(VersionRegistered.class::isInstance)
                .map(VersionRegistered.class::cast)
                .findFirst();
    }

    @Override
    public Occupancy promote(ModelVersion version, Stage to, Change change) {
        return occupancy(governance.promote(author(change), wish(version, to)), version);
    }

    @Override
    public Occupancy promote(ModelVersion version, Stage to, Change change, BreakGlass danger) {
        Objects.requireNonNull(danger, "danger");
        Wish wish = wish(version, to);
        ModelState after = governance.commitLoudly(
                author(change),
                version.number(),
                (state, rules) -> Lifecycle.breakGlass(state, rules, wish, engine.now(state)));
        return occupancy(after, version);
    }

    @Override
    public Simulation simulate(ModelVersion version, Stage to) {
        return governance.simulate(wish(version, to));
    }

    private Wish wish(ModelVersion version, Stage to) {
        checkOurs(version);
        return new Wish(name, version.number(), version.digest(), to);
    }

    Occupancy occupancy(ModelState after, ModelVersion version) {
        return occupancy(engine.existing(after, version.number()));
    }

    @Override
    public Occupancy rollbackFrom(ModelVersion failed, Rollback how, Change change) {
        checkOurs(failed);
        ModelState after = governance.commitLoudly(
                author(change),
                failed.number(),
                (state, rules) -> Lifecycle.rollback(
                        state, rules, name, failed.number(), failed.digest(), how, engine.now(state)));
        VersionState serving = after.lastIn(Stage.PRODUCTION);
        return serving != null ? occupancy(serving) : occupancy(after, failed);
    }

    @Override
    public Rollouts rollouts() {
        return new LiveRollouts(engine, this, governance, actor);
    }

    @Override
    public WhoServed whoServed(String key, Instant at, Duration lag) {
        return Hindsight.whoServed(engine, name, key, at, lag);
    }

    @Override
    public void recordEvidence(
            ModelVersion version, Simulation before, String check, CheckOutcome outcome, Change change) {
        Wish wish = wish(version, before.to());
        Gate.Check gate = new Gate.Check(check);
        governance.commit(
                author(change),
                (state, rules) -> Approving.record(state, rules, wish, before.circumstances(), gate, outcome));
    }

    @Override
    public void requestApproval(ModelVersion version, Stage to, Change change) {
        Wish wish = wish(version, to);
        governance.commit(author(change), (state, rules) -> Approving.request(state, rules, wish));
    }

    @Override
    public void approve(ModelVersion version, Stage to, Change change) {
        vote(version, to, Opinion.APPROVED, change);
    }

    @Override
    public void reject(ModelVersion version, Stage to, Change change) {
        vote(version, to, Opinion.REJECTED, change);
    }

    private void vote(ModelVersion version, Stage to, Opinion opinion, Change change) {
        Wish wish = wish(version, to);
        Author author = author(change);
        governance.commit(author, (state, rules) -> Approving.vote(state, rules, wish, opinion, author.actor()));
    }

    @Override
    public void withdraw(ModelVersion version, Stage to, Change change) {
        Wish wish = wish(version, to);
        Author author = author(change);
        commit(change, state -> Approving.withdraw(state, wish, author.actor()));
    }

    @Override
    public void alias(Alias alias, ModelVersion version, Change change) {
        checkOurs(version);
        governance.commitByRecentRules(
                author(change),
                (state, rules) -> Decider.alias(state, rules, name, alias, version.number(), version.digest()));
    }

    @Override
    public void alias(Alias alias, ModelVersion version, Change change, BreakGlass danger) {
        Objects.requireNonNull(danger, "danger");
        checkOurs(version);
        governance.commitLoudly(
                author(change),
                version.number(),
                (state, rules) -> Decider.breakGlass(state, rules, name, alias, version.number(), version.digest()));
    }

    @Override
    public void removeAlias(Alias alias, Change change) {
        governance.commitByRecentRules(
                author(change), (state, rules) -> Decider.removeAlias(state, rules, name, alias));
    }

    @Override
    public void tag(String key, String value, Change change) {
        checkTag(key, value);
        commit(change, state -> Decider.tag(state, name, key, value));
    }

    @Override
    public void tag(ModelVersion version, String key, String value, Change change) {
        checkOurs(version);
        checkTag(key, value);
        commit(change, state -> Decider.tag(state, name, version.number(), version.digest(), key, value));
    }

    @Override
    public void removeTag(String key, Change change) {
        commit(change, state -> Decider.removeTag(state, name, key));
    }

    @Override
    public void removeTag(ModelVersion version, String key, Change change) {
        checkOurs(version);
        commit(change, state -> Decider.removeTag(state, name, version.number(), version.digest(), key));
    }

    static void checkTag(String key, String value) {
        if (key.isBlank() || key.length() > MAX_TAG_KEY || key.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidInputException("tag key '" + key + "' is not 1 to " + MAX_TAG_KEY
                    + " printable characters with one that is not blank");
        }
        if (value.length() > MAX_TAG_VALUE) {
            throw new InvalidInputException("the value of tag '" + key + "' has " + value.length()
                    + " characters; at most " + MAX_TAG_VALUE + " are allowed");
        }
    }

    @Override
    public Comment comment(ModelVersion version, String text, Change change) {
        checkOurs(version);
        Bytes words = Comments.checked(text);
        Author author = author(change);
        Runnable store = () -> Source.store(new InFlight(engine), "the comment", words);
        List<RegistryEvent> said = new ArrayList<>(); // by the last decision, which is the one that stands
        ModelState after = engine.members().commit(name, author, state -> {
            said.clear();
            said.addAll(Decider.comment(state, name, version.number(), version.digest(), words.digest()));
            store.run(); // now that it is known that there is such a version
            return Decision.of(List.copyOf(said));
        });
        Upkeep.after(engine, JournalId.of(name), said, store);
        VersionState commented = engine.existing(after, version.number());
        Entry entry = new Entry(after.head().revision(), after.time(), author.actor(), change.reason());
        return Comments.of(engine, name, commented, commented.comments().size(), entry, words.digest());
    }

    @Override
    public void hold(ModelVersion version, Change change) {
        checkOurs(version);
        commit(change, state -> Holding.hold(state, name, version.number(), version.digest()));
    }

    @Override
    public void releaseHold(ModelVersion version, Change change) {
        checkOurs(version);
        commit(change, state -> Holding.release(state, name, version.number(), version.digest()));
    }

    @Override
    public void hold(Change change) {
        commit(change, state -> Holding.hold(state, name));
    }

    @Override
    public void releaseHold(Change change) {
        commit(change, state -> Holding.release(state, name));
    }

    @Override
    public void revive(ModelVersion version, Change change) {
        checkOurs(version);
        commit(change, state -> {
            List<RegistryEvent> events = Holding.revive(state, name, version.number(), version.digest());
            checkArtifacts(state, events);
            return events;
        });
    }

    private static boolean isErased(ModelState state, VersionState version, ArtifactEntry artifact) {
        Erasable key = new Erasable(version.number(), Part.artifact(artifact.path()));
        return state.erasures().of(key).isPresent();
    }

    /** What is brought back must be there, at the moment at which it is needed again. */
    private void checkArtifacts(ModelState state, List<RegistryEvent> events) {
        events.stream()
                .filter(VersionRevived.class::isInstance)
                .map(event -> engine.existing(state, ((VersionRevived) event).number()))
                .forEach(version -> engine.descriptor(name, version).artifacts().stream()
                        .filter(artifact -> !isErased(state, version, artifact))
                        .filter(artifact -> !InFlight.isRenewed(engine, artifact.digest()))
                        .findFirst()
                        .ifPresent(gone -> {
                            throw new RejectedException("version " + version.number() + " (" + version.version()
                                    + ") of model '" + name + "' has expired, and its artifact '" + gone.path()
                                    + "' is gone; register it anew, with its files");
                        }));
    }

    @Override
    public void delete(Change change) {
        commit(change, state -> Decider.delete(state, name));
    }

    @Override
    public void restore(Change change) {
        commit(change, state -> Decider.restore(state, name));
    }

    @Override
    public Watch watch(Consumer<Commit> listener) {
        return engine.notifications().watch(JournalId.of(name), listener);
    }
}
