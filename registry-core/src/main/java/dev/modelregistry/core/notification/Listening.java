package dev.modelregistry.core.notification;

import dev.modelregistry.RegisteredModel.Watch;
import dev.modelregistry.core.journal.Journals;
import dev.modelregistry.event.Commit;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener, and for each journal the last commit that it was called for. */
final class Listening implements Audience, Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
    private static final int PAGE = 100;

    private final Follower follower;
    private final Journals journals;
    private final Set<JournalId> only;
    private final Map<JournalId, Head> seen = new ConcurrentHashMap<>();
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
        seen.putAll(heads);
    }

    @Override
    public boolean mayTakeLong() {
        return true;
    }

    @Override
    public Set<JournalId> journals() {
        return only;
    }

    @Override
    public void heads(Map<JournalId, Head> heads) {
        for (JournalId journal : only.isEmpty() ? heads.keySet() : only) {
            Head head = heads.get(journal);
            try {
                if (head != null) {
                    deliver(journal, head);
                }
            } catch (RuntimeException failure) { // a damaged journal must not keep the others from being heard
                follower.warn("new commits of " + journal, failure);
            }
        }
    }

    private void deliver(JournalId journal, Head head) {
        Head last = seen.getOrDefault(journal, Head.NONE);
        if (head.equals(last)) {
            return;
        }
        journals.doubt(journal); // what a listener hears of, the handles of this registry know
        if (head.revision() <= last.revision()) { // set back, or looked at before the listener came
            Head now = journals.heads(List.of(journal)).getOrDefault(journal, Head.NONE);
            if (now.revision() < last.revision() || (now.revision() == last.revision() && !now.equals(last))) {
                setBack(journal, last, now);
            }
            return;
        }
        while (last.revision() < head.revision() && !closed) {
            List<Commit> page = journals.page(journal, last.revision(), head.revision(), PAGE);
            if (!page.get(0).previous().equals(last.hash())) {
                setBack(journal, last, head);
                return;
            }
            for (Commit commit : page) {
                last = new Head(commit.revision(), commit.hash());
                call(journal, commit, last);
            }
        }
    }

    private void setBack(JournalId journal, Head last, Head now) {
        LOG.warn(
                "{} was set back, as by a backup that was restored: a listener has heard of commit {}, which is not there any more; it goes on"
                        + " behind commit {}",
                journal,
                last.revision(),
                now.revision());
        seen.put(journal, now);
    }

    private void call(JournalId journal, Commit commit, Head head) {
        if (closed) {
            return;
        }
        seen.put(journal, head);
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
