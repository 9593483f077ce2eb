package dev.modelregistry.core;

import dev.modelregistry.Change;
import dev.modelregistry.Freshness;
import dev.modelregistry.core.decide.Belonging;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.core.journal.Decision;
import dev.modelregistry.core.journal.Journal;
import dev.modelregistry.core.state.Fold;
import dev.modelregistry.core.state.Membership;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.ReleaseSetState;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.release.Release;
import dev.modelregistry.release.Release.Status;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How models follow their release sets. A set decides by one commit in its own journal; a model whose journal does not say so yet is read as if it did, and says so before anybody else commits to it.
 */
final class Members {
    private static final Logger LOG = LoggerFactory.getLogger(Members.class);

    private final Engine engine;

    Members(Engine engine) {
        this.engine = engine;
    }

    /** A model as it is by what its release set decided. */
    ModelState seen(ModelState state, Freshness freshness) {
        if (!isPending(state)) {
            return state;
        }
        try {
            return seen(
                    state,
                    set -> releases(set, freshness),
                    () -> engine.settings().state(freshness));
        } catch (StoreUnavailableException away) {
            if (!freshness.servesStale()) {
                throw away;
            }
            return state; // which is what was known
        }
    }

    /**
     * The same by what is given.
     *
     * @param sets gives the releases of a set
     * @param settings gives the rules that the model lives under
     */
    static ModelState seen(ModelState state, Function<String, ReleaseSetState> sets, Supplier<SettingsState> settings) {
        Membership membership = state.membership();
        if (membership == null || membership.pending() == null) {
            return state;
        }
        // None if somebody else knows more of the set than is known here.
        Release release =
                sets.apply(membership.set()).release(membership.pending().release());
        return release == null ? state : ahead(state, settle(state, settings.get(), release), release);
    }

    private static boolean isPending(ModelState state) {
        return state.membership() != null && state.membership().pending() != null;
    }

    private ReleaseSetState releases(String set, Freshness freshness) {
        return engine.journals().releaseSet(set).state(freshness);
    }

    private static List<RegistryEvent> settle(ModelState state, SettingsState settings, Release release) {
        return Belonging.settle(
                state, settings.rules(state.name().orElseThrow()).pipeline(), release);
    }

    /** The state as it will be when its journal says so. */
    private static ModelState ahead(ModelState state, List<RegistryEvent> events, Release release) {
        if (events.isEmpty()) {
            return state;
        }
        Commit commit = new Commit(
                JournalId.of(state.name().orElseThrow()).toString(),
                state.head().revision() + 1,
                Journal.timeOfNext(state, release.at()),
                release.by(),
                release.reason(),
                Optional.empty(),
                Map.of(),
                Digest.ZERO,
                state.head().hash(),
                events);
        return Fold.apply(state, commit).next().at(state.head(), state.time()).build();
    }

    /**
     * The release that a model's journal does not follow yet though it was decided; null if there is none.
     *
     * @throws CorruptStoreException if the set's journal does not have the release that the model waits for
     */
    private @Nullable Release toFollow(ModelState state) {
        Membership membership = state.membership();
        if (membership == null || membership.pending() == null) {
            return null;
        }
        ReleaseSetState releases = releases(membership.set(), Freshness.latest());
        Release release = releases.release(membership.pending().release());
        if (release == null) {
            throw new CorruptStoreException("journal " + JournalId.ofReleaseSet(membership.set())
                    + " ends at revision " + releases.head().revision() + " and does not have release "
                    + membership.pending().release() + ", which model '"
                    + state.name().orElseThrow() + "' waits for: it was lost; restore it from a backup");
        }
        return release.status() == Status.UNDER_WAY ? null : release;
    }

    /** The model's journal is behind its release set. */
    private static final class BehindException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BehindException() {
            super(null, null, false, false);
        }
    }

    /**
     * Commits to a model's journal, behind what its release set decided: if its journal does not say that yet it does so first, in the name of whoever decided.
     *
     * @param decide given a state that follows the set
     */
    ModelState commit(ModelName model, Author author, Function<ModelState, Decision> decide) {
        while (true) { // until nobody decides between the two commits
            try {
                return engine.journal(model).commit(author, state -> {
                    if (isPending(state) && toFollow(state) != null) {
                        throw new BehindException();
                    }
                    return decide.apply(state);
                });
            } catch (BehindException behind) {
                settle(model);
            }
        }
    }

    /** Has a model's journal say what its release set decided, in the name of whoever did. */
    private void settle(ModelName model) {
        Journal<ModelState> journal = engine.journal(model);
        ModelState now = journal.state(Freshness.latest());
        Release release = toFollow(now);
        if (release == null) {
            return;
        }
        Author author = new Author(release.by(), Change.because(release.reason()));
        journal.commit(author, state -> {
            SettingsState settings = engine.settings().state(Freshness.latest());
            Head decided = releases(release.set(), Freshness.pinned()).head();
            Map<JournalId, Head> basis = new TreeMap<>(settings.basis());
            basis.put(JournalId.ofReleaseSet(release.set()), decided);
            return new Decision(settle(state, settings, release), basis, after(release.at()));
        });
    }

    private static Instant after(Instant decided) {
        return decided.plusNanos(1_000);
    }

    /** The same where it is no matter whether it can be done now: it is read as if it were, and whoever commits next does it. */
    void settleIfPossible(ModelName model) {
        if (engine.store().access() != Access.READ_WRITE) {
            return;
        }
        try {
            if (isPending(engine.journal(model).state(Freshness.pinned()))) {
                settle(model);
            }
        } catch (RuntimeException late) {
            LOG.warn("The journal of model '{}' does not follow its release set yet", model, late);
        }
    }
}
