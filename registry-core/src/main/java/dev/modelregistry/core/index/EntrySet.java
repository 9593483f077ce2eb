package dev.modelregistry.core.index;

import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.search.Attribute;
import dev.modelregistry.search.LikePattern;
import dev.modelregistry.search.Target;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Entry;
import dev.modelregistry.spi.IndexStore.Value;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Collects what an entity has. Not thread-safe. */
public final class EntrySet {
    private final Target target;
    private final Set<Entry> entries = new LinkedHashSet<>();

    EntrySet(Target target) {
        this.target = target;
    }

    /** What turns one set of entries into another one. */
    static List<Change> changes(String entity, EntrySet before, EntrySet after) {
        return changes(entity, before.entries, after.entries);
    }

    /** What turns what an entity has into what it shall have. */
    public static List<Change> changes(String entity, Set<Entry> before, Set<Entry> after) {
        return Stream.concat(
                        before.stream().filter(entry -> !after.contains(entry)).map(entry ->
                                (Change) new Change.Remove(entity, entry.key(), entry.value())),
                        after.stream()
                                .filter(entry -> !before.contains(entry))
                                .map(entry -> new Change.Put(entity, entry.key(), entry.value())))
                .toList();
    }

    /** The entries. */
    Set<Entry> entries() {
        return entries;
    }

    /** That it is found at all. */
    void kind() {
        add(EntryNames.KIND, EntryNames.kind(target));
    }

    /** A name that compares without regard to case. */
    void name(Attribute attribute, String shown) {
        String key = EntryNames.key(target, attribute, "");
        String folded = shown.toLowerCase(Locale.ROOT);
        add(key, folded);
        if (!folded.equals(shown)) {
            add(EntryNames.other(key), shown);
        }
    }

    void text(Attribute attribute, String text) {
        text(attribute, "", text);
    }

    void text(Attribute attribute, String key, String text) {
        String name = EntryNames.key(target, attribute, key);
        String folded = LikePattern.fold(text);
        add(name, text);
        if (!folded.equals(text)) {
            add(EntryNames.other(name), folded);
        }
    }

    void number(Attribute attribute, String key, double number) {
        entries.add(new Entry(EntryNames.key(target, attribute, key), new Value.Numeric(number)));
    }

    void time(Attribute attribute, Instant instant) {
        entries.add(new Entry(EntryNames.key(target, attribute, ""), time(instant)));
    }

    /** Microseconds since 1970, which a double counts exactly until the year 2255. */
    public static Value time(Instant instant) {
        return new Value.Numeric((double) ChronoUnit.MICROS.between(Instant.EPOCH, instant));
    }

    /** The instant that a value stands for. */
    public static Instant instant(double micros) {
        return Instant.EPOCH.plus((long) micros, ChronoUnit.MICROS);
    }

    void parameter(String name, ParameterValue value) {
        if (value instanceof ParameterValue.Whole whole) {
            number(Attribute.PARAMETER, name, (double) whole.number());
        } else if (value instanceof ParameterValue.Real real) {
            number(Attribute.PARAMETER, name, real.number());
        } else {
            text(Attribute.PARAMETER, name, value.toString());
        }
    }

    /** An edge of the lineage. */
    void input(Node node) {
        add(EntryNames.INPUT, node.toString());
    }

    private void add(String key, String text) {
        entries.add(new Entry(key, new Value.Text(text)));
    }
}
