package dev.modelregistry;

import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.Sharing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A model registry in this process. Thread-safe; open one and share it. <b>Must be closed.</b>
 *
 * <p>{@link #as} and {@link #with} give handles on the same open registry: closing any of them closes it for all.
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

    /** This registry, with changes made by this actor. */
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

    /** The versions of all models that have a tag of this value now, in the order of models and numbers. */
    List<ModelVersion> versionsTagged(String key, String value);

    /**
     * The registry as it was: the last state of each model at or before an instant, which must not lie in the future.
     *
     * @throws dev.modelregistry.error.InvalidInputException if the instant lies in the future
     */
    RegistryView asOf(Instant instant);

    /**
     * Reads everything and checks it: each commit's hash and its link to the one before, each snapshot against a replay, each blob that a
     * version names. Finds damage and rewriting; that nothing was cut off at the end can only be told by comparing with heads kept
     * elsewhere. Goes on behind damage as far as it can read: where a journal's very end is damaged, the rest of it is not checked.
     */
    Verification verify();

    /**
     * Writes the history of all models as one JSON document, {@code audit_log.json} by custom; replaces the file at once when it is
     * complete. See {@code docs/format.md} for its shape.
     *
     * @throws dev.modelregistry.error.StoreUnavailableException if the file cannot be written
     */
    void exportAuditLog(Path file);

    /** Closes the registry, ends its threads and releases the store. Closing twice does nothing. */
    @Override
    void close();
}
