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

    /** A finite number. */
    record Numeric(double number) implements Literal {
        /** @throws InvalidInputException if it is not finite */
        public Numeric {
            if (!Double.isFinite(number)) {
                throw new InvalidInputException("number " + number + " is not finite; nothing compares with it");
            }
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
        /** In quotes, as it is written in a query. */
        @Override
        public String toString() {
            return "'" + instant + "'";
        }
    }
}
