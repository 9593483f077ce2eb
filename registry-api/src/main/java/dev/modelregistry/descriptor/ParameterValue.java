package dev.modelregistry.descriptor;

import dev.modelregistry.error.InvalidInputException;

/** The value of a hyper-parameter, with its type kept. More kinds may be added: treat an unknown one by its text. Immutable. */
public sealed interface ParameterValue {
    /**
     * A number; {@link Whole} where it is one that both kinds can hold exactly, so that {@code 5.0} and {@code 5} are the same value.
     *
     * @throws InvalidInputException if the number is not finite
     */
    static ParameterValue of(double number) {
        return number == Math.rint(number) && number >= -0x1p63 && number < 0x1p63
                ? new Whole((long) number)
                : new Real(number);
    }

    /**
     * A text.
     *
     * @param text any text
     */
    record Text(String text) implements ParameterValue {
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A whole number.
     *
     * @param number any
     */
    record Whole(long number) implements ParameterValue {
        @Override
        public String toString() {
            return Long.toString(number);
        }
    }

    /**
     * A number.
     *
     * @param number finite
     */
    record Real(double number) implements ParameterValue {
        /** @throws InvalidInputException if the number is not finite */
        public Real {
            if (!Double.isFinite(number)) {
                throw new InvalidInputException(
                        "parameter value " + number + " is not a finite number; give it as a text");
            }
        }

        @Override
        public String toString() {
            return Double.toString(number);
        }
    }

    /**
     * Yes or no.
     *
     * @param value which
     */
    record Truth(boolean value) implements ParameterValue {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }
}
