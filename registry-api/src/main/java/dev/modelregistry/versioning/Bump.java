package dev.modelregistry.versioning;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.SemanticVersion;

/**
 * How far a version is raised above the one that it follows, from the least to the most. What a difference between two descriptors asks
 * for, by name of each input and output:
 *
 * <table>
 * <caption>The floor</caption>
 * <tr><td>{@link #MAJOR}</td><td>a required input was added, an input removed, narrowed or made required, an output removed, widened or
 *     made optional; a type, rank or size changed so that neither is the other made wider; inputs or outputs that both have changed their
 *     order; the task or the definition of the target changed; the architecture was replaced; any of signature, task, target and
 *     architecture is no longer declared</td></tr>
 * <tr><td>{@link #MINOR}</td><td>an optional input was added, an input widened or made optional, an output added, narrowed or made
 *     always present; a signature, task or target was declared for the first time; the algorithm changed within the architecture; the
 *     features changed, which the model computes inside</td></tr>
 * <tr><td>{@link #PATCH}</td><td>the same signature: other weights, data, parameters, code, or only other facts about it</td></tr>
 * </table>
 *
 * An input is wider if it takes more, an output if it may give more: a type into which the other {@linkplain
 * dev.modelregistry.signature.DataType#fitsInto fits}, a size that is not fixed, more categories or no limit to them. Inputs that take more
 * and outputs that give less cannot break a caller.
 */
public enum Bump {
    /** Same interface: 1.2.3 → 1.2.4. */
    PATCH,
    /** Compatible: whoever called the version before can call this one: 1.2.3 → 1.3.0. */
    MINOR,
    /** Incompatible: callers must change: 1.2.3 → 2.0.0. */
    MAJOR;

    /**
     * The lowest release that is raised so far above another one. Before 1.0.0, where nothing is promised yet, {@link #MAJOR} and {@link
     * #MINOR} both raise the second number: 0.3.1 → 0.4.0.
     *
     * @param version a release; a build part does not count
     * @throws InvalidInputException if it is a pre-release, or a number is the highest there is
     */
    public SemanticVersion after(SemanticVersion version) {
        if (!version.isRelease()) {
            throw new InvalidInputException(
                    "version " + version + " is a pre-release; versions are counted on from releases");
        }
        try {
            return switch (version.major() == 0 && this == MAJOR ? MINOR : this) {
                case MAJOR -> SemanticVersion.of(Math.addExact(version.major(), 1), 0, 0);
                case MINOR -> SemanticVersion.of(version.major(), Math.addExact(version.minor(), 1), 0);
                case PATCH -> SemanticVersion.of(version.major(), version.minor(), Math.addExact(version.patch(), 1));
            };
        } catch (ArithmeticException highest) {
            throw new InvalidInputException(
                    "version " + version + " cannot be raised by " + this + ": no number is higher", highest);
        }
    }

    /** How far a version stands above another that is lower: which of the three numbers is the first to differ. */
    public static Bump between(SemanticVersion lower, SemanticVersion higher) {
        if (lower.major() != higher.major()) {
            return MAJOR;
        }
        return lower.minor() != higher.minor() ? MINOR : PATCH;
    }
}
