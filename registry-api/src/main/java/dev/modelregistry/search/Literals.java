package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.search.Token.Kind;
import dev.modelregistry.text.Names;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Set;

/** Reads values. */
final class Literals {
    private static final Set<String> TRUTHS = Set.of("true", "false");
    /** What ends a word that somebody forgot the quotes of. */
    private static final String BEHIND_WORD = "(),;'\"`=<>!";

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffsetId()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private Literals() {}

    /**
     * The value of a field that is written so.
     *
     * @param token a text, number or word of the query
     * @throws InvalidInputException if it is no value, or none of this field
     */
    static Literal read(Field field, Token token, String query) {
        Attribute.Type type = field.attribute().type();
        Literal literal = switch (token.kind()) {
            case TEXT -> type == Attribute.Type.TIME ? time(field, token.text()) : new Literal.Text(token.text());
            case NUMBER -> number(token.text());
            default -> word(field, token, query);
        };
        Operands.check(field, literal);
        return literal;
    }

    private static Literal number(String written) {
        double number = Double.parseDouble(written);
        if (Double.isInfinite(number)) {
            throw new InvalidInputException(
                    "number " + Names.quote(written) + " is too large; write one between -1.7e308 and 1.7e308");
        }
        return new Literal.Numeric(number);
    }

    private static Literal word(Field field, Token token, String query) {
        Attribute.Type type = field.attribute().type();
        String folded = Names.fold(token.text());
        if (type == Attribute.Type.ANY && token.is(Kind.WORD) && TRUTHS.contains(folded)) {
            return new Literal.Text(folded);
        }
        int end = token.end();
        while (end < query.length() && isWord(query.charAt(end))) {
            end++;
        }
        String word = Names.quote(query.substring(token.start(), end));
        throw new InvalidInputException(
                switch (type) {
                    case NAME, TEXT, ANY -> word.substring(1, word.length() - 1) + " is not quoted; write " + word;
                    case NUMBER, TIME ->
                        field + " is " + type + ", and " + word + " is none; write " + Operands.example(type);
                });
    }

    private static boolean isWord(char c) {
        return !Character.isWhitespace(c) && BEHIND_WORD.indexOf(c) < 0;
    }

    private static Literal time(Field field, String written) {
        try {
            TemporalAccessor time = TIME.parseBest(written, Instant::from, LocalDateTime::from, LocalDate::from);
            if (time instanceof LocalDate date) {
                return new Literal.Time(date.atStartOfDay().toInstant(ZoneOffset.UTC));
            }
            return new Literal.Time(
                    time instanceof LocalDateTime local ? local.toInstant(ZoneOffset.UTC) : Instant.from(time));
        } catch (DateTimeException e) {
            throw new InvalidInputException(
                    field + " is a time, and " + Names.quote(written)
                            + " is none; write '2026-01-31' or '2026-01-31T12:00:00', which are in UTC, or '2026-01-31T12:00:00+01:00'",
                    e);
        }
    }
}
