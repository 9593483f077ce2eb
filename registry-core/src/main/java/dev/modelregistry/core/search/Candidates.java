package dev.modelregistry.core.search;

import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Condition.Has;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Range.Interval;
import dev.modelregistry.spi.IndexStore.Row;
import dev.modelregistry.spi.IndexStore.Slice;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.IndexStore.Walk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What may be a hit, in the order of a plan, some at a time. If a condition is met by few, all of these are looked at and sorted. Else the walk goes
 * in the order of the query: along a condition that asks for one value, or all entities, where that is the order of entities; along the first key
 * where there is one, and behind its last value along what does not have it. A walk that comes by many and finds few is given up for a condition
 * that fewer meet than it would have to look at. Not thread-safe.
 */
final class Candidates {
    /** What fits into so many pages is sorted rather than walked, */
    private static final int FEW_PAGES = 4;
    /** but no more than this. */
    private static final int FEW = 1_000;

    /** Whether to go on like this is asked when so many pages were looked at, and again each time they were so many times more. */
    private static final int PAGES_IN_VAIN = 8;

    private static final int TIMES_MORE = 4;
    private static final int MOST = 5_000;
    /** More than this are not sorted in memory. */
    private static final int MANY = 100_000;
    /** Behind every entity. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private final IndexStore index;
    private final Budget budget;
    private final Plan plan;
    private final List<Leg> legs = new ArrayList<>();
    private final int wanted;
    private Optional<Position> after;
    private int limit;
    /** How many rows were looked at, and how many of these may be hits. */
    private long looked;

    private long met;
    private long doubtful;
    /** The last one that was given out. */
    private Optional<Position> given = Optional.empty();
    /** Rows with one value of the first key, of which more may come. */
    private final List<Position> group = new ArrayList<>();

    /**
     * A part of the way.
     *
     * @param keyed whether its rows have the first key of the order
     */
    private record Leg(Has path, Direction direction, Optional<Row> reached, Condition filter, boolean keyed) {}

    /** @param wanted how many are wanted */
    Candidates(IndexStore index, Budget budget, Plan plan, Optional<Position> after, int wanted) {
        this.index = index;
        this.budget = budget;
        this.plan = plan;
        this.after = after;
        this.wanted = wanted;
        this.limit = wanted;
        this.doubtful = (long) PAGES_IN_VAIN * wanted;
        Optional<Has> rare = metByFewerThan(Math.min(FEW, FEW_PAGES * wanted));
        if (rare.isPresent()) {
            sorted(rare.get());
        } else if (plan.keys().isEmpty()) {
            legs.add(inOrderOfEntities(plan.inOrderOfEntities()));
        } else {
            inOrderOfKey();
        }
        if (!legs.isEmpty() && !legs.get(0).filter().equals(Condition.ALWAYS)) {
            limit *= FEW_PAGES; // not every row is a hit, and one question more costs more than some rows
        }
    }

    /** The condition that fewest meet, if they are fewer than this. */
    private Optional<Has> metByFewerThan(int many) {
        List<Has> paths = plan.paths();
        List<Integer> counts = paths.isEmpty() ? List.of() : index.counts(paths, many);
        budget.check();
        return IntStream.range(0, paths.size())
                .boxed()
                .filter(i -> counts.get(i) < many)
                .min(Comparator.comparing(counts::get))
                .map(paths::get);
    }

    private void sorted(Has rare) {
        List<String> entities = new ArrayList<>();
        Optional<Row> last = Optional.empty();
        do {
            Slice slice = walk(new Walk(rare.key(), rare.range(), Direction.ASCENDING, last, plan.beside(rare), MOST));
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

    private Leg inOrderOfEntities(Has path) {
        Optional<Row> reached = after.map(position -> plan.row(path, position.entity()));
        return new Leg(path, plan.ties(), reached, plan.beside(path), false);
    }

    private void inOrderOfKey() {
        Plan.Key first = plan.keys().get(0);
        Optional<Has> asked = plan.paths().stream()
                .filter(has -> has.key().equals(first.name()))
                .findFirst();
        Optional<Value> reached = after.flatMap(position -> position.values().get(0));
        if (after.isEmpty() || reached.isPresent()) {
            Has path = asked.orElseGet(() -> new Has(first.name(), Interval.ALL));
            legs.add(new Leg(path, first.direction(), reached.map(this::start), plan.beside(path), true));
        }
        if (asked.isEmpty()) {
            Condition missing = new Condition.Not(new Has(first.name(), Interval.ALL));
            Optional<Row> start = after.filter(
                            position -> reached.isEmpty() && plan.keys().size() == 1)
                    .map(position -> plan.row(plan.kind(), position.entity()));
            Condition filter = new Condition.All(List.of(missing, plan.beside(plan.kind())));
            legs.add(new Leg(plan.kind(), plan.ties(), start, filter, false));
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
        if (!legs.isEmpty() && looked >= doubtful && met < wanted) {
            reconsider();
        }
        Optional<List<Position>> some = advanced();
        some.filter(positions -> !positions.isEmpty())
                .ifPresent(positions -> given = Optional.of(positions.get(positions.size() - 1)));
        return some;
    }

    /** Looks for a condition that fewer meet than would have to be looked at if it went on as it did until now. */
    private void reconsider() {
        doubtful = looked * TIMES_MORE;
        Optional<Has> better = metByFewerThan((int) Math.min(MANY, Math.max(1, ahead())));
        if (better.isPresent() && !better.get().equals(legs.get(0).path())) {
            after = given.or(() -> after);
            legs.clear();
            group.clear();
            if (plan.keys().isEmpty() && plan.isInOrderOfEntities(better.get())) {
                legs.add(inOrderOfEntities(better.get()));
            } else {
                sorted(better.get());
            }
        }
    }

    /** How many more have to be looked at if it goes on as it did until now. */
    private long ahead() {
        return looked * wanted / Math.max(1, met) - looked;
    }

    private Optional<List<Position>> advanced() {
        if (legs.isEmpty()) {
            return group.isEmpty() ? Optional.empty() : Optional.of(takeGroup());
        }
        Leg leg = legs.remove(0);
        Slice slice = walk(
                new Walk(leg.path().key(), leg.path().range(), leg.direction(), leg.reached(), leg.filter(), limit));
        looked += limit;
        met += slice.met().size();
        long enough = met < wanted
                ? ahead() + wanted
                : Long.MAX_VALUE; // where enough may be hits, it is not known why they are none
        limit = (int) Math.min(MOST, Math.max(limit, Math.min(2L * limit, enough)));
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
