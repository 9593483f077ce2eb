package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;
import java.math.BigDecimal;
import java.time.Instant;

/** A value in a query. Immutable. */
public sealed interface Literal {
    /** A text; only its first 1,024 characters are compared. */
    record Text(String text) implements Literal {
        /** In quotes, as it is written in a query. */
        @Override
        public String toString() {
            return "'" + text.replace("'", "''") + "'";
        }
    }

    /** A finite number; −0 is 0. */
    record Numeric(double number) implements Literal {
        /**
         * Makes 0 of −0, so that what compares the same is the same.
         *
         * @throws InvalidInputException if it is not finite
         */
        public Numeric {
            if (!Double.isFinite(number)) {
                throw new InvalidInputException("number " + number + " is not finite; nothing compares with it");
            }
            number += 0.0;
        }

        /** As it is written in a query. */
        @Override
        public String toString() {
            return number == Math.rint(number) && Math.abs(number) < 1e15
                    ? BigDecimal.valueOf(number).toBigInteger().toString()
                    : Double.toString(number);
        }
    }

    /** An instant; compared to the microsecond. */
    record Time(Instant instant) implements Literal {
        private static final long MAX_SECONDS = Long.MAX_VALUE / 1_000_000 - 1;

        /** @throws InvalidInputException if it is more than 292,000 years away: its microseconds since 1970 are no {@code long} */
        public Time {
            if (instant.getEpochSecond() > MAX_SECONDS || instant.getEpochSecond() < -MAX_SECONDS) {
                throw new InvalidInputException(
                        "time " + instant + " is more than 292,000 years away; nothing compares with it");
            }
        }

        /** In quotes, as it is written in a query. */
        @Override
        public String toString() {
            return "'" + instant + "'";
        }
    }
}
