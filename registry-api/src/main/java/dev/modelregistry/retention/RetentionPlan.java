package dev.modelregistry.retention;

import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.RunId;
import dev.modelregistry.id.SemanticVersion;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the retention policies make of versions and runs: what would be done, or was done. What expired before is not in it, nor is what no
 * policy is for. Immutable.
 *
 * @param items the versions, in the order of models and numbers
 * @param runs the training runs, in the order of models and starts; none where no policy says what becomes of them
 * @param freedBytes how many bytes of artifacts no version or training run of the registry needs any more, once those to expire have expired; what several of
 *     them share is counted once, what another one needs not at all
 */
public record RetentionPlan(List<Item> items, List<RunItem> runs, long freedBytes) {
    /** Nothing. */
    public static final RetentionPlan EMPTY = new RetentionPlan(List.of(), List.of(), 0);

    /** Copies the lists. */
    public RetentionPlan {
        items = List.copyOf(items);
        runs = List.copyOf(runs);
    }

    /** What becomes of a version. More may come: treat one that you do not know as {@link #KEEP}. */
    public enum Action {
        /** Stays as it is. */
        KEEP,
        /** Is moved to the archive. */
        ARCHIVE,
        /** Expires: its artifacts are not needed any more. */
        EXPIRE,
        /** Is over a maximum age and in use, so that it stays; somebody should see to it. */
        VIOLATION
    }

    /**
     * What becomes of one version.
     *
     * @param model its model
     * @param number its number
     * @param version its semantic version
     * @param action what becomes of it
     * @param reasons why, each in words; at least one
     * @param policies the names of the policies that the reasons come from; none if it is in use, whatever the policies say
     * @param bytes how large its artifacts are, shared or not
     */
    public record Item(
            ModelName model,
            int number,
            SemanticVersion version,
            Action action,
            List<String> reasons,
            SortedSet<String> policies,
            long bytes) {
        /** Copies list and set. */
        public Item {
            reasons = List.copyOf(reasons);
            policies = Collections.unmodifiableSortedSet(new TreeSet<>(policies));
        }

        @Override
        public String toString() {
            return action + " " + model + " v" + version + " (number " + number + ", " + bytes + " bytes): "
                    + String.join("; ", reasons);
        }
    }

    /**
     * What becomes of one training run.
     *
     * @param run the run
     * @param action what becomes of it
     * @param reasons why, each in words; at least one
     * @param policies the names of the policies that the reasons come from
     * @param bytes how large its artifacts are, shared or not
     */
    public record RunItem(RunId run, Action action, List<String> reasons, SortedSet<String> policies, long bytes) {
        /** Copies list and set. */
        public RunItem {
            reasons = List.copyOf(reasons);
            policies = Collections.unmodifiableSortedSet(new TreeSet<>(policies));
        }

        @Override
        public String toString() {
            return action + " run " + run + " (" + bytes + " bytes): " + String.join("; ", reasons);
        }
    }

    /** The runs of which this becomes, in their order. */
    public List<RunItem> runs(Action action) {
        return runs.stream().filter(run -> run.action() == action).toList();
    }

    /** The versions of which this becomes, in their order. */
    public List<Item> items(Action action) {
        return items.stream().filter(item -> item.action() == action).toList();
    }

    /** How large the artifacts are of the versions of which this becomes, what they share counted for each. */
    public long bytes(Action action) {
        return items(action).stream().mapToLong(Item::bytes).sum();
    }

    /** A table for people, one row for each version and run, and the totals. */
    public String toMarkdown() {
        Stream<String> versions = items.stream()
                .map(item -> row(
                        item.action(),
                        item.model() + " v" + item.version() + " (" + item.number() + ")",
                        item.bytes(),
                        item.reasons()));
        Stream<String> ofRuns =
                runs.stream().map(run -> row(run.action(), "run " + run.run(), run.bytes(), run.reasons()));
        return Stream.of(Stream.of("| action | what | bytes | why |", "|---|---|---:|---|"), versions, ofRuns)
                .flatMap(rows -> rows)
                .collect(Collectors.joining("\n", "", "\n\n" + this + "\n"));
    }

    private static String row(Action action, String what, long bytes, List<String> reasons) {
        return "| " + name(action) + " | " + cell(what) + " | " + bytes + " | " + cell(String.join("; ", reasons))
                + " |";
    }

    private static String cell(String text) {
        return text.replace("\\", "\\\\").replace("|", "\\|").replaceAll("\\R", " ");
    }

    private static String name(Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return Stream.of(Action.values())
                        .map(action -> items(action).size() + " " + name(action) + " (" + bytes(action) + " bytes)")
                        .collect(Collectors.joining(", "))
                + (runs.isEmpty() ? "" : "; " + runs(Action.EXPIRE).size() + " of " + runs.size() + " runs expire")
                + "; expiry frees " + freedBytes + " bytes";
    }
}
