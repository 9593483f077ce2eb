package dev.modelregistry;

import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.RunId;
import java.util.List;
import java.util.Optional;

/** What can be asked of a registry, now or as of an instant. Thread-safe; usable while its registry is open. */
public interface RegistryView {
    /** A model by name. Costs nothing, creates nothing, and does not fail if there is none. */
    ModelView model(ModelName name);

    /**
     * A model by name.
     *
     * @throws dev.modelregistry.error.InvalidInputException if the text is no model name
     */
    default ModelView model(String name) {
        return model(ModelName.of(name));
    }

    /** The models that exist and are not deleted, in the order of their names without regard to case. */
    List<? extends ModelView> models();

    /**
     * A training run. The present is asked of the store, however old an answer about models may be.
     *
     * @throws dev.modelregistry.error.NotFoundException if there is none
     */
    RunView run(RunId id);

    /**
     * A training run, such as {@code flights/20261126T154512123Z-1f3a9c2b70d4}.
     *
     * @throws dev.modelregistry.error.InvalidInputException if the text is no run id
     * @throws dev.modelregistry.error.NotFoundException if there is none
     */
    default RunView run(String id) {
        return run(RunId.parse(id));
    }

    /** The rules that the models live under. */
    SettingsView settings();

    /** What was made from what. */
    LineageView lineage();

    /**
     * Models that go into production together. Costs nothing, creates nothing, and does not fail if there is none.
     *
     * @param name a letter, then letters, digits, {@code -} and {@code _}, at most 64 in all; the case makes no difference
     * @throws dev.modelregistry.error.InvalidInputException if the text is no such name
     */
    ReleaseSetView releaseSet(String name);

    /** The release sets that there are, in the order of their names. */
    List<? extends ReleaseSetView> releaseSets();

    /** The version that a URI names, if there is one. */
    Optional<ModelVersion> find(ModelUri uri);

    /**
     * The version that a URI names. With a parsed URI and a bounded or pinned {@link Freshness} this costs tens of nanoseconds.
     *
     * @throws dev.modelregistry.error.NotFoundException if there is none; the message says which part is missing
     */
    ModelVersion resolve(ModelUri uri);

    /**
     * The version that a URI names, such as {@code models:/flights/Production}.
     *
     * @throws dev.modelregistry.error.InvalidInputException if the text is no URI
     * @throws dev.modelregistry.error.NotFoundException if there is none; the message says which part is missing
     */
    default ModelVersion resolve(String uri) {
        return resolve(ModelUri.parse(uri));
    }

    /**
     * Whether later commits can no longer change these answers. False for the present; true for a past instant once clocks that differ by
     * a few seconds could not have dated a new commit before it.
     */
    boolean isSettled();
}
