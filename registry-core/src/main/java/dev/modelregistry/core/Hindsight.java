package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.journal.Journal;
import dev.modelregistry.core.journal.Steps;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.rollout.Explanation;
import dev.modelregistry.rollout.Rollout.Act;
import dev.modelregistry.rollout.Route;
import dev.modelregistry.rollout.WhoServed;
import dev.modelregistry.rollout.WhoServed.Possible;
import dev.modelregistry.rollout.WhoServed.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who answered a key at an instant, by the rules of then and of shortly before and after: the journal is read once, from its last commit before that on. */
final class Hindsight implements Steps<ModelState> {
    private static final Duration MAX_LAG = Duration.ofDays(1);

    private final Engine engine;
    private final ModelName name;
    private final String key;
    private final Instant at;
    private final List<Era> eras = new ArrayList<>();
    private @Nullable ModelState last;

    private Hindsight(Engine engine, ModelName name, String key, Instant at) {
        this.engine = engine;
        this.name = name;
        this.key = key;
        this.at = at;
    }

    /**
     * What the key gets from one commit to another that makes it something else.
     *
     * @param decided by the rules; empty if nothing is served
     * @param instead what answers where that is not loaded
     * @param began by which commit; empty for what was there before all that is looked at
     */
    private record Era(Optional<Explanation> decided, Optional<Route> instead, Optional<Act> began) {
        boolean isBegunBy(Instant instant) {
            return began.map(act -> !act.at().isAfter(instant)).orElse(true);
        }
    }

    static WhoServed whoServed(Engine engine, ModelName name, String key, Instant at, Duration lag) {
        Routes.checkKey(key);
        Journal<ModelState> journal = engine.journal(name);
        if (!journal.state(Freshness.latest()).name().equals(Optional.of(name))) {
            throw Routes.nothing(name); // before all else, so that a model that may not be read can say the same
        }
        if (lag.isNegative() || lag.compareTo(MAX_LAG) > 0) {
            throw new InvalidInputException("the lag " + lag + " is not between 0 and 24 hours; give how long a process"
                    + " may have gone on by older rules");
        }
        PastRegistry.checkPast(engine, at);
        Hindsight hindsight = new Hindsight(engine, name, key, at);
        Instant from = at.isBefore(Instant.EPOCH) ? at : at.minus(lag); // no commit is dated before that
        journal.replay(from, at.plus(PastRegistry.CLOCK_SKEW), hindsight);
        return hindsight.answer();
    }

    @Override
    public void from(ModelState state) {
        add(state, Optional.empty());
        last = state;
    }

    /** Most commits have nothing to do with who is served what. */
    @Override
    public void to(ModelState state, Commit commit) {
        if (last == null || !isServedAlike(last, state)) {
            add(state, Optional.of(new Act(commit.revision(), commit.time(), commit.actor(), commit.reason())));
        }
        last = state;
    }

    private boolean isServedAlike(ModelState before, ModelState after) {
        return Objects.equals(before.rollout(), after.rollout())
                && before.changed(Stage.PRODUCTION) == after.changed(Stage.PRODUCTION)
                && before.shows(name) == after.shows(name);
    }

    private void add(ModelState state, Optional<Act> began) {
        Routes routes = new Routes(engine, name, state.shows(name) ? state : ModelState.NOTHING);
        eras.add(new Era(routes.find(key), routes.instead(key), began));
    }

    private WhoServed answer() {
        int now = 0;
        while (now + 1 < eras.size() && eras.get(now + 1).isBegunBy(at)) {
            now++;
        }
        Optional<Explanation> decided = eras.get(now).decided();
        List<Possible> possible = possible(now);
        boolean isSettled = new PastRegistry(engine, at.plus(PastRegistry.CLOCK_SKEW)).isSettled();
        return new WhoServed(decided.orElseThrow(() -> nothing(possible)), possible, isSettled);
    }

    /** Control of what was decided soon after is no news: it was in production before, so it is named, or decided. */
    private List<Possible> possible(int now) {
        List<Possible> all = new ArrayList<>();
        for (int i = now - 1; i >= 0; i--) {
            add(
                    all,
                    eras.get(i).decided().map(Explanation::route),
                    Why.NOT_YET_FOLLOWED,
                    eras.get(i + 1).began());
        }
        for (int i = now + 1; i < eras.size(); i++) {
            add(
                    all,
                    eras.get(i).decided().map(Explanation::route),
                    Why.CLOCKS_DIFFER,
                    eras.get(i).began());
        }
        add(all, eras.get(now).instead(), Why.NOT_LOADED, Optional.empty());
        for (int i = now - 1; i >= 0; i--) {
            add(all, eras.get(i).instead(), Why.NOT_LOADED, eras.get(i + 1).began());
        }
        return others(all, eras.get(now).decided());
    }

    private static void add(List<Possible> all, Optional<Route> route, Why why, Optional<Act> nearTo) {
        route.ifPresent(found -> all.add(new Possible(found, why, nearTo)));
    }

    /** Those that are not what was decided, each once for each reason: the first one, which is the nearest. */
    private static List<Possible> others(List<Possible> all, Optional<Explanation> decided) {
        record Way(int number, Why why) {}
        Set<Way> named = new HashSet<>();
        return all.stream()
                .filter(each -> decided.isEmpty()
                        || decided.get().route().number() != each.route().number())
                .filter(each -> named.add(new Way(each.route().number(), each.why())))
                .toList();
    }

    private NotFoundException nothing(List<Possible> possible) {
        String may = possible.stream().map(Possible::toString).collect(Collectors.joining(", or "));
        return new NotFoundException("model '" + name + "' had nothing in production at " + at
                + ", and no rollout was under way"
                + (may.isEmpty() ? "" : "; what may have answered: " + may));
    }
}
