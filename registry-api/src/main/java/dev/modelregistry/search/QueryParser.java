package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.search.Filter.Between;
import dev.modelregistry.search.Filter.Case;
import dev.modelregistry.search.Filter.Compare;
import dev.modelregistry.search.Filter.Comparison;
import dev.modelregistry.search.Filter.In;
import dev.modelregistry.search.Filter.Leaf;
import dev.modelregistry.search.Filter.Like;
import dev.modelregistry.search.Filter.Missing;
import dev.modelregistry.search.Order.Direction;
import dev.modelregistry.search.Token.Kind;
import dev.modelregistry.text.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads a query, by recursive descent in one pass; each rule of the grammar in {@code docs/search.md} is a method. Reads once. */
final class QueryParser {
    private static final Map<String, Comparison> COMPARISONS = Map.of(
            "=", Comparison.EQUAL,
            "==", Comparison.EQUAL,
            "!=", Comparison.EQUAL,
            "<>", Comparison.EQUAL,
            "<", Comparison.LESS,
            "<=", Comparison.AT_MOST,
            ">", Comparison.GREATER,
            ">=", Comparison.AT_LEAST);
    private static final Set<String> UNEQUAL = Set.of("!=", "<>");
    /** What no value is that somebody forgot the quotes of. */
    private static final Set<String> JOINTS = Set.of("and", "or", "order");

    private static final Set<String> KEYWORDS = Set.of(
            "and", "or", "not", "like", "ilike", "in", "between", "is", "null", "escape", "order", "by", "asc", "desc");
    private static final String CONDITION = "a condition such as stage = 'Production'";

    private final String text;
    private final Tokens tokens;
    private int leaves;
    private int nesting;

    /** @throws InvalidInputException if the text is too long, or begins with nothing of the language */
    QueryParser(String text) {
        this.text = text;
        this.tokens = new Tokens(text);
    }

    Query query() {
        boolean everything = tokens.current().is(Kind.END) || tokens.current().isWord("ORDER");
        Filter filter = everything ? Filter.everything() : filter();
        List<Order> orders = tokens.current().isWord("ORDER") ? orders() : List.of();
        if (!tokens.current().is(Kind.END)) {
            throw tokens.current().isSign(")")
                    ? tokens.error("')' closes nothing; remove it, or add '(' before")
                    : tokens.unexpected(
                            orders.isEmpty()
                                    ? "AND, OR or ORDER BY before it, or leave it out"
                                    : "',' and another field, or leave it out");
        }
        return Query.all().checked(filter, orders);
    }

    private List<Order> orders() {
        tokens.advance();
        tokens.expectWord("BY");
        List<Order> orders = new ArrayList<>();
        do {
            Token start = tokens.current();
            if (orders.size() == Limits.KEYS) {
                throw tokens.error(Limits.TOO_MANY_KEYS);
            }
            Field field = field("a field to order by");
            if (orders.stream().anyMatch(order -> order.field().equals(field))) {
                throw tokens.error(start.start(), Limits.twice(field));
            }
            Direction direction = tokens.acceptWord("DESC") ? Direction.DESCENDING : Direction.ASCENDING;
            if (direction == Direction.ASCENDING) {
                tokens.acceptWord("ASC");
            }
            orders.add(tokens.checked(start, () -> new Order(field, direction)));
        } while (tokens.acceptSign(","));
        return orders;
    }

    private Filter filter() {
        return joined("OR", this::term, Filter.Or::new);
    }

    private Filter term() {
        return joined("AND", this::factor, Filter.And::new);
    }

    private Filter joined(String word, Supplier<Filter> part, Function<List<Filter>, Filter> all) {
        List<Filter> parts = new ArrayList<>();
        do {
            parts.add(part.get());
        } while (tokens.acceptWord(word));
        return parts.size() == 1 ? parts.get(0) : all.apply(parts);
    }

    private Filter factor() {
        if (!tokens.current().isWord("NOT") && !tokens.current().isSign("(")) {
            return leaf();
        }
        if (++nesting > Limits.NESTING) {
            throw tokens.error(Limits.TOO_DEEP);
        }
        Filter filter = tokens.acceptWord("NOT") ? factor().negate() : group();
        nesting--;
        return filter;
    }

    private Filter group() {
        Token open = tokens.current();
        tokens.advance();
        Filter filter = filter();
        if (tokens.current().is(Kind.END)) {
            throw tokens.error(open.start(), "'(' is not closed; add ')'");
        }
        if (!tokens.acceptSign(")")) {
            throw tokens.unexpected("AND, OR or ')'");
        }
        return filter;
    }

