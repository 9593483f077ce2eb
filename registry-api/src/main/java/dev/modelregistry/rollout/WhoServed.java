package dev.modelregistry.rollout;

import dev.modelregistry.rollout.Rollout.Act;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who answered a key at an instant, as far as the journal can tell. It holds what was decided and by when, and not what a process did: a
 * stamp that was logged, {@link dev.modelregistry.Lease#route()}, says which of these versions it was. Immutable.
 *
 * @param decided what the rules of that moment say, and why
 * @param possible what may have answered in its place, each version once for each reason: what was decided before, the last first; what was
 *     decided soon after, the first first; then what answers where a candidate is not loaded. Empty if nothing says that it was not what was decided
 * @param isSettled whether later commits can no longer change this answer; see {@link dev.modelregistry.RegistryView#isSettled}
 */
public record WhoServed(Explanation decided, List<Possible> possible, boolean isSettled) {
    /**
     * How long a process usually goes on by older rules, at most: it looks once in each poll interval, a second if nothing else is said, or up to ten
     * seconds later where the store is slow, and then it loads the version. 30 seconds.
     */
    public static final Duration USUAL_LAG = Duration.ofSeconds(30);

    /** Copies the list. */
    public WhoServed {
        possible = List.copyOf(possible);
    }

    /** Why another version may have answered than the one that was decided. More may come. */
    public enum Why {
        /** It had been decided before, and a process may not have followed the switch yet. */
        NOT_YET_FOLLOWED("a process may not have followed yet"),
        /** It was decided so soon after the instant that clocks which differ may make this before it. */
        CLOCKS_DIFFER("clocks may differ by as much"),
        /** It answers for a candidate that a process has not loaded. */
        NOT_LOADED("a process may not have had the candidate loaded");

        private final String words;

        Why(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * A version that may have answered.
     *
     * @param route its stamp
     * @param why what would have to be so
     * @param nearTo the switch that ended it, or, where clocks may differ, the one that began it; empty if no switch need be near
     */
    public record Possible(Route route, Why why, Optional<Act> nearTo) {
        /** Such as {@code flight_delay_predictor v1.2.0 (3) control @12: a process may not have followed yet (commit 17 of 2026-11-20T10:00:00Z)}. */
        @Override
        public String toString() {
            return route + ": " + why
                    + nearTo.map(act -> " (commit " + act.revision() + " of " + act.at() + ")")
                            .orElse("");
        }
    }

    /**
     * Whether a version is among those that may have answered.
     *
     * @param number the version's number
     */
    public boolean mayHaveBeen(int number) {
        return Stream.concat(Stream.of(decided.route()), possible.stream().map(Possible::route))
                .anyMatch(route -> route.number() == number);
    }

    /** What was decided, and what else may have been. */
    @Override
    public String toString() {
        return decided
                + possible.stream().map(each -> ", or " + each).collect(Collectors.joining())
                + (isSettled ? "" : "; not settled yet");
    }
}
