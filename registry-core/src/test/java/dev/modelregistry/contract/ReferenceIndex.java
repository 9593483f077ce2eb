package dev.modelregistry.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.support.IndexKey;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What an index has to answer, by the plainest means: look at everything. For tests alone. Thread-safe. */
public final class ReferenceIndex implements IndexStore {
    private static final Comparator<String> UTF_8_ORDER =
            (one, other) -> Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));
    /** Texts that are long and begin alike are in an order of their keys, which is the same in every index. */
    private static final Comparator<Value> VALUES = Comparator.comparing(IndexKey::of);

    private static final Comparator<Entry> ENTRIES =
            Comparator.comparing(Entry::key, UTF_8_ORDER).thenComparing(Entry::value, VALUES);
    private static final Comparator<Row> ROWS =
            Comparator.comparing(Row::value, VALUES).thenComparing(Row::entity, UTF_8_ORDER);

    private final JournalStore journals;
    private final NavigableMap<String, Set<Entry>> entities = new TreeMap<>(UTF_8_ORDER);

    /** An empty one. The journals say whether a head is still one when the index is amended. */
    public ReferenceIndex(JournalStore journals) {
        this.journals = journals;
    }

    /** Derived from the journals of some kinds as they are now. */
    static ReferenceIndex of(JournalStore journals, List<String> kinds) {
        ReferenceIndex index = new ReferenceIndex(journals);
        for (String kind : kinds) {
            for (JournalId journal : journals.list(kind, "", Integer.MAX_VALUE)) {
                Commits.readAll(journals, journal).forEach(commit -> index.apply(IndexCommits.changes(commit)));
            }
        }
        return index;
    }

    /** Applies changes in their order. */
    public synchronized void apply(List<Change> changes) {
        for (Change change : changes) {
            Set<Entry> entries = entities.computeIfAbsent(change.entity(), entity -> new HashSet<>());
            Entry entry = new Entry(change.key(), indexed(change.value()));
            if (change instanceof Change.Put) {
                entries.add(entry);
            } else {
                entries.remove(entry);
            }
            if (entries.isEmpty()) {
                entities.remove(change.entity());
            }
        }
    }

    /** A value as far as it counts. */
    private static Value indexed(Value value) {
        if (value instanceof Value.Text text) {
            String start = text.text().substring(0, Math.min(1_024, text.text().length()));
            return new Value.Text(new String(start.getBytes(UTF_8), UTF_8));
        }
        double number = ((Value.Numeric) value).number();
        return new Value.Numeric(number == 0 ? 0 : number);
    }

    @Override
    public synchronized Slice walk(Walk walk) {
        requireLimit(walk.limit());
        Comparator<Row> order = walk.direction() == Direction.ASCENDING ? ROWS : ROWS.reversed();
        List<Row> looked = rows(walk.key(), walk.range())
                .filter(row -> walk.after().isEmpty()
                        || order.compare(row, walk.after().get()) > 0)
                .sorted(order)
                .limit(walk.limit())
                .toList();
        return new Slice(
                looked.stream()
                        .filter(row -> isMet(walk.filter(), row.entity()))
                        .toList(),
                looked.size() == walk.limit() ? Optional.of(looked.get(looked.size() - 1)) : Optional.empty());
    }

    private Stream<Row> rows(String key, Range range) {
        return entities.entrySet().stream()
                .flatMap(entity -> entity.getValue().stream()
                        .filter(entry -> entry.key().equals(key) && isIn(range, entry.value()))
                        .map(entry -> new Row(entry.value(), entity.getKey())));
    }

    @Override
    public synchronized List<Integer> counts(List<Condition.Has> conditions, int atMost) {
        requireLimit(atMost);
        return conditions.stream()
                .map(condition -> (int) Math.min(
                        atMost, rows(condition.key(), condition.range()).count()))
                .toList();
    }

    @Override
    public synchronized Map<String, List<Value>> values(String key, List<String> asked) {
        Map<String, List<Value>> found = new HashMap<>();
        entries(asked).forEach((entity, entries) -> {
            List<Value> values = entries.stream()
                    .filter(entry -> entry.key().equals(key))
                    .map(Entry::value)
                    .toList();
            if (!values.isEmpty()) {
                found.put(entity, values);
            }
        });
        return found;
    }

    @Override
    public synchronized Map<String, List<Entry>> entries(List<String> asked) {
        Map<String, List<Entry>> found = new HashMap<>();
        for (String entity : asked) {
            if (entities.containsKey(entity)) {
                found.put(entity, entities.get(entity).stream().sorted(ENTRIES).toList());
            }
        }
        return found;
    }

    @Override
    public synchronized List<String> entities(String prefix, String after, int limit) {
        requireLimit(limit);
        return entities.keySet().stream()
                .filter(entity -> entity.startsWith(prefix))
                .filter(entity -> after.isEmpty() || UTF_8_ORDER.compare(entity, after) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized boolean amend(JournalId journal, Head head, List<Change> changes) {
        boolean still = journals.heads(List.of(journal))
                .getOrDefault(journal, Head.NONE)
                .equals(head);
        if (still) {
            apply(changes);
        }
        return still;
    }

    private static void requireLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " is not 1 or more");
        }
    }

    private boolean isMet(Condition condition, String entity) {
        if (condition instanceof Condition.Has has) {
            return entities.get(entity).stream()
                    .anyMatch(entry -> entry.key().equals(has.key()) && isIn(has.range(), entry.value()));
        } else if (condition instanceof Condition.All all) {
            return all.conditions().stream().allMatch(each -> isMet(each, entity));
        } else if (condition instanceof Condition.Any any) {
            return any.conditions().stream().anyMatch(each -> isMet(each, entity));
        }
        return !isMet(((Condition.Not) condition).condition(), entity);
    }

    private static boolean isIn(Range range, Value value) {
        if (range instanceof Range.OneOf oneOf) {
            return oneOf.values().stream().anyMatch(one -> compare(value, one).equals(Optional.of(0)));
        } else if (range instanceof Range.StartingWith start) {
            return value instanceof Value.Text text && text.text().startsWith(start.prefix());
        }
        Range.Interval interval = (Range.Interval) range;
        return isInside(interval.low(), value, 1) && isInside(interval.high(), value, -1);
    }

    private static boolean isInside(Bound bound, Value value, int side) {
        if (bound.value().isEmpty()) {
            return true;
        }
        Optional<Integer> order = compare(value, bound.value().get());
        return order.isPresent()
                && (order.get() == 0 ? bound.edge() == Edge.INSIDE : Integer.signum(order.get()) == side);
    }

    /** How a value compares with one that is asked for; empty if they are of two kinds. */
    private static Optional<Integer> compare(Value found, Value asked) {
        Value other = indexed(asked);
        if (found instanceof Value.Text left && other instanceof Value.Text right) {
            return Optional.of(UTF_8_ORDER.compare(left.text(), right.text()));
        } else if (found instanceof Value.Numeric left && other instanceof Value.Numeric right) {
            return Optional.of(Double.compare(left.number(), right.number()));
        }
        return Optional.empty();
    }
}
