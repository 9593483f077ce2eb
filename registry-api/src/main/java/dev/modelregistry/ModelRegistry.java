package dev.modelregistry;

import dev.modelregistry.checkpoint.Checkpoint;
import dev.modelregistry.checkpoint.CheckpointSigner;
import dev.modelregistry.checkpoint.TrustedKey;
import dev.modelregistry.event.AuditFormat;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.notification.Subscriber;
import dev.modelregistry.notification.Subscription;
import dev.modelregistry.notification.SubscriptionOptions;
import dev.modelregistry.serving.ServingOptions;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.Sharing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A model registry in this process. Thread-safe; open one and share it. <b>Must be closed.</b>
 *
 * <p>{@link #as} and {@link #with} give handles on the same open registry: closing any of them closes it for all.
 *
 * <p>Opened with an {@linkplain RegistryBuilder#access access policy}, it shows what the actor of the handle may read, and what that actor may not
 * do throws {@link dev.modelregistry.error.AccessDeniedException} with the state unchanged.
 */
public interface ModelRegistry extends RegistryView, AutoCloseable {
    /**
     * Opens a registry that exists.
     *
     * @param url {@code file:<directory>}, {@code jdbc:…}, or {@code memory:} for an empty one that lives as long as it is open
     * @throws dev.modelregistry.error.NotFoundException if there is none
     * @throws dev.modelregistry.error.InvalidInputException if the URL is malformed, what it names is no registry, or the module that
     *     understands it is not on the class path
     * @throws dev.modelregistry.error.UnsupportedFormatException if a newer library wrote it
     * @throws dev.modelregistry.error.StoreUnavailableException if it cannot be reached
     */
    static ModelRegistry open(String url) {
        return builder().url(url).open();
    }

    /** Opens a registry that exists in a directory; see {@link #open(String)}. */
    static ModelRegistry open(Path directory) {
        return builder().directory(directory).open();
    }

    /** Opens a registry, and creates it if there is none; see {@link #open(String)}. */
    static ModelRegistry openOrCreate(String url) {
        return builder().url(url).openOrCreate();
    }

    /** Opens a registry in a directory, and creates it if there is none; see {@link #open(String)}. */
    static ModelRegistry openOrCreate(Path directory) {
        return builder().directory(directory).openOrCreate();
    }

    /** Opens a registry with a clock, ids, an actor or a freshness of one's own. */
    static RegistryBuilder builder() {
        return new RegistryBuilder();
    }

    /** The identity of the registry, minted when it was created. */
    String id();

    /** Where it is, without passwords. */
    String location();

    /** Which processes may use it at the same time. */
    Sharing sharing();

    /** What an acknowledged change survives. */
    Durability durability();

    /** Whether it can be written to. */
    Access access();

    /**
     * This registry, with changes made by this actor.
     *
     * @throws dev.modelregistry.error.AccessDeniedException if there is an access policy, and the actor of this handle may not act as that one
     */
    ModelRegistry as(Actor actor);

    /**
     * This registry, with changes made by this actor.
     *
     * @throws dev.modelregistry.error.InvalidInputException if the text is no actor id
     */
    default ModelRegistry as(String actor) {
        return as(Actor.of(actor));
    }

    /** This registry, with reads as current as this. */
    ModelRegistry with(Freshness freshness);

    @Override
    RegisteredModel model(ModelName name);

    @Override
    default RegisteredModel model(String name) {
        return model(ModelName.of(name));
    }

    @Override
    List<RegisteredModel> models();

    @Override
    RegistrySettings settings();

    /** Finds models, versions and runs by what is known of them. */
    Search search();

    /** How long versions are kept: what the retention policies would do now, and doing it. */
    Retention retention();

    /** What was made from what, and what to do where something that models were made from is bad. */
    @Override
    RegistryLineage lineage();

    @Override
    ReleaseSet releaseSet(String name);

    @Override
    List<ReleaseSet> releaseSets();

    /**
     * Starts a training run in this process. The model need not exist yet.
     *
     * @param change why; without a request key and an expected revision, because each run is a new one
     * @throws dev.modelregistry.error.InvalidInputException if nobody is named as the author, there is a model whose name differs in case alone, or the
     *     change has a request key or an expected revision
     * @throws dev.modelregistry.error.RejectedException if there is no such model and the name breaks the naming convention, or the registry may only be
     *     read
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails
     * @throws dev.modelregistry.error.OutcomeUnknownException if it cannot be known whether it started; if it did, it is abandoned
     */
    TrainingRun startRun(ModelName model, Change change);

    /** Starts a training run in this process; see {@link #startRun(ModelName, Change)}. */
    default TrainingRun startRun(String model, Change change) {
        return startRun(ModelName.of(model), change);
    }

    /** Starts a training run in this process for no other reason than to train; see {@link #startRun(ModelName, Change)}. */
    default TrainingRun startRun(String model) {
        return startRun(model, Change.because("training"));
    }

    /** The versions of all models that have a tag of this value now, in the order of models and numbers. */
    List<ModelVersion> versionsTagged(String key, String value);

    /**
     * The versions of all models that were trained by the code of a commit, as their {@linkplain dev.modelregistry.lineage.Lineage#code()
     * lineage} says, in the order of models and numbers.
     *
     * @param commit the whole id as it was recorded, or the first 7 or more digits of a hash of 40 or 64 hexadecimal digits in lower case, as
     *     git has them
     * @throws dev.modelregistry.error.InvalidInputException if it is blank
     */
    List<ModelVersion> versionsOfCommit(String commit);

    /**
     * Versions side by side. They may be of several models, and of other registries than this one.
     *
     * @param baseline what the others are compared with
     * @param others one or more
     * @throws dev.modelregistry.error.InvalidInputException if there are no others
     */
    Comparison compare(ModelVersion baseline, ModelVersion... others);

    /**
     * The registry as it was: the last state of each model at or before an instant, which must not lie in the future.
     *
     * @throws dev.modelregistry.error.InvalidInputException if the instant lies in the future
     */
    RegistryView asOf(Instant instant);

    /**
     * Reads everything and checks it: each commit's hash and its link to the one before, each snapshot against a replay, each blob that a
     * version names. Finds damage and rewriting; that nothing was cut off at the end, or rewritten from some commit on to the end, can only
     * be told by comparing with a {@linkplain #verify(Checkpoint, TrustedKey...) checkpoint} that was kept elsewhere. Goes on behind damage as
     * far as it can read: where a journal's very end is damaged, the rest of it is not checked.
     *
     * <p>Where the store keeps the index that is searched (databases), all of it is compared with the journals, too; {@link
     * RegistryStorage#reindex()} mends what differs. Others may write meanwhile. Reads all blobs, and all journals: once, or where
     * there is an index two times or, of journals of more than 500 commits, three; and the index once.
     */
    Verification verify();

    /**
     * All that {@link #verify()} does, and that nothing which a checkpoint states was lost or rewritten since: no journal in it is gone, and
     * each has the very commit that the checkpoint says, and so all commits before it. What is newer than the checkpoint may be missing
     * unnoticed.
     *
     * @param known a checkpoint of this registry that was kept where whoever can write to the registry cannot
     * @param trusted the keys of which one must have signed it
     * @throws dev.modelregistry.error.InvalidInputException if none of the keys has signed it, a signature of one of them is wrong, or it is of another
     *     registry; told before anything is read
     */
    Verification verify(Checkpoint known, TrustedKey... trusted);

    /**
     * As {@link #verify(Checkpoint, TrustedKey...)}, with a checkpoint of the registry that this one is a {@linkplain #copyTo copy} of: a copy has
     * the same journals under an id of its own. What the copy lacks yet is told as lost.
     *
     * @param original a checkpoint of whichever registry; that it is the right one only its heads tell
     * @throws dev.modelregistry.error.InvalidInputException if none of the keys has signed it, or a signature of one of them is wrong
     */
    Verification verifyCopy(Checkpoint original, TrustedKey... trusted);

    /**
     * States where each journal ends now, and signs it. Keep its {@linkplain Checkpoint#toText() text} where whoever can write to the registry
     * cannot. What was acknowledged before this was called is in it; what others write meanwhile may be. Asks for heads and reads no commits, so
     * it states also what was tampered with before: {@linkplain #verify(Checkpoint, TrustedKey...) verify} with the last checkpoint first.
     * Within a transaction of the host it states also what may be rolled back yet: take it outside of one.
     *
     * @throws dev.modelregistry.error.CorruptStoreException if the end of a journal is damaged
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails
     * @throws IllegalStateException if the key does not sign any more
     */
    Checkpoint checkpoint(CheckpointSigner signer);

    /**
     * Who did what, when and why, in all models and in the registry's settings: the commits that a query asks for, in the order of their
     * times; those of one time in the order of their journals. Deleted models keep their history.
     *
     * <p>Each journal's times increase, and those of different journals are as comparable as the clocks of the hosts that wrote them. So
     * the order is that of the dates, and where clocks differ not always that of what was cause and what was consequence.
     *
     * <p>Gives what was there when this was called, so it ends while others go on writing. Where each journal ends is read at once, and the
     * commits as the stream is consumed. Not thread-safe; it need not be closed, and can be read as long as the registry is open.
     *
     * <p>What it costs: a journal that the query excludes costs nothing. Of each other one, its last commit is read to know whether there is
     * something after {@link AuditQuery#from()}, unless it is in memory; and where there is, about log<sub>2</sub> of its commits to find the
     * first. From there to {@link AuditQuery#until()} all are read, because actors and kinds are known from the commits alone. In memory are
     * a few hundred bytes for each journal and at most some thousand commits; where more than two thousand journals have commits in that
     * time, a commit may be read twice.
     *
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails; also while the stream is consumed, as below
     * @throws dev.modelregistry.error.CorruptStoreException if a commit that has to be read is damaged or missing; none is passed over
     * @throws dev.modelregistry.error.UnsupportedFormatException if a newer library wrote a commit that this one must not pass over
     * @throws dev.modelregistry.error.RegistryClosedException if the registry is closed
     */
    Stream<Commit> audit(AuditQuery query);

    /**
     * Writes everything that happened as one JSON document, {@code audit_log.json} by custom; see {@link #exportAuditLog(Path, AuditQuery,
     * AuditFormat)}.
     *
     * @throws dev.modelregistry.error.StoreUnavailableException if the file cannot be written
     */
    default void exportAuditLog(Path file) {
        exportAuditLog(file, AuditQuery.everything(), AuditFormat.JSON);
    }

    /**
     * Writes what {@link #audit} gives into a file, which it replaces at once when it is complete; where this fails, the file is as it was.
     * See {@code docs/format.md} for its shape. Memory does not grow with the length of the log.
     *
     * @throws dev.modelregistry.error.StoreUnavailableException if the file cannot be written or the store fails
     * @throws dev.modelregistry.error.CorruptStoreException if a commit that has to be read is damaged or missing
     * @throws dev.modelregistry.error.UnsupportedFormatException if a newer library wrote a commit that this one must not pass over
     * @throws dev.modelregistry.error.RegistryClosedException if the registry is closed
     */
    void exportAuditLog(Path file, AuditQuery query, AuditFormat format);

    /**
     * Copies this registry into another one, of whatever store: each commit of each journal with its exact bytes, so that revisions, hashes,
     * times, actors and reasons are the same there, and each blob that a commit names before the commit. A journal is copied up to where it
     * ended when the copy began, or further; others may go on writing here meanwhile. The target keeps its id.
     *
     * <p>Not copied: blobs that no commit names, the trash, and cells, in which nothing lasting is kept. Snapshots and index entries are made
     * anew.
     *
     * <p>Each journal goes on where the target's ends. So a copy that failed, at whatever point, is finished by doing it again; a target
     * that lags behind is brought up to date; and where nothing is missing, nothing is written. Whatever the target has when this fails is a
     * beginning of each journal with all its blobs, fit to be read. At the end the whole target is read back and {@linkplain #verify()
     * verified}, also what was there before.
     *
     * <p>Thread-safe; several copies may run into one target at the same time and share the work. Memory does not grow with the length
     * of a journal or the size of a blob, but for the state of one model. Every handle on the target's registry object sees the copy when
     * this returns.
     *
     * @param target a registry that is empty, or that holds a beginning of each of some of this one's journals and nothing else; nobody else
     *     must write to it meanwhile
     * @return what was copied, and what the target holds now
     * @throws dev.modelregistry.error.ConflictException if the target has commits that this registry does not have: it was written to, or is
     *     a copy of something else. Told before anything is written, or when somebody writes to it meanwhile; choose an empty target
     * @throws dev.modelregistry.error.CorruptStoreException if a commit that is to be copied, or a blob that it names, is missing or damaged
     *     here: neither that commit nor a later one of its journal is in the target; or if the target's verification finds a problem: what is there is never
     *     overwritten, so choose another target
     * @throws dev.modelregistry.error.UnsupportedFormatException if a newer library wrote a commit that this one must not pass over
     * @throws dev.modelregistry.error.InvalidInputException if the target is this same registry, or was not opened by this library
     * @throws dev.modelregistry.error.RejectedException if something is missing in the target and it may only be read
     * @throws dev.modelregistry.error.StoreUnavailableException if a store fails; copy again
     * @throws dev.modelregistry.error.OutcomeUnknownException if it cannot be known whether the target has the last commits or blob; copy
     *     again
     * @throws dev.modelregistry.error.RegistryClosedException if this registry or the target is closed
     */
    Copied copyTo(ModelRegistry target);

    /**
     * Calls a listener for each commit to this registry from now on, of every model, also of one that is created later, and of the settings, but
     * not of training runs; otherwise like {@link RegisteredModel#watch}: one that is slow keeps all listeners of this registry waiting. Between journals there is no order. Looking at many journals takes no more than a tenth of the time: where
     * it takes long, commits of other processes are heard of later than after a poll interval. Nothing is kept for a listener that is not there: {@link #subscribe
     * subscribe} for that.
     *
     * @return close it to stop; closing the registry stops it too
     */
    RegisteredModel.Watch watch(Consumer<Commit> listener);

    /** Subscribes {@linkplain SubscriptionOptions#fromNow() from now on} to every commit of models and settings; see {@link #subscribe(String, SubscriptionOptions, Subscriber)}. */
    default Subscription subscribe(String name, Subscriber subscriber) {
        return subscribe(name, SubscriptionOptions.fromNow(), subscriber);
    }

    /**
     * Delivers commits of models and settings, not of training runs, to a subscriber, each at least once and those of one journal in their order, also when this process ends and another one
     * subscribes later under the same name: the registry keeps for each journal how far it was acknowledged. Between journals there is no
     * order. A subscriber that fails is called again, and never fails or delays a write.
     *
     * <p>Everybody who subscribes under one name shares the work: each commit goes to one of them as a rule, and to another one where one has ended or
     * takes longer than its {@linkplain SubscriptionOptions#lease lease}. Each call of this method starts one thread that delivers; it is told of new
     * commits by the thread that calls the listeners of {@link #watch}, before it calls them: while one of them is slow, later commits wait.
     *
     * @param name the subscription's, 1 to 128 characters without control characters, not all blank
     * @return close it to stop; closing the registry stops it too
     * @throws dev.modelregistry.error.InvalidInputException if the name is malformed, the query names more models than a cell can hold (about
     *     500 to 5,000), or this registry is in a transaction of the host, which belongs to one thread
     * @throws dev.modelregistry.error.RejectedException if the registry may only be read: there is nowhere to keep how far it has come
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails; there may be a subscription of this name now
     * @throws dev.modelregistry.error.OutcomeUnknownException if it cannot be known whether there is one now; subscribe again
     */
    Subscription subscribe(String name, SubscriptionOptions options, Subscriber subscriber);

    /** The bytes of this registry: what needs them, how those go that nothing needs, and how those are erased that must not be kept. */
    RegistryStorage storage();

    /**
     * Serves a model in this process, following what is in production and what its rollouts choose. Returns when the version in production answers; candidates
     * of a rollout may still be loading. Looks at the store once in each {@linkplain RegistryBuilder#pollInterval poll interval}, and at once after a commit of this registry.
     *
     * @param loader makes a version's files a model
     * @param options what else the host chooses
     * @param <T> the model
     * @return what answers requests; <b>must be closed</b>, which closing this registry does too
     * @throws dev.modelregistry.error.ServingException if nothing is in production, or what is cannot be loaded: nothing is left running
     * @throws dev.modelregistry.error.StoreUnavailableException if the store cannot be reached
     */
    <T> ServedModel<T> serve(ModelName model, ModelLoader<T> loader, ServingOptions<T> options);

    /** Serves a model; see {@link #serve(ModelName, ModelLoader, ServingOptions)}. */
    default <T> ServedModel<T> serve(String model, ModelLoader<T> loader, ServingOptions<T> options) {
        return serve(ModelName.of(model), loader, options);
    }

    /** Serves a model without a warm-up or a check; see {@link #serve(ModelName, ModelLoader, ServingOptions)}. */
    default <T> ServedModel<T> serve(String model, ModelLoader<T> loader) {
        return serve(model, loader, ServingOptions.standard());
    }

    /** The durable subscriptions: how far they are, and what to do where one is stuck. */
    Subscriptions subscriptions();

    /**
     * Closes the registry, ends its threads and releases the store. Subscriptions end as when they are {@linkplain Subscription#close() closed}.
     * Closing twice does nothing.
     */
    @Override
    void close();
}
