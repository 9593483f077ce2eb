package dev.modelregistry.core.notification;

import dev.modelregistry.RegisteredModel.Watch;
import dev.modelregistry.core.journal.Journals;
import dev.modelregistry.event.Commit;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener, and for each journal the last revision that it was called for. */
final class Listening implements Audience, Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
    private static final int PAGE = 100;

    private final Follower follower;
    private final Journals journals;
    private final Set<JournalId> only;
    private final Map<JournalId, Long> seen = new ConcurrentHashMap<>();
    private final Consumer<Commit> listener;
    private volatile boolean closed;

    /**
     * A listener from now on.
     *
     * @param only journals to listen to; empty for all
     * @param heads where they end
     */
    Listening(
            Follower follower,
            Journals journals,
            Set<JournalId> only,
            Map<JournalId, Head> heads,
            Consumer<Commit> listener) {
        this.follower = follower;
        this.journals = journals;
        this.only = only;
        this.listener = listener;
        heads.forEach((journal, head) -> seen.put(journal, head.revision()));
    }

    @Override
    public Set<JournalId> journals() {
        return only;
    }

    @Override
    public void heads(Map<JournalId, Head> heads) {
        for (JournalId journal : only.isEmpty() ? heads.keySet() : only) {
            try {
                deliver(journal, heads.getOrDefault(journal, Head.NONE).revision());
            } catch (RuntimeException failure) { // a damaged journal must not keep the others from being heard
                follower.warn("new commits of " + journal, failure);
            }
        }
    }

    private void deliver(JournalId journal, long head) {
        long last = seen.getOrDefault(journal, 0L);
        if (last < head) {
            journals.doubt(journal); // what a listener hears of, the handles of this registry know
        }
        while (last < head && !closed) {
            for (Commit commit : journals.page(journal, last, head, PAGE)) {
                last = commit.revision();
                call(journal, commit);
            }
        }
    }

    private void call(JournalId journal, Commit commit) {
        if (closed) {
            return;
        }
        seen.put(journal, commit.revision());
        try {
            listener.accept(commit);
        } catch (Throwable failure) { // it must not stop the others
            Failure.of(failure)
                    .warn(LOG, "A listener failed on commit " + commit.revision() + " of " + commit.journal());
        } finally {
            Thread.interrupted(); // nor must an interrupt that it left behind
        }
    }

    @Override
    public void close() {
        closed = true;
        follower.remove(this);
    }
}
