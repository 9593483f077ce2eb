package dev.modelregistry.core.search;

import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Condition.Has;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Range;
import dev.modelregistry.spi.IndexStore.Range.Interval;
import dev.modelregistry.spi.IndexStore.Row;
import dev.modelregistry.spi.IndexStore.Slice;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.IndexStore.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What may be a hit, in the order of a plan, some at a time. If a condition is met by few, all of these are looked at and sorted. Else the walk goes
 * in the order of the query: along a condition that asks for one value, or all entities, where that is the order of entities; along the first key
 * where there is one, and behind its last value along what does not have it. Not thread-safe.
 */
final class Candidates {
    /** What fits into so many pages is sorted rather than walked, */
    private static final int FEW_PAGES = 4;
    /** but no more than this. */
    private static final int FEW = 1_000;

    private static final int MOST = 5_000;
    /** More than this are not sorted in memory. */
    private static final int MANY = 100_000;
    /** Behind every entity. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private final IndexStore index;
    private final Budget budget;
    private final Plan plan;
    private final Optional<Position> after;
    private final List<Leg> legs = new ArrayList<>();
    private final int few;
    private int limit;
    /** Rows with one value of the first key, of which more may come. */
    private final List<Position> group = new ArrayList<>();

    /**
     * A part of the way.
     *
     * @param keyed whether its rows have the first key of the order
     */
    private record Leg(Has path, Direction direction, Optional<Row> reached, Condition filter, boolean keyed) {}

    /** @param limit how many are wanted, to begin with */
    Candidates(IndexStore index, Budget budget, Plan plan, Optional<Position> after, int limit) {
        this.index = index;
        this.budget = budget;
        this.plan = plan;
        this.after = after;
        this.limit = limit;
        this.few = Math.min(FEW, FEW_PAGES * limit);
        Has rare = rare();
        if (rare != null) {
            sorted(rare);
        } else if (plan.keys().isEmpty()) {
            legs.add(inOrderOfEntities());
        } else {
            inOrderOfKey();
        }
    }

    private @Nullable Has rare() {
        List<Has> paths = plan.paths();
        if (paths.isEmpty()) {
            return null;
        }
        List<Integer> counts = index.counts(paths, few);
        int least = 0;
        for (int i = 1; i < counts.size(); i++) {
            least = counts.get(i) < counts.get(least) ? i : least;
        }
        return counts.get(least) < few ? paths.get(least) : null;
    }

    private void sorted(Has rare) {
        List<String> entities = new ArrayList<>();
        Optional<Row> last = Optional.empty();
        do {
            Slice slice =
                    walk(new Walk(rare.key(), rare.range(), Direction.ASCENDING, last, whole(plan.filter()), FEW));
            slice.met().forEach(row -> entities.add(row.entity()));
            last = slice.last();
        } while (last.isPresent());
        group.addAll(positions(List.of(), entities.stream().distinct().toList()));
    }

    private Slice walk(Walk walk) {
        Slice slice = index.walk(walk);
        budget.check();
        return slice;
    }

    private Condition whole(Condition filter) {
        return new Condition.All(List.of(plan.kind(), filter));
    }

    private Leg inOrderOfEntities() {
        Has path = plan.paths().stream()
                .filter(has -> has.range() instanceof Range.OneOf oneOf
                        && oneOf.values().size() == 1)
                .findFirst()
                .orElse(plan.kind());
        return new Leg(path, plan.ties(), after.map(position -> row(path, position)), whole(plan.filter()), false);
    }

    /** Where an entity stands on a path of one value. */
    private static Row row(Has path, Position position) {
        return new Row(((Range.OneOf) path.range()).values().get(0), position.entity());
    }

    private void inOrderOfKey() {
        Plan.Key first = plan.keys().get(0);
        Optional<Has> asked = plan.paths().stream()
                .filter(has -> has.key().equals(first.name()))
                .findFirst();
        Optional<Value> reached = after.flatMap(position -> position.values().get(0));
        if (after.isEmpty() || reached.isPresent()) {
            Has path = asked.orElseGet(() -> new Has(first.name(), Interval.ALL));
            legs.add(new Leg(path, first.direction(), reached.map(this::start), plan.filter(), true));
        }
        if (asked.isEmpty()) {
            Condition missing = new Condition.Not(new Has(first.name(), Interval.ALL));
            Optional<Row> start = after.filter(
                            position -> reached.isEmpty() && plan.keys().size() == 1)
                    .map(position -> row(plan.kind(), position));
            legs.add(new Leg(
                    plan.kind(), plan.ties(), start, new Condition.All(List.of(missing, plan.filter())), false));
        }
    }

