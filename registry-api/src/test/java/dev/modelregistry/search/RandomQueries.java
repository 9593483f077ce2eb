package dev.modelregistry.search;

import dev.modelregistry.search.Filter.And;
import dev.modelregistry.search.Filter.Between;
import dev.modelregistry.search.Filter.Case;
import dev.modelregistry.search.Filter.Compare;
import dev.modelregistry.search.Filter.Comparison;
import dev.modelregistry.search.Filter.In;
import dev.modelregistry.search.Filter.Leaf;
import dev.modelregistry.search.Filter.Like;
import dev.modelregistry.search.Filter.Missing;
import dev.modelregistry.search.Filter.Or;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Queries of every shape, with everything in their texts that a grammar may stumble over. */
final class RandomQueries {
    private static final List<String> PIECES = List.of(
            "a",
            "B",
            "team",
            "log loss",
            "'",
            "''",
            "\"",
            "`",
            "``",
            ".",
            "-",
            "--",
            "/*",
            ";",
            " ",
            "\t",
            "\n",
            "\0",
            "%",
            "_",
            "!",
            "\\",
            "(",
            ")",
            ",",
            "=",
            "é",
            "ß",
            "İ",
            "👍",
            "\uD83D",
            "\u202E",
            "AND",
            "NOT",
            "ORDER BY",
            "null",
            "true",
            "1e5",
            "0");
    private static final double[] NUMBERS = {
        0,
        -0.0,
        1,
        -1,
        0.1,
        -0.1,
        1e300,
        -1e300,
        1e-300,
        1e15,
        1e14,
        999999999999999.0,
        123456.789,
        Double.MAX_VALUE,
        Double.MIN_VALUE
    };
    private static final List<Instant> TIMES = List.of(
            Instant.EPOCH,
            Instant.parse("2026-01-31T12:00:00Z"),
            Instant.parse("2026-01-31T12:00:00.000001Z"),
            Instant.parse("1969-12-31T23:59:59.999999999Z"),
            Instant.parse("-0044-03-15T00:00:00Z"),
            Instant.parse("+12026-01-31T12:00:00Z"));

    private final Random random;

    RandomQueries(long seed) {
        random = new Random(seed);
    }

    Query query() {
        Filter filter = random.nextInt(20) == 0 ? Filter.everything() : filter(random.nextInt(6));
        Map<Field, Order> orders = new LinkedHashMap<>();
        IntStream.range(0, Math.max(0, random.nextInt(12) - 4))
                .mapToObj(i -> new Order(ordered(), oneOf(Order.Direction.values())))
                .forEach(order -> orders.putIfAbsent(order.field(), order));
        return Query.where(filter).orderBy(orders.values().toArray(Order[]::new));
    }

    private Filter filter(int depth) {
        if (depth == 0) {
            return leaf();
        }
        Supplier<Filter> child = () -> filter(random.nextInt(depth));
        return switch (random.nextInt(6)) {
            case 0 -> leaf();
            case 1 -> child.get().negate();
            case 2 -> Fields.isThereAndNot(leaf());
            case 3 -> child.get().and(child.get());
            case 4 -> new And(children(child));
            default -> new Or(children(child));
        };
    }

    private List<Filter> children(Supplier<Filter> child) {
        return Stream.generate(child).limit(2 + random.nextInt(2)).toList();
    }

    private Leaf leaf() {
        Field field = field();
        return switch (random.nextInt(6)) {
            case 0 -> new Missing(field);
            case 1 ->
                new In(
                        field,
                        Stream.generate(() -> literal(field))
                                .limit(1 + random.nextInt(3))
                                .toList());
            case 2 -> between(ordered());
            case 3 -> like(Field.of(Attribute.PARAMETER, key()));
            case 4 -> compare(ordered());
            default -> new Compare(field, Comparison.EQUAL, literal(field));
        };
    }

    private Leaf compare(Field field) {
        return new Compare(field, oneOf(Comparison.values()), literal(field));
    }

    private Leaf between(Field field) {
        Literal low = literal(field);
        Literal high = Stream.generate(() -> literal(field))
                .filter(literal -> literal.getClass() == low.getClass())
                .findFirst()
                .orElseThrow();
        return new Between(field, low, high);
    }

    private Leaf like(Field field) {
        LikePattern pattern = switch (random.nextInt(3)) {
            case 0 -> LikePattern.of(text());
            case 1 -> LikePattern.startingWith(text());
            default -> LikePattern.of(text().replace("'", ""), "'");
        };
        return new Like(field, pattern, oneOf(Case.values()));
    }

    private Field field() {
        Attribute attribute = oneOf(Attribute.values());
        return attribute.isKeyed() ? Field.of(attribute, key()) : Field.of(attribute);
    }

    /** Control characters stand in values alone. */
    private String key() {
        return Stream.generate(this::text)
                .filter(text -> text.chars().noneMatch(Character::isISOControl))
                .findFirst()
                .orElseThrow();
    }

    private Field ordered() {
        return Stream.generate(this::field)
                .filter(field -> field.attribute() != Attribute.VERSION)
                .findFirst()
                .orElseThrow();
    }

    private Literal literal(Field field) {
        return switch (field.attribute().type()) {
            case NAME, TEXT -> new Literal.Text(text());
            case NUMBER -> number();
            case TIME -> new Literal.Time(TIMES.get(random.nextInt(TIMES.size())));
            case ANY -> random.nextBoolean() ? number() : new Literal.Text(text());
        };
    }

    private Literal number() {
        return new Literal.Numeric(
                random.nextBoolean()
                        ? NUMBERS[random.nextInt(NUMBERS.length)]
                        : random.nextGaussian() * random.nextInt(1000));
    }

    /** Never blank. */
    private String text() {
        List<String> pieces = new ArrayList<>(List.of("k"));
        for (int i = random.nextInt(5); i > 0; i--) {
            pieces.add(random.nextInt(pieces.size() + 1), PIECES.get(random.nextInt(PIECES.size())));
        }
        return String.join("", pieces);
    }

    private <T> T oneOf(T[] values) {
        return values[random.nextInt(values.length)];
    }

    /** A text in which something was removed, doubled, moved or put in. */
    String mutated(String text) {
        StringBuilder mutated = new StringBuilder(text);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int from = random.nextInt(mutated.length() + 1);
            int to = Math.min(mutated.length(), from + random.nextInt(8));
            String taken = mutated.substring(from, to);
            switch (random.nextInt(6)) {
                case 0 -> mutated.delete(from, to);
                case 1 -> mutated.insert(from, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> mutated.insert(random.nextInt(mutated.length() + 1), taken);
                case 3 -> mutated.insert(from, (char) random.nextInt(0x10000));
                case 4 ->
                    mutated.replace(from, to, new StringBuilder(taken).reverse().toString());
                default -> mutated.setLength(from);
            }
        }
        return mutated.toString();
    }
}
