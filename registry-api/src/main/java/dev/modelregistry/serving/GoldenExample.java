package dev.modelregistry.serving;

import dev.modelregistry.error.InvalidInputException;
import java.util.List;
import java.util.Map;

/**
 * A known answer that travels with a version: whoever serves it can {@linkplain ServingOptions#selfTest put the inputs to the model} and see whether
 * the outputs are those of the model that was tested. Immutable.
 *
 * <p>A value is a whole number, a floating-point number, a text, true or false, or a list of values, up to 32 lists deep. Arrays are taken as lists. Whatever it was given as, a whole number
 * is a {@link Long} here and a floating-point number a {@link Double}, also after it was read from the file: a {@code float} is widened, which loses nothing.
 *
 * @param inputs what the model is given, by name
 * @param outputs what it must give, by name; at least one
 * @param tolerance how far a number of the outputs may be off, absolute and in that number's own unit; 0 where it must be equal
 */
public record GoldenExample(Map<String, Object> inputs, Map<String, Object> outputs, double tolerance) {
    /** The name of the artifact that has a version's examples. {@code docs/format.md} says what is in it. */
    public static final String FILE = "golden.json";

    /**
     * Copies the values.
     *
     * @throws InvalidInputException if there is no output, the tolerance is below 0 or not finite, a number is not finite, or a value is of another type or null
     */
    public GoldenExample {
        if (outputs.isEmpty()) {
            throw new InvalidInputException(
                    "a golden example without outputs proves nothing; say what the model must give");
        }
        if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
            throw new InvalidInputException(
                    "tolerance " + tolerance + " of a golden example is not a finite number of 0 or more");
        }
        inputs = GoldenValues.copy("input", inputs);
        outputs = GoldenValues.copy("output", outputs);
    }

    /**
     * In what an answer differs from the outputs, in words; empty if it does not.
     *
     * <p>Of each output the answer must have one with the same shape, the same texts and truths, and numbers that are not further off than the tolerance. Numbers are compared by their exact
     * values whatever their types, so 8 equals 8.0 and −0.0 equals 0.0. NaN and what is infinite equals nothing. What the answer has beside the outputs does not matter.
     *
     * @param answer what the model gave: numbers, texts, truths, and lists or arrays of these
     * @return up to 10 differences, and how many more there are
     */
    public List<String> differences(Map<String, ?> answer) {
        GoldenComparison comparison = new GoldenComparison(tolerance);
        outputs.forEach((name, expected) -> comparison.compare("output '" + name + "'", expected, answer.get(name)));
        return comparison.differences();
    }
}