    /** Where to begin to find all that has this value; with one key, behind the entity itself. */
    private Row start(Value value) {
        Plan.Key first = plan.keys().get(0);
        if (plan.keys().size() == 1) {
            return new Row(value, after.orElseThrow().entity());
        }
        return new Row(value, first.direction() == Direction.ASCENDING ? "" : LAST);
    }

    /** The next ones, in order; empty if there are no more. Some may be missing that a later call gives. */
    Optional<List<Position>> next() {
        if (legs.isEmpty()) {
            return group.isEmpty() ? Optional.empty() : Optional.of(takeGroup());
        }
        Leg leg = legs.remove(0);
        Slice slice = walk(
                new Walk(leg.path().key(), leg.path().range(), leg.direction(), leg.reached(), leg.filter(), limit));
        limit = Math.min(MOST, limit * 2);
        if (slice.last().isPresent()) {
            legs.add(0, new Leg(leg.path(), leg.direction(), slice.last(), leg.filter(), leg.keyed()));
        }
        if (plan.keys().size() <= 1) {
            return Optional.of(slice.met().stream()
                    .map(row -> new Position(
                            plan.keys().isEmpty()
                                    ? List.of()
                                    : List.of(leg.keyed() ? Optional.of(row.value()) : Optional.empty()),
                            row.entity()))
                    .toList());
        }
        return Optional.of(grouped(slice, leg));
    }

    /** Rows of one value stand in the order of their further keys only once all of them are there. */
    private List<Position> grouped(Slice slice, Leg leg) {
        List<Position> done = new ArrayList<>();
        for (Row row : slice.met()) {
            Optional<Value> value = leg.keyed() ? Optional.of(row.value()) : Optional.empty();
            if (!group.isEmpty() && !group.get(0).values().get(0).equals(value)) {
                done.addAll(takeGroup());
            }
            group.add(new Position(List.of(value), row.entity()));
        }
        if (group.size() > MANY) {
            throw budget.refused("more than " + MANY + " " + plan.target() + " have the same place by the first field");
        }
        boolean mayGoOn = slice.last().isPresent()
                && !group.isEmpty()
                && (!leg.keyed()
                        || group.get(0).values().get(0).equals(slice.last().map(Row::value)));
        if (!mayGoOn && !group.isEmpty()) {
            done.addAll(takeGroup());
        }
        return done;
    }

    private List<Position> takeGroup() {
        List<Position> whole = List.copyOf(group);
        List<Optional<Value>> first = whole.get(0).values();
        if (first.size() < plan.keys().size()) {
            // The first value is the one that was come by: it may be another one by now, in another place.
            whole = positions(first, whole.stream().map(Position::entity).toList());
        }
        group.clear();
        return whole.stream()
                .filter(position -> after.isEmpty() || Position.order(plan).compare(position, after.get()) > 0)
                .sorted(Position.order(plan))
                .toList();
    }

    /** @param first the values of the first keys, where they are known */
    private List<Position> positions(List<Optional<Value>> first, List<String> entities) {
        List<Position> positions = new ArrayList<>();
        for (int from = 0; from < entities.size(); from += FEW) {
            List<String> some = entities.subList(from, Math.min(entities.size(), from + FEW));
            List<Map<String, List<Value>>> known = plan.keys().stream()
                    .skip(first.size())
                    .map(key -> index.values(key.name(), some))
                    .toList();
            for (String entity : some) {
                Stream<Optional<Value>> others = known.stream()
                        .map(values -> Stream.ofNullable(values.get(entity))
                                .flatMap(List::stream)
                                .findFirst());
                positions.add(new Position(Stream.concat(first.stream(), others).toList(), entity));
            }
            budget.check();
        }
        return positions;
    }
}
