package dev.modelregistry.core.state;

import dev.modelregistry.storage.Erased;
import dev.modelregistry.storage.Part;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** What was erased of what a journal names, each with the commit that says so. Immutable. */
public final class Erasures {
    /** The number of what belongs to a run. */
    public static final int RUN = 0;

    /** Nothing was. */
    public static final Erasures NONE = new Erasures(PersistentMap.empty());

    private final PersistentMap<Erasable, Entry> entries;

    private Erasures(PersistentMap<Erasable, Entry> entries) {
        this.entries = entries;
    }

    /**
     * What can be erased.
     *
     * @param number of the version; {@link #RUN} for a run
     * @param part of it
     */
    public record Erasable(int number, Part part) implements Comparable<Erasable> {
        private static final Comparator<Erasable> ORDER =
                Comparator.comparingInt(Erasable::number).thenComparing(Erasable::part);

        @Override
        public int compareTo(Erasable other) {
            return ORDER.compare(this, other);
        }
    }

    /** The first word stands. */
    Erasures with(int number, List<Part> parts, Entry entry) {
        PersistentMap<Erasable, Entry> next = entries;
        for (Part part : parts) {
            Erasable key = new Erasable(number, part);
            next = next.containsKey(key) ? next : next.put(key, entry);
        }
        return new Erasures(next);
    }

    /** What is known of the end of something, if it was erased. */
    public Optional<Erased> of(Erasable key) {
        return Optional.ofNullable(entries.get(key)).map(entry -> erased(key, entry));
    }

    /** What was erased of a version, or of a run. */
    public List<Erased> of(int number) {
        return sorted().entrySet().stream()
                .filter(each -> each.getKey().number() == number)
                .map(each -> erased(each.getKey(), each.getValue()))
                .toList();
    }

    /** Whether a file of a version was erased, so that it cannot serve any more. */
    public boolean haveFileOf(int number) {
        return entries.toMap().keySet().stream()
                .anyMatch(each -> each.number() == number && each.part().kind() == Part.Kind.ARTIFACT);
    }

    /** All of it, in order. */
    public void forEach(BiConsumer<Erasable, Entry> action) {
        sorted().forEach(action);
    }

    private SortedMap<Erasable, Entry> sorted() {
        return new TreeMap<>(entries.toMap());
    }

    private static Erased erased(Erasable key, Entry entry) {
        return new Erased(key.part(), entry.actor(), entry.time(), entry.reason());
    }
}
