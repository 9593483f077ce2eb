package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.text.Names;
import java.util.List;

/** Which fields and values go together. */
final class Operands {
    private Operands() {}

    /** A value that a field may have. */
    static void check(Field field, Literal literal) {
        Attribute.Type type = field.attribute().type();
        boolean fits = switch (type) {
            case NAME, TEXT -> literal instanceof Literal.Text;
            case NUMBER -> literal instanceof Literal.Numeric;
            case TIME -> literal instanceof Literal.Time;
            case ANY -> !(literal instanceof Literal.Time);
        };
        if (!fits) {
            throw new InvalidInputException(field + " is " + type + ", and " + shown(literal) + " is " + kind(literal)
                    + "; write " + example(type));
        }
    }

    /** A field whose values are smaller or larger than each other. */
    static void checkOrdered(Field field) {
        if (field.attribute() == Attribute.VERSION) {
            throw new InvalidInputException(
                    "version has no order; compare it with =, !=, IN or LIKE, or use number, which has one");
        }
    }

    /** Two values, the first of which may be smaller than the second. */
    static void checkRange(Field field, Literal low, Literal high) {
        checkOrdered(field);
        check(field, low);
        check(field, high);
        if (low.getClass() != high.getClass()) {
            throw new InvalidInputException(field + " is BETWEEN " + kind(low) + " and " + kind(high)
                    + ", which do not compare with each other; write two numbers or two texts");
        }
    }

    /** As many values as {@code IN} takes. */
    static void checkList(Field field, List<Literal> literals) {
        if (literals.isEmpty()) {
            throw new InvalidInputException(field + " is IN no values, which nothing meets; give at least one");
        }
        if (literals.size() > Limits.LITERALS) {
            throw new InvalidInputException(Limits.TOO_MANY_LITERALS);
        }
        literals.forEach(literal -> check(field, literal));
    }

    /** A field that patterns are for. */
    static void checkText(Field field) {
        Attribute.Type type = field.attribute().type();
        if (type == Attribute.Type.NUMBER || type == Attribute.Type.TIME) {
            throw new InvalidInputException(
                    field + " is " + type + ", and a pattern is for text; use =, <, > or BETWEEN");
        }
    }

    /** What a value of this type looks like. */
    static String example(Attribute.Type type) {
        return switch (type) {
            case NAME, TEXT -> "text in quotes";
            case NUMBER -> "a number without quotes, such as 0.5";
            case TIME -> "a time in quotes, such as '2026-01-31T12:00:00Z'";
            case ANY -> "a number, or text in quotes";
        };
    }

    private static String kind(Literal literal) {
        return literal instanceof Literal.Text ? "text" : literal instanceof Literal.Numeric ? "a number" : "a time";
    }

    private static String shown(Literal literal) {
        return literal instanceof Literal.Text text ? Names.quote(text.text()) : literal.toString();
    }
}