    private Filter leaf() {
        if (leaves++ == Limits.LEAVES) {
            throw tokens.error(Limits.TOO_MANY_LEAVES);
        }
        Field field = field(CONDITION);
        Token operator = tokens.current();
        if (operator.is(Kind.SIGN) && COMPARISONS.containsKey(operator.text())) {
            return compare(field);
        }
        if (tokens.acceptWord("IS")) {
            boolean denied = tokens.acceptWord("NOT");
            tokens.expectWord("NULL");
            Filter missing = new Missing(field);
            return denied ? missing.negate() : missing;
        }
        boolean denied = tokens.acceptWord("NOT");
        Leaf leaf = list(field, denied ? "" : "=, !=, <, <=, >, >=, IS NULL, ");
        return denied ? Fields.isThereAndNot(leaf) : leaf;
    }

    private Filter compare(Field field) {
        Token operator = tokens.current();
        tokens.advance();
        Comparison comparison = COMPARISONS.getOrDefault(operator.text(), Comparison.EQUAL);
        if (comparison != Comparison.EQUAL) {
            tokens.check(operator, () -> Operands.checkOrdered(field));
        }
        Compare compare = new Compare(field, comparison, literal(field));
        return UNEQUAL.contains(operator.text()) ? Fields.isThereAndNot(compare) : compare;
    }

    /** @param others the operators that could have stood here besides these, each with a comma */
    private Leaf list(Field field, String others) {
        Token operator = tokens.current();
        if (tokens.acceptWord("LIKE")) {
            return like(field, operator, Case.SENSITIVE);
        }
        if (tokens.acceptWord("ILIKE")) {
            return like(field, operator, Case.INSENSITIVE);
        }
        if (tokens.acceptWord("IN")) {
            return in(field);
        }
        if (tokens.acceptWord("BETWEEN")) {
            tokens.check(operator, () -> Operands.checkOrdered(field));
            Literal low = literal(field);
            tokens.expectWord("AND");
            Token last = tokens.current();
            Literal high = literal(field);
            return tokens.checked(last, () -> new Between(field, low, high));
        }
        throw tokens.unexpected(others + "LIKE, ILIKE, IN or BETWEEN behind " + field);
    }

    private Leaf in(Field field) {
        if (!tokens.acceptSign("(")) {
            throw tokens.unexpected("'(' and values behind IN");
        }
        if (tokens.current().isSign(")")) {
            throw tokens.error("IN has no values, which nothing meets; write at least one in the parentheses");
        }
        List<Literal> literals = new ArrayList<>();
        do {
            if (literals.size() == Limits.LITERALS) {
                throw tokens.error(Limits.TOO_MANY_LITERALS);
            }
            literals.add(literal(field));
        } while (tokens.acceptSign(","));
        if (!tokens.acceptSign(")")) {
            throw tokens.unexpected("',' or ')' in the values of IN");
        }
        return new In(field, literals);
    }

    private Leaf like(Field field, Token operator, Case sensitivity) {
        tokens.check(operator, () -> Operands.checkText(field));
        Token pattern = text("a pattern in quotes, such as 'fraud-%'");
        if (!tokens.acceptWord("ESCAPE")) {
            return new Like(field, LikePattern.of(pattern.text()), sensitivity);
        }
        Token escape = text("one character in quotes behind ESCAPE, such as '!'");
        tokens.check(escape, () -> LikePattern.of("", escape.text()));
        return new Like(
                field, tokens.checked(pattern, () -> LikePattern.of(pattern.text(), escape.text())), sensitivity);
    }

    private Field field(String wanted) {
        Token name = tokens.current();
        if ((!name.is(Kind.WORD) && !name.is(Kind.KEYED)) || KEYWORDS.contains(Names.fold(name.text()))) {
            throw tokens.unexpected(wanted);
        }
        Field field = tokens.checked(name, () -> FieldNames.field(name));
        tokens.advance();
        return field.at(text, name.start());
    }

    private Literal literal(Field field) {
        Token value = tokens.current();
        boolean isValue = switch (value.kind()) {
            case TEXT, NUMBER, KEYED -> true;
            case WORD -> !JOINTS.contains(Names.fold(value.text()));
            case SIGN, END -> false;
        };
        if (!isValue) {
            throw tokens.unexpected("a value of " + field + ": "
                    + Operands.example(field.attribute().type()));
        }
        Literal literal = tokens.checked(value, () -> Literals.read(field, value, text));
        tokens.advance();
        return literal;
    }

    private Token text(String wanted) {
        Token value = tokens.current();
        if (!value.is(Kind.TEXT)) {
            throw tokens.unexpected(wanted);
        }
        tokens.advance();
        return value;
    }
}
