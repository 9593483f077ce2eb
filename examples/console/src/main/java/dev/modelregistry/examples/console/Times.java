package dev.modelregistry.examples.console;

import dev.modelregistry.error.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people say and read them. All are in UTC. */
final class Times {
    private static final Pattern AGO = Pattern.compile("([0-9]{1,6}) ?([smhdw])( ago)?");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7));
    private static final List<Function<String, Instant>> FORMS = List.of(
            Instant::parse,
            text -> OffsetDateTime.parse(text).toInstant(),
            text -> LocalDateTime.parse(text).toInstant(ZoneOffset.UTC),
            text -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));

    private Times() {}

    /**
     * An instant, a date and time, a date, {@code 2h ago}, {@code yesterday}, {@code now}.
     *
     * @throws InvalidInputException if it is none of these
     */
    static Instant parse(String text, Instant now) {
        String spoken = text.strip().toLowerCase(Locale.ROOT);
        Matcher ago = AGO.matcher(spoken);
        if (ago.matches()) {
            Duration unit = UNITS.getOrDefault(ago.group(2), Duration.ZERO);
            return now.minus(unit.multipliedBy(Long.parseLong(ago.group(1))));
        }
        if (spoken.equals("yesterday")) {
            return now.minus(Duration.ofDays(1));
        }
        if (spoken.equals("now")) {
            return now;
        }
        for (Function<String, Instant> form : FORMS) {
            try {
                return form.apply(text.strip().replace(' ', 'T'));
            } catch (DateTimeParseException anotherForm) {
                // the next one may be it
            }
        }
        throw new InvalidInputException(
                "time '" + text
                        + "' is not understood; give 2026-11-26T03:00:00Z, 2026-11-26T03:00 (UTC), 2026-11-26, '2h ago' or yesterday");
    }

    /** To the second. */
    static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** {@code 3h ago}: the largest unit that fits. */
    static String age(Instant instant, Instant now) {
        long seconds = Math.max(0, Duration.between(instant, now).toSeconds());
        if (seconds < 60) {
            return seconds + "s ago";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m ago";
        }
        return seconds < 48 * 3600 ? seconds / 3600 + "h ago" : seconds / 86_400 + "d ago";
    }
}
