package dev.modelregistry.contract;

import dev.modelregistry.spi.IndexStore.Bound;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Change.Put;
import dev.modelregistry.spi.IndexStore.Change.Remove;
import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Condition.All;
import dev.modelregistry.spi.IndexStore.Condition.Any;
import dev.modelregistry.spi.IndexStore.Condition.Has;
import dev.modelregistry.spi.IndexStore.Condition.Not;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Range;
import dev.modelregistry.spi.IndexStore.Range.Interval;
import dev.modelregistry.spi.IndexStore.Range.OneOf;
import dev.modelregistry.spi.IndexStore.Range.StartingWith;
import dev.modelregistry.spi.IndexStore.Row;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.IndexStore.Walk;
import dev.modelregistry.spi.JournalId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Changes and questions of all kinds, over few names and values, so that they meet. */
final class RandomWalks {
    private static final String LONG = "t1" + "\u6f22".repeat(80);

    private final Random random;

    RandomWalks(Random random) {
        this.random = random;
    }

    JournalId journal() {
        return new JournalId(random.nextBoolean() ? "model" : "run", "j" + random.nextInt(3));
    }

    /** An entity belongs to one journal, so that the order in which journals are replayed does not matter. */
    private String entity(JournalId journal) {
        return journal + "/" + random.nextInt(4);
    }

    private String key() {
        return "k" + random.nextInt(3);
    }

    List<Change> changes(JournalId journal) {
        return some(
                12,
                () -> random.nextInt(3) > 0
                        ? (Change) new Put(entity(journal), key(), value())
                        : new Remove(entity(journal), key(), value()));
    }

    private <T> List<T> some(int most, Supplier<T> any) {
        return Stream.generate(any).limit(random.nextInt(most + 1)).toList();
    }

    private Value value() {
        return random.nextBoolean() ? number() : text();
    }

    private Value number() {
        return new Value.Numeric(random.nextInt(5) - 2);
    }

    private Value text() {
        return new Value.Text(random.nextInt(3) > 0 ? "t" + random.nextInt(4) : LONG + random.nextInt(4));
    }

    private Range range() {
        return switch (random.nextInt(5)) {
            case 0 -> OneOf.only(value());
            case 1 -> new OneOf(some(4, this::value));
            case 2 ->
                new StartingWith(List.of("", "t", "t1", "t1\u6f22", LONG, "x").get(random.nextInt(6)));
            default -> {
                Supplier<Value> values = random.nextBoolean() ? this::number : this::text;
                yield new Interval(bound(values.get()), bound(values.get())); // may end before it begins
            }
        };
    }

    private Bound bound(Value value) {
        return switch (random.nextInt(3)) {
            case 0 -> Bound.NONE;
            case 1 -> Bound.including(value);
            default -> Bound.excluding(value);
        };
    }

    Has has() {
        return new Has(key(), range());
    }

    private Condition condition(int depth) {
        return switch (depth == 0 ? 0 : random.nextInt(5)) {
            case 1 -> new All(some(3, () -> condition(depth - 1)));
            case 2 -> new Any(some(3, () -> condition(depth - 1)));
            case 3 -> new Not(condition(depth - 1));
            default -> has();
        };
    }

    Walk walk() {
        Optional<Row> after =
                random.nextBoolean() ? Optional.empty() : Optional.of(new Row(value(), entity(journal())));
        return new Walk(
                key(),
                range(),
                Direction.values()[random.nextInt(2)],
                after,
                random.nextInt(3) == 0 ? Condition.ALWAYS : condition(3),
                1 + random.nextInt(List.of(3, 8, 40).get(random.nextInt(3))));
    }
}
