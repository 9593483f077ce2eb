package dev.modelregistry.pipeline;

import static dev.modelregistry.text.Names.quote;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What the names of new models and the semantic versions of new versions must look like in a registry, as regular expressions for the
 * whole text. Names that are there already are not looked at. Immutable.
 *
 * <pre>{@code
 * NamingConvention.none().models("[a-z]+(_[a-z]+)*", "flight_delay").versions("[0-9]+\\.[0-9]+\\.[0-9]+", "1.2.0")
 * }</pre>
 */
public final class NamingConvention {
    private static final NamingConvention NONE = new NamingConvention(null, null);

    private final @Nullable Rule models;
    private final @Nullable Rule versions;

    private NamingConvention(@Nullable Rule models, @Nullable Rule versions) {
        this.models = models;
        this.versions = versions;
    }

    /** Every name and every version that is valid at all. */
    public static NamingConvention none() {
        return NONE;
    }

    /** The conventions as somebody else checked them: an expression that this version of Java does not know refuses what it is asked about. */
    public static NamingConvention of(Optional<Rule> models, Optional<Rule> versions) {
        return new NamingConvention(models.orElse(null), versions.orElse(null));
    }

    /**
     * Whether it can be kept.
     *
     * @throws InvalidInputException if an expression is malformed, or an example is no name or does not match
     */
    public void check() {
        NamingConvention checked = none();
        checked = models == null ? checked : checked.models(models.regex(), models.example());
        if (versions != null) {
            checked.versions(versions.regex(), versions.example());
        }
    }

    /**
     * A copy with a convention for the names of models.
     *
     * @param regex for the whole name in the case in which it is written, at most 256 characters
     * @param example a model name that matches, to show to people
     * @throws InvalidInputException if the expression is malformed or too long, or the example is no model name or does not match
     */
    public NamingConvention models(String regex, String example) {
        ModelName.of(example);
        return new NamingConvention(checked("model names", new Rule(regex, example)), versions);
    }

    /**
     * A copy with a convention for semantic versions.
     *
     * @param regex for the whole version, at most 256 characters
     * @param example a semantic version that matches, to show to people
     * @throws InvalidInputException if the expression is malformed or too long, or the example is no version or does not match
     */
    public NamingConvention versions(String regex, String example) {
        SemanticVersion.parse(example);
        return new NamingConvention(models, checked("versions", new Rule(regex, example)));
    }

    /** The convention for the names of models, if there is one. */
    public Optional<Rule> models() {
        return Optional.ofNullable(models);
    }

    /** The convention for semantic versions, if there is one. */
    public Optional<Rule> versions() {
        return Optional.ofNullable(versions);
    }

    /**
     * Checks the name of something new.
     *
     * @throws RejectedException if it breaks the convention, or the convention takes too long to tell; the message shows an example
     */
    public void check(ModelName model) {
        if (models != null) {
            check(models, "model name", model.value());
        }
    }

    /**
     * Checks the version of something new.
     *
     * @throws RejectedException if it breaks the convention, or the convention takes too long to tell; the message shows an example
     */
    public void check(SemanticVersion version) {
        if (versions != null) {
            check(versions, "version", version.toString());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamingConvention that
                && models().equals(that.models())
                && versions().equals(that.versions());
    }

    @Override
    public int hashCode() {
        return Objects.hash(models(), versions());
    }

    @Override
    public String toString() {
        return "model names " + models().map(Rule::toString).orElse("free") + ", versions "
                + versions().map(Rule::toString).orElse("free");
    }

    /**
     * One convention.
     *
     * @param regex what the whole text must match
     * @param example a text that does
     */
    public record Rule(String regex, String example) {
        private static final int MAX_LENGTH = 256;

        /** @throws InvalidInputException if the expression is blank or longer than 256 characters */
        public Rule {
            Checks.text("naming convention", regex, MAX_LENGTH);
            Objects.requireNonNull(example, "example");
        }

        @Override
        public String toString() {
            return regex + " (such as '" + example + "')";
        }
    }

    private static Rule checked(String what, Rule rule) {
        try {
            if (matches(rule, Pattern.compile(rule.regex()), rule.example())) {
                return rule;
            }
        } catch (PatternSyntaxException malformed) {
            throw new InvalidInputException(
                    "the naming convention " + quote(rule.regex()) + " is not a regular expression: "
                            + malformed.getDescription() + " near index " + malformed.getIndex(),
                    malformed);
        } catch (RejectedException tooMuch) {
            throw new InvalidInputException(String.valueOf(tooMuch.getMessage()), tooMuch);
        }
        throw new InvalidInputException("the naming convention " + quote(rule.regex()) + " for " + what
                + " does not match its own example " + quote(rule.example()) + "; correct one of them");
    }

    private static void check(Rule rule, String what, String text) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(rule.regex());
        } catch (PatternSyntaxException unknown) {
            throw new RejectedException(
                    "the naming convention " + rule
                            + " is no regular expression to this version of Java, so that no new " + what
                            + " can be checked; replace the convention, or use the Java that it was made with",
                    unknown);
        }
        if (!matches(rule, pattern, text)) {
            throw new RejectedException(
                    what + " " + quote(text) + " breaks this registry's convention " + rule + "; choose another one");
        }
    }

    private static boolean matches(Rule rule, Pattern pattern, String text) {
        try {
            return pattern.matcher(new Patient(text)).matches();
        } catch (PatienceLost | StackOverflowError tooMuch) {
            throw new RejectedException(
                    "the naming convention " + quote(rule.regex()) + " takes too long to match " + quote(text)
                            + "; replace it by one without repetitions inside repetitions",
                    tooMuch);
        }
    }

    /** A text that is read so many times and no more: some expressions would read a short text for years. */
    private static final class Patient implements CharSequence {
        private static final int READS = 100_000;

        private final String text;
        private int reads;

        Patient(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++reads > READS) {
                throw new PatienceLost();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class PatienceLost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PatienceLost() {
            super("read more than " + Patient.READS + " characters", null, false, false); // the frames tell nothing
        }
    }
}
