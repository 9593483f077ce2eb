package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.core.Ground.toProduction;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.Rollouts;
import dev.modelregistry.id.Stage;
import dev.modelregistry.rollout.WhoServed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A model with a version in production for an hour, one in staging and one that is new; time passes when it is told to. */
abstract class HindsightGround {
    static final Duration NANO = Duration.ofNanos(1);
    static final Duration SECOND = Duration.ofSeconds(1);

    final SettableClock clock = new SettableClock();
    final Ground ground = new Ground();
    final ModelRegistry registry = ground.open(ground.way(), builder -> builder.clock(clock));
    final RegisteredModel flights = registry.model("flights");
    final Rollouts rollouts = flights.rollouts();
    final ModelVersion control = register(flights, "1.0.0");
    final ModelVersion candidate = register(flights, "1.1.0");
    final ModelVersion third = register(flights, "1.2.0");

    @BeforeEach
    void serveOne() {
        toProduction(flights, control);
        flights.promote(candidate, Stage.STAGING, because("tests pass"));
        clock.advance(Duration.ofHours(1));
    }

    @AfterEach
    void close() {
        ground.close();
    }

    /** Does something so many seconds from now; gives when that was. */
    final Instant in(long seconds, Runnable change) {
        Instant when = clock.advance(Duration.ofSeconds(seconds));
        change.run();
        return when;
    }

    /** Long enough for everything to be settled and followed. */
    final void later() {
        clock.advance(Duration.ofHours(1));
    }

    /** Keys that get a version now. */
    final Stream<String> keysOf(ModelVersion version) {
        return Stream.iterate(0, user -> user + 1)
                .map(user -> "user-" + user)
                .filter(user -> flights.explain(user).route().number() == version.number());
    }

    final String keyOf(ModelVersion version) {
        return keysOf(version).findFirst().orElseThrow();
    }

    final String decided(String key, Instant at) {
        return flights.whoServed(key, at).decided().route().toString();
    }

    final List<String> possible(String key, Instant at) {
        return possible(flights.whoServed(key, at));
    }

    static List<String> possible(WhoServed who) {
        return who.possible().stream().map(WhoServed.Possible::toString).toList();
    }

    static String notFollowed(String route, long commit, Instant of) {
        return route + ": a process may not have followed yet (commit " + commit + " of " + of + ")";
    }

    static String clocks(String route, long commit, Instant of) {
        return route + ": clocks may differ by as much (commit " + commit + " of " + of + ")";
    }

    static String notLoaded(String route) {
        return route + ": a process may not have had the candidate loaded";
    }

    static String notLoaded(String route, long commit, Instant of) {
        return notLoaded(route) + " (commit " + commit + " of " + of + ")";
    }
}
