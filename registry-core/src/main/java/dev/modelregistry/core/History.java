package dev.modelregistry.core;

import dev.modelregistry.core.journal.Journal;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import java.util.List;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads a journal page by page up to a revision. */
final class History extends AbstractSpliterator<Commit> {
    private static final int PAGE = 200;

    private final Supplier<? extends Journal<?>> journal;
    private final long last;
    private long given;
    private List<Commit> page = List.of();
    private int next;

    private History(Supplier<? extends Journal<?>> journal, long last) {
        super(last, ORDERED | NONNULL | IMMUTABLE);
        this.journal = journal;
        this.last = last;
    }

    /**
     * The commits as they are consumed.
     *
     * @param journal gives the journal for each page, or refuses because the registry is closed
     * @param last the revision to end with
     */
    static Stream<Commit> of(Supplier<? extends Journal<?>> journal, long last) {
        return StreamSupport.stream(new History(journal, last), false);
    }

    @Override
    public boolean tryAdvance(Consumer<? super Commit> action) {
        @Nullable Commit commit = read();
        if (commit == null) {
            return false;
        }
        action.accept(commit);
        return true;
    }

    private @Nullable Commit read() {
        if (given == last) {
            return null;
        }
        if (next == page.size()) {
            Journal<?> source = journal.get();
            page = source.commits(given, (int) Math.min(PAGE, last - given));
            next = 0;
            if (page.isEmpty()) {
                throw new CorruptStoreException("journal " + source.id() + " ends at revision " + given
                        + ", but was at " + last + " before: commits were lost");
            }
        }
        given++;
        return page.get(next++);
    }
}
