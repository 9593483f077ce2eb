package dev.modelregistry.core.journal;

import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The commits of any number of journals in the order of their times, up to given heads, read from the store as they are consumed: a merge
 * that knows of each journal when its next commit is dated. It also holds the commits behind that one, but only so many of all journals
 * together; where that is not enough, those that are not held are read again when it is their turn.
 */
public final class Trail extends AbstractSpliterator<Commit> {
    private static final int HELD = 4_000;
    private static final int PAGE = 200;

    private final Supplier<Journals> journals;
    private final Map<JournalId, Head> heads;
    private final AuditQuery query;
    /** The journals that have more, the one with the earliest next commit first; null until the first commit is asked for. */
    private @Nullable PriorityQueue<Rest> waiting;
    /** The journal that gave the last commit: it is looked at again when another commit is asked for, not before. */
    private @Nullable Rest last;

    private int held;

    private Trail(Supplier<Journals> journals, Map<JournalId, Head> heads, AuditQuery query) {
        super(Long.MAX_VALUE, ORDERED | NONNULL | IMMUTABLE);
        this.journals = journals;
        this.heads = heads;
        this.query = query;
    }

    /** What a journal has left to give. */
    private static final class Rest implements Comparable<Rest> {
        private static final Comparator<Rest> ORDER =
                Comparator.<Rest, Instant>comparing(rest -> rest.next).thenComparing(rest -> rest.id);

        private final JournalId id;
        private final long end;
        private final Queue<Commit> page = new ArrayDeque<>(1);
        private long given;
        private Instant next = Instant.MIN;

        Rest(JournalId id, long given, long end) {
            this.id = id;
            this.given = given;
            this.end = end;
        }

        @Override
        public int compareTo(Rest other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * All commits of one journal.
     *
     * @param journals gives the journals for each page, or refuses because the registry is closed
     * @param head where to end
     */
    public static Stream<Commit> of(Supplier<Journals> journals, JournalId journal, Head head) {
        return stream(new Trail(journals, Map.of(journal, head), AuditQuery.everything()));
    }

    /**
     * The commits that a query asks for, of those that are there now.
     *
     * @param journals gives the journals for each page, or refuses because the registry is closed
     * @param visible which of them may be read
     */
    public static Stream<Commit> of(Supplier<Journals> journals, AuditQuery query, Predicate<JournalId> visible) {
        Journals now = journals.get();
        Map<JournalId, Head> heads =
                query.journals().isEmpty() ? now.heads() : now.heads(List.copyOf(query.journals()));
        heads.keySet().removeIf(visible.negate());
        return stream(new Trail(journals, heads, query)).filter(query::matches);
    }

    private static Stream<Commit> stream(Trail trail) {
        return StreamSupport.stream(trail, false);
    }

    /** What fails leaves everything as it was, so that a reader who goes on misses nothing. */
    @Override
    public boolean tryAdvance(Consumer<? super Commit> action) {
        PriorityQueue<Rest> queue = waiting;
        if (queue == null) {
            queue = open();
            waiting = queue;
        }
        if (last != null) {
            enqueue(last, queue);
            last = null;
        }
        Rest first = queue.peek();
        if (first == null) {
            return false;
        }
        Commit commit = take(first, share(queue.size()));
        queue.remove();
        last = first;
        action.accept(commit);
        return true;
    }

    private PriorityQueue<Rest> open() {
        List<Rest> all = new ArrayList<>();
        heads.forEach((id, head) -> {
            long given = before(id, head);
            if (given < head.revision()) {
                all.add(new Rest(id, given, head.revision()));
            }
        });
        held = 0;
        PriorityQueue<Rest> queue = new PriorityQueue<>();
        int share = share(all.size());
        all.forEach(rest -> enqueue(rest, queue, share));
        return queue;
    }

    /** How many of a journal's first commits are dated before the time that is asked for. */
    private long before(JournalId id, Head head) {
        long end = head.revision();
        if (end == 0 || query.from().isEmpty()) {
            return 0;
        }
        Instant from = query.from().get();
        boolean ended = journals.get().timeOf(id, head).isBefore(from);
        return ended ? end : journals.get().datedBefore(id, from, end);
    }

    private void enqueue(Rest rest, PriorityQueue<Rest> queue) {
        enqueue(rest, queue, share(queue.size() + 1));
    }

    private void enqueue(Rest rest, PriorityQueue<Rest> queue, int share) {
        if (rest.given == rest.end) {
            return;
        }
        Instant next = peek(rest, share).time();
        boolean over = query.until().filter(until -> !next.isBefore(until)).isPresent();
        if (over || held > HELD) {
            held -= rest.page.size();
            rest.page.clear();
        }
        if (!over) {
            rest.next = next;
            queue.add(rest);
        }
    }

    private Commit peek(Rest rest, int share) {
        Commit next = rest.page.peek();
        if (next == null) {
            List<Commit> page =
                    journals.get().page(rest.id, rest.given, rest.end, (int) Math.min(share, rest.end - rest.given));
            rest.page.addAll(page);
            held += page.size();
            next = page.get(0);
        }
        return next;
    }

    private Commit take(Rest rest, int share) {
        Commit commit = peek(rest, share);
        rest.page.remove();
        rest.given++;
        held--;
        return commit;
    }

    /** How many commits to read of one of so many journals: with the commit also the time of the one behind it. */
    private static int share(int journals) {
        return Math.max(2, Math.min(PAGE, HELD / Math.max(1, journals)));
    }
}
