package dev.modelregistry.notification;

import java.time.Instant;
import java.util.List;

/**
 * How far a subscription has come. Immutable.
 *
 * @param name its name
 * @param begun when it was made
 * @param lag how many commits of its journals are not acknowledged yet, those included that it will pass over
 * @param stuck the journals in which its subscriber fails, in their order
 */
public record SubscriptionStatus(String name, Instant begun, long lag, List<Stuck> stuck) {
    /** Copies the list. */
    public SubscriptionStatus {
        stuck = List.copyOf(stuck);
    }

    /**
     * A commit that the subscriber failed on, and that keeps back those behind it in its journal. The subscriber threw something, a worker did
     * not come back from it (or, the first time, from one shortly behind it), or the registry cannot deliver: the commit cannot be read, or the
     * journal does not have what was acknowledged, because a backup was restored.
     *
     * @param journal the journal, such as {@code model/flights}
     * @param revision the commit's revision there
     * @param since when it failed first
     * @param tries how often it was tried
     * @param nextTry when it will be tried again
     * @param failure what was thrown last, or what else went wrong, cut if it is long
     */
    public record Stuck(String journal, long revision, Instant since, int tries, Instant nextTry, String failure) {}
}
