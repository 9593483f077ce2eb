package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.decide.Belonging;
import dev.modelregistry.core.decide.Judge;
import dev.modelregistry.core.decide.Judge.Findings;
import dev.modelregistry.core.decide.Judge.MovedException;
import dev.modelregistry.core.decide.Lifecycle;
import dev.modelregistry.core.decide.RollingOut;
import dev.modelregistry.core.decide.Wish;
import dev.modelregistry.core.diff.Texts;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.core.journal.Decision;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.Rules;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.GlassBroken;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.release.Member;
import dev.modelregistry.review.Simulation;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.spi.JournalId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The changes of one model that go by its rules. Each commit names the revision of the settings at which the rules were read. */
final class Governance {
    private static final Logger LOG = LoggerFactory.getLogger(Governance.class);
    /** For rules of which it is no matter whether another process changed them a second ago. */
    private static final Freshness RECENT = Freshness.bounded(Duration.ofSeconds(1));

    private static final int MAX_MOVES = 5;
    private static final int MAX_PROBLEM = 1_000;

    private final Engine engine;
    private final ModelName model;

    Governance(Engine engine, ModelName model) {
        this.engine = engine;
        this.model = model;
    }

    /** What is decided by the state and the rules. */
    interface Decide extends BiFunction<ModelState, Rules, List<RegistryEvent>> {}

    /** The rules, perhaps those of a second ago. */
    Rules recentRules() {
        return engine.settings().state(RECENT).rules(model);
    }

    /** A change by the rules of this moment. */
    ModelState commit(Author author, Decide decide) {
        return commit(author, Freshness.latest(), decide);
    }

    /** A change by the rules of a second ago or later. */
    ModelState commitByRecentRules(Author author, Decide decide) {
        return commit(author, RECENT, decide);
    }

    /** A change by the settings of this moment, of which the rules are a part. */
    ModelState commitBySettings(Author author, BiFunction<ModelState, SettingsState, List<RegistryEvent>> decide) {
        return commitBySettings(author, Freshness.latest(), decide);
    }

    private ModelState commit(Author author, Freshness ofRules, Decide decide) {
        return commitBySettings(author, ofRules, (state, settings) -> decide.apply(state, rules(settings)));
    }

    private Rules rules(SettingsState settings) {
        return settings.rules(model).with(new Descent(engine, model, settings.quarantined()));
    }

    private ModelState commitBySettings(
            Author author, Freshness ofRules, BiFunction<ModelState, SettingsState, List<RegistryEvent>> decide) {
        return engine.members().commit(model, author, state -> {
            SettingsState settings = settings(state, ofRules);
            return new Decision(decide.apply(state, settings), settings.basis());
        });
    }

    /** The settings, which must be those that the model's commits rest on, or what came of them. */
    private SettingsState settings(ModelState state, Freshness freshness) {
        SettingsState known = engine.settings().state(freshness);
        SettingsState settings =
                known.holds(state.rules()) ? known : engine.settings().state(Freshness.latest());
        if (!settings.holds(state.rules())) {
            throw new CorruptStoreException("journal " + JournalId.SETTINGS + " ends at revision "
                    + settings.head().revision() + " and does not have the commit that a decision on model '" + model
                    + "' rests on, revision " + state.rules().revision() + " ("
                    + state.rules().hash() + "): the registry's rules were lost; restore them from a backup");
        }
        return settings;
    }

    /**
     * A change that may pass over rules; if it does, nobody shall miss it. Where the rules cannot be read at all it goes by the standard ones:
     * an emergency is no time to be kept out by them.
     *
     * @param number the version that it is about
     */
    ModelState commitLoudly(Author author, int number, Decide decide) {
        List<RegistryEvent> last = new ArrayList<>(); // of the last decision, which is the one that stands
        ModelState after = engine.members().commit(model, author, state -> {
            last.clear();
            SettingsState settings;
            List<RegistryEvent> problem = List.of();
            try {
                settings = settings(state, Freshness.latest());
            } catch (CorruptStoreException | UnsupportedFormatException unreadable) {
                settings = SettingsState.NOTHING;
                problem = List.of(new GlassBroken(
                        number,
                        List.of(
                                "the rules could not be read, and the standard ones were taken, which protect no alias and quarantine nothing: "
                                        + Texts.line(unreadable.toString(), MAX_PROBLEM))));
            }
            List<String> unknown = new ArrayList<>();
            Rules rules = settings.rules(model)
                    .with(new Descent(engine, model, settings.quarantined()).unlessUnknown(unknown::add));
            List<RegistryEvent> events = decide.apply(state, rules);
            if (!events.isEmpty()) {
                last.addAll(problem);
                if (!unknown.isEmpty()) {
                    last.add(new GlassBroken(number, unknown));
                }
                last.addAll(events);
            }
            return new Decision(List.copyOf(last), settings.basis());
        });
        last.stream()
                .filter(GlassBroken.class::isInstance)
                .forEach(broken -> LOG.warn(
                        "Model '{}': {} ({}, {})",
                        model,
                        broken.summary(),
                        author.actor(),
                        author.change().reason()));
        return after;
    }

