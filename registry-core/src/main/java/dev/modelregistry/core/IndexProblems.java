package dev.modelregistry.core;

import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.List;
import java.util.function.Consumer;

/** Tells what the index and the journals differ in: the first differences one by one, and then how many more there are. */
final class IndexProblems implements IndexCheck.Differences {
    private static final int TOLD = 1_000;
    private static final int SHOWN = 60;
    private static final String ADVICE = "; call storage().reindex()";

    private final Consumer<String> problems;
    private long found;

    IndexProblems(Consumer<String> problems) {
        this.problems = problems;
    }

    @Override
    public void found(IndexedJournal<?> owner, List<Change> changes) {
        String journal = "journal " + owner.id();
        boolean isThere = !owner.head().equals(Head.NONE);
        changes.forEach(change -> add(
                change,
                journal + (change instanceof Change.Put ? " says so" : isThere ? " does not" : " is not there")));
    }

    @Override
    public void strangers(List<Change> removals) {
        removals.forEach(removal -> add(removal, "no journal can be about that"));
    }

    private void add(Change change, String why) {
        found++;
        if (found <= TOLD) {
            problems.accept("index, " + readable(change.entity())
                    + (change instanceof Change.Put ? " lacks " : " says ")
                    + readable(change.key()) + " = " + value(change.value()) + ", but " + why + ADVICE);
        }
    }

    /** A tab stands between the parts of an entity. */
    private static String readable(String text) {
        return text.replace('\t', '⇥');
    }

    private static String value(Value value) {
        if (value instanceof Value.Text text) {
            String shown = text.text().length() > SHOWN ? text.text().substring(0, SHOWN) + "…" : text.text();
            return "'" + shown + "'";
        }
        return Double.toString(((Value.Numeric) value).number());
    }

    /** Tells how many were not told. */
    void end() {
        if (found > TOLD) {
            problems.accept("index: " + (found - TOLD) + " more entries are not as the journals say" + ADVICE);
        }
    }
}
