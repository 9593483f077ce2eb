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

    private final @Nullable Matching models;
    private final @Nullable Matching versions;

    private NamingConvention(@Nullable Matching models, @Nullable Matching versions) {
        this.models = models;
        this.versions = versions;
    }

    /** Every name and every version that is valid at all. */
    public static NamingConvention none() {
        return NONE;
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
        return new NamingConvention(Matching.of("model names", new Rule(regex, example)), versions);
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
        return new NamingConvention(models, Matching.of("versions", new Rule(regex, example)));
    }

    /** The convention for the names of models, if there is one. */
    public Optional<Rule> models() {
        return Optional.ofNullable(models).map(Matching::rule);
    }

    /** The convention for semantic versions, if there is one. */
    public Optional<Rule> versions() {
        return Optional.ofNullable(versions).map(Matching::rule);
    }

    /**
     * Checks the name of something new.
     *
     * @throws RejectedException if it breaks the convention, or the convention takes too long to tell; the message shows an example
     */
    public void check(ModelName model) {
        if (models != null) {
            models.check("model name", model.value());
        }
    }

    /**
     * Checks the version of something new.
     *
     * @throws RejectedException if it breaks the convention, or the convention takes too long to tell; the message shows an example
     */
    public void check(SemanticVersion version) {
        if (versions != null) {
            versions.check("version", version.toString());
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

    /** A rule with its expression compiled. */
    private record Matching(Rule rule, Pattern pattern) {
        static Matching of(String what, Rule rule) {
            Matching matching = new Matching(rule, compile(rule.regex()));
            if (!matching.matchesExample()) {
                throw new InvalidInputException("the naming convention " + quote(rule.regex()) + " for " + what
                        + " does not match its own example " + quote(rule.example()) + "; correct one of them");
            }
            return matching;
        }

        private boolean matchesExample() {
            try {
                return matches(rule.example());
            } catch (RejectedException tooMuch) {
                throw new InvalidInputException(String.valueOf(tooMuch.getMessage()), tooMuch);
            }
        }

        private static Pattern compile(String regex) {
            try {
                return Pattern.compile(regex);
            } catch (PatternSyntaxException malformed) {
                throw new InvalidInputException(
                        "the naming convention " + quote(regex) + " is not a regular expression: "
                                + malformed.getDescription() + " near index " + malformed.getIndex(),
                        malformed);
            }
        }

        void check(String what, String text) {
            if (!matches(text)) {
                throw new RejectedException(what + " " + quote(text) + " breaks this registry's convention " + rule
                        + "; choose another one");
            }
        }

        private boolean matches(String text) {
            try {
                return pattern.matcher(new Patient(text)).matches();
            } catch (PatienceLost | StackOverflowError tooMuch) {
                throw new RejectedException(
                        "the naming convention " + quote(rule.regex()) + " takes too long to match " + quote(text)
                                + "; replace it by one without repetitions inside repetitions",
                        tooMuch);
            }
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
