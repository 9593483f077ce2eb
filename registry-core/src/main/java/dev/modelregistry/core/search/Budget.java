package dev.modelregistry.core.search;

import dev.modelregistry.error.RejectedException;
import dev.modelregistry.search.Query;
import dev.modelregistry.search.Target;

/** The time that a search may take. What it says tells nothing of what was looked at, of which the asker may not see everything. Not thread-safe. */
final class Budget {
    private final Query query;
    private final Target target;
    private final long deadline;

    Budget(Query query, Target target) {
        this.query = query;
        this.target = target;
        long seconds = Math.min(query.timeLimit().toSeconds(), Integer.MAX_VALUE); // nanoseconds of more are no long
        this.deadline = System.nanoTime()
                + query.timeLimit()
                        .minusSeconds(query.timeLimit().toSeconds())
                        .plusSeconds(seconds)
                        .toNanos();
    }

    /** @throws RejectedException if the time is over */
    void check() {
        if (System.nanoTime() - deadline > 0) {
            throw refused("the search for " + target + " takes longer than " + query.timeLimit());
        }
    }

    RejectedException refused(String why) {
        return new RejectedException(
                why + ": " + query + "\n  Narrow it by a condition that few meet, where a pattern has to"
                        + " begin with some text; order it by a field of many values first; or give it more time with Query.timeLimit");
    }
}