    ModelState promote(Author author, Wish wish) {
        return judged(
                wish,
                findings -> commit(
                        author,
                        (state, rules) -> Lifecycle.promote(state, rules, wish, engine.judge(model, state, findings))));
    }

    /**
     * Begins a rollout.
     *
     * @param named gives the numbers of the versions that are named
     */
    ModelState startRollout(Author author, RolloutPlan plan, Function<ModelState, List<Integer>> named) {
        String salt = engine.newId().toString();
        return judged(
                () -> {
                    ModelState state = state();
                    return RollingOut.wishes(state, recentRules(), model, plan, named.apply(state));
                },
                findings -> commit(
                        author,
                        (state, rules) -> RollingOut.start(
                                state,
                                rules,
                                model,
                                plan,
                                named.apply(state),
                                wish -> engine.judge(model, state, findings.getOrDefault(wish, Findings.NONE)),
                                salt)));
    }

    /**
     * That a version may go into production with a release set.
     *
     * @return what was found out for its gates
     * @throws dev.modelregistry.error.RejectedException if it may not
     */
    Findings checkJoining(String set, Member member) {
        return judged(() -> inProduction(member) ? List.of() : List.of(Belonging.wish(member)), findings -> {
            Findings found = findings.getOrDefault(Belonging.wish(member), Findings.NONE);
            ModelState state = state();
            Belonging.prepare(
                    state,
                    rules(settings(state, Freshness.latest())),
                    set,
                    0,
                    member,
                    engine.judge(model, state, found));
            return found;
        });
    }

    private boolean inProduction(Member member) {
        VersionState version = state().version(member.number());
        return version != null && version.stage().equals(Stage.PRODUCTION);
    }

    private ModelState state() {
        return engine.model(model, Freshness.latest());
    }

    /** Prepares a version for a release, by what {@link #checkJoining} found out. */
    void join(Author author, String set, int release, Member member, Findings findings) {
        commit(
                author,
                (state, rules) ->
                        Belonging.prepare(state, rules, set, release, member, engine.judge(model, state, findings)));
    }

    /**
     * That an earlier version may come back into production with a release set.
     *
     * @throws dev.modelregistry.error.RejectedException if it may not
     */
    void checkReturning(String set, Member member, OptionalInt instead) {
        ModelState state = state();
        Belonging.prepareReturn(state, rules(settings(state, Freshness.latest())), set, 0, member, instead);
    }

    /** Prepares an earlier version to come back. */
    void rejoin(Author author, String set, int release, Member member, OptionalInt instead) {
        commit(author, (state, rules) -> Belonging.prepareReturn(state, rules, set, release, member, instead));
    }

    /** Prepares the model to leave its set. */
    void leave(Author author, String set, int release) {
        commit(author, (state, rules) -> Belonging.prepareExit(state, model, set, release));
    }

    Simulation simulate(Wish wish) {
        return judged(wish, findings -> {
            ModelState state = state();
            Rules rules = rules(settings(state, Freshness.latest()));
            return Lifecycle.simulate(state, rules, wish, engine.judge(model, state, findings));
        });
    }

    /** What takes time is found out beforehand, so that nobody who writes has to wait for it; and again if it rests on what has moved. */
    private <T> T judged(Wish wish, Function<Findings, T> use) {
        return judged(() -> List.of(wish), findings -> use.apply(findings.getOrDefault(wish, Findings.NONE)));
    }

    private <T> T judged(Supplier<List<Wish>> wishes, Function<Map<Wish, Findings>, T> use) {
        List<Wish> asked = List.of();
        for (int moves = 0; moves < MAX_MOVES; moves++) {
            asked = wishes.get();
            try {
                return use.apply(asked.stream()
                        .filter(this::takesTime)
                        .collect(Collectors.toMap(Function.identity(), this::inspect)));
            } catch (MovedException moved) {
                LOG.debug("Checking {} again: {}", asked, moved.getMessage(), moved);
            }
        }
        throw new ConflictException("the pipeline or the occupant of " + named(asked, Wish::to) + " changed "
                + MAX_MOVES + " times while version " + named(asked, Wish::number) + " of model '" + model
                + "' was checked; try again");
    }

    private static String named(List<Wish> wishes, Function<Wish, Object> part) {
        return wishes.stream().map(part).distinct().map(Object::toString).collect(Collectors.joining(", "));
    }

    private boolean takesTime(Wish wish) {
        return recentRules().pipeline().gatesInto(wish.to()).anyMatch(Judge::takesTime);
    }

    private Findings inspect(Wish wish) {
        ModelState state = state();
        return engine.inspector()
                .inspect(engine, state, settings(state, Freshness.latest()).rules(model), wish);
    }
}
