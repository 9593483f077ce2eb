package dev.modelregistry.contract;

import dev.modelregistry.search.Attribute;
import dev.modelregistry.search.Field;
import dev.modelregistry.search.Filter;
import dev.modelregistry.search.LikePattern;
import dev.modelregistry.search.Literal;
import dev.modelregistry.search.Order;
import dev.modelregistry.search.Query;
import dev.modelregistry.search.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Queries about what {@link RandomRegistry} makes. */
final class RandomQueries {
    private RandomQueries() {}

    static Query next(Target target, Random random) {
        Query query = random.nextInt(6) == 0 ? Query.all() : Query.where(filter(target, random, 3));
        List<Order> orders = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Field field = field(target, random);
            boolean hasOrder = field.attribute() != Attribute.VERSION
                    && !field.attribute().isManyOf(target)
                    && orders.stream().noneMatch(order -> order.field().equals(field));
            if (hasOrder) {
                orders.add(new Order(field, RandomRegistry.pick(List.of(Order.Direction.values()), random)));
            }
        }
        return query.orderBy(orders.toArray(Order[]::new));
    }

    private static Field field(Target target, Random random) {
        Attribute attribute = RandomRegistry.pick(
                Arrays.stream(Attribute.values())
                        .filter(each -> each.isOf(target))
                        .toList(),
                random);
        return switch (attribute) {
            case TAG -> Field.of(attribute, RandomRegistry.pick(List.of("team", "team", "my key", "`"), random));
            case METRIC -> Field.of(attribute, RandomRegistry.pick(List.of("auc", "auc", "log loss", "no"), random));
            case PARAMETER -> Field.of(attribute, RandomRegistry.pick(List.of("lr", "kind", "seed"), random));
            default -> Field.of(attribute);
        };
    }

    private static Filter filter(Target target, Random random, int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return leaf(field(target, random), random);
        }
        Filter one = filter(target, random, depth - 1);
        return switch (random.nextInt(3)) {
            case 0 -> one.and(filter(target, random, depth - 1));
            case 1 -> one.or(filter(target, random, depth - 1));
            default -> one.negate();
        };
    }

    private static Filter leaf(Field field, Random random) {
        boolean isText = Stream.of(Attribute.Type.NAME, Attribute.Type.TEXT, Attribute.Type.ANY)
                .anyMatch(type -> field.attribute().type() == type);
        boolean hasOrder = field.attribute() != Attribute.VERSION;
        return switch (random.nextInt(isText ? 6 : 4)) {
            case 0 -> new Filter.Missing(field);
            case 1 ->
                new Filter.In(
                        field,
                        IntStream.range(0, 1 + random.nextInt(3))
                                .mapToObj(i -> literal(field, random))
                                .toList());
            case 2 -> {
                Literal low = literal(field, random);
                Literal high = literal(field, random);
                yield hasOrder && low.getClass().equals(high.getClass())
                        ? new Filter.Between(field, low, high)
                        : new Filter.Compare(field, Filter.Comparison.EQUAL, low);
            }
            case 3 ->
                new Filter.Compare(
                        field,
                        hasOrder
                                ? RandomRegistry.pick(List.of(Filter.Comparison.values()), random)
                                : Filter.Comparison.EQUAL,
                        literal(field, random));
            default ->
                new Filter.Like(
                        field,
                        pattern(text(field, random), random),
                        RandomRegistry.pick(List.of(Filter.Case.values()), random));
        };
    }

    private static LikePattern pattern(String text, Random random) {
        String some = text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2));
        return switch (random.nextInt(5)) {
            case 0 -> LikePattern.of(text);
            case 1 -> LikePattern.of(some + "%");
            case 2 -> LikePattern.of("%" + some + "%");
            case 3 -> LikePattern.startingWith(some);
            default -> LikePattern.of(some + "_%");
        };
    }

    private static Literal literal(Field field, Random random) {
        return switch (field.attribute().type()) {
            case NAME, TEXT -> new Literal.Text(text(field, random));
            case NUMBER ->
                new Literal.Numeric(
                        field.attribute() == Attribute.NUMBER ? random.nextInt(6) : RandomRegistry.number(random));
            case TIME -> new Literal.Time(Instant.now().minusMillis(random.nextInt(3_000)));
            case ANY ->
                random.nextBoolean() ? new Literal.Numeric(random.nextInt(3)) : new Literal.Text(text(field, random));
        };
    }

    private static String text(Field field, Random random) {
        return switch (field.attribute()) {
            case NAME -> RandomRegistry.pick(RandomRegistry.NAMES, random);
            case STAGE -> RandomRegistry.pick(List.of("production", "Staging", "Development", "qa"), random);
            case ALIAS -> RandomRegistry.pick(List.of("champion", "Challenger"), random);
            case STATUS -> RandomRegistry.pick(List.of("completed", "FAILED"), random);
            case VERSION -> "1.0.0";
            case CREATED_BY -> RandomRegistry.pick(List.of("alice", "Alice", "bob"), random);
            case DATASET -> RandomRegistry.pick(List.of("Flights@sha256:1", "flights@sha256:1", "b@md5:0"), random);
            case COMMIT -> RandomRegistry.pick(List.of("c0", "c1", "C2"), random);
            default -> RandomRegistry.pick(RandomRegistry.TEXTS, random);
        };
    }
}
