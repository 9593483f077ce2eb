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
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.release.Release;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How models follow their release sets. A set decides by one commit in its own journal; a model whose journal does not say so yet is read as if it did, and whoever commits to it next says so first.
 */
final class Members {
    private final Engine engine;

    Members(Engine engine) {
        this.engine = engine;
    }

    /**
     * A model whose release has been decided.
     *
     * @param state as it is by that
     * @param events what its journal has yet to say
     * @param basis where the set's journal ended
     */
    record CaughtUp(ModelState state, List<RegistryEvent> events, Map<JournalId, Head> basis) {
        /** A decision of the caller's behind that. */
        Decision with(List<RegistryEvent> more, Map<JournalId, Head> rules) {
            if (more.isEmpty() || events.isEmpty()) {
                return new Decision(more, rules);
            }
            return new Decision(join(events, more), basis(rules));
        }

        /** What its journal has yet to say, and nothing else. */
        Decision alone(Map<JournalId, Head> rules) {
            return new Decision(events, basis(rules));
        }

        private Map<JournalId, Head> basis(Map<JournalId, Head> rules) {
            Map<JournalId, Head> both = new TreeMap<>(rules);
            both.putAll(basis);
            return both;
        }

        private static List<RegistryEvent> join(List<RegistryEvent> some, List<RegistryEvent> more) {
            return Stream.concat(some.stream(), more.stream()).toList();
        }
    }

    /** A model as it is by what its release set decided. */
    ModelState seen(ModelState state, Freshness freshness) {
        return caughtUp(
                        state,
                        set -> releases(set, freshness),
                        () -> engine.settings().state(freshness))
                .state();
    }

    /** A model to be written to, by what its release set decided up to now. */
    CaughtUp caughtUp(ModelState state, SettingsState settings) {
        return caughtUp(state, set -> releases(set, Freshness.latest()), () -> settings);
    }

    private ReleaseSetState releases(String set, Freshness freshness) {
        return engine.journals().releaseSet(set).state(freshness);
    }

    /**
     * The same by what is given.
     *
     * @param sets gives the releases of a set
     * @param settings gives the rules that the model lives under
     */
    static CaughtUp caughtUp(
            ModelState state, Function<String, ReleaseSetState> sets, Supplier<SettingsState> settings) {
        Membership membership = state.membership();
        if (membership == null || membership.pending() == null) {
            return new CaughtUp(state, List.of(), Map.of());
        }
        ReleaseSetState releases = sets.apply(membership.set());
        Release release = releases.release(membership.pending().release());
        if (release == null) { // somebody else knows more of the set than is known here
            return new CaughtUp(state, List.of(), Map.of());
        }
        List<RegistryEvent> events = Belonging.settle(
                state, settings.get().rules(state.name().orElseThrow()).pipeline(), release);
        return new CaughtUp(
                ahead(state, events, release),
                events,
                Map.of(JournalId.ofReleaseSet(membership.set()), releases.head()));
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

    /** Has a model's journal say what its release set decided, in the name of whoever did. */
    void settle(ModelName model, Release release) {
        Journal<ModelState> journal = engine.journal(model);
        Author author = new Author(release.by(), Change.because(release.reason()));
        journal.commit(author, state -> {
            SettingsState settings = engine.settings().state(Freshness.latest());
            return caughtUp(state, settings).alone(settings.basis());
        });
    }
}
