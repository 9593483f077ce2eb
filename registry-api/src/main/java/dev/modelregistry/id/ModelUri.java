package dev.modelregistry.id;

import static dev.modelregistry.text.Names.quote;

import dev.modelregistry.error.InvalidInputException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Says which version of which model, in one line that fits in a configuration file. Parse it once and keep it: resolving a parsed URI
 * is what serving code does for each request.
 *
 * <table>
 * <caption>Forms</caption>
 * <tr><td>{@code models:/flights/3}</td><td>the version with number 3</td></tr>
 * <tr><td>{@code models:/flights/1.2.0}</td><td>the version with this semantic version</td></tr>
 * <tr><td>{@code models:/flights/v1.2.0}, {@code flights_v1.2.0}</td><td>the same, as people say it</td></tr>
 * <tr><td>{@code models:/flights/^1.2}</td><td>the highest version in this {@linkplain VersionRange range}</td></tr>
 * <tr><td>{@code models:/flights/sha256:…}</td><td>the version with this digest</td></tr>
 * <tr><td>{@code models:/flights/latest}</td><td>the version with the highest number</td></tr>
 * <tr><td>{@code models:/flights/Production}</td><td>the version in this stage</td></tr>
 * <tr><td>{@code models:/flights@champion}</td><td>the version with this alias</td></tr>
 * <tr><td>{@code runs:/flights/20261126T154512123Z-1f3a9c2b70d4}</td><td>the last version that this training run made</td></tr>
 * </table>
 *
 * Immutable.
 *
 * @param model the model
 * @param reference which of its versions
 */
public record ModelUri(ModelName model, Reference reference) {
    private static final String SCHEME = "models:/";
    private static final String RUNS = "runs:/";
    private static final Pattern ANY_BELOW = Pattern.compile("[0-9]+(\\.[0-9]+)?\\.x");

    /** @throws InvalidInputException if the reference is to a run of another model */
    public ModelUri {
        if (reference instanceof ByRun by && !by.run().model().equals(model)) {
            throw new InvalidInputException("run " + by.run() + " is not one of model '" + model + "'");
        }
    }

    /** Which version of a model; more kinds may be added, so treat an unknown one as an error. */
    public sealed interface Reference {}

    /**
     * {@code /3}.
     *
     * @param number 1 or more
     */
    public record ByNumber(int number) implements Reference {
        /** @throws InvalidInputException if the number is not 1 or more */
        public ByNumber {
            if (number < 1) {
                throw new InvalidInputException("version number " + number + " is not 1, 2, 3 …");
            }
        }

        @Override
        public String toString() {
            return "/" + number;
        }
    }

    /**
     * {@code /1.2.0}.
     *
     * @param version the semantic version
     */
    public record ByVersion(SemanticVersion version) implements Reference {
        @Override
        public String toString() {
            return "/" + version;
        }
    }

    /**
     * {@code /^1.2}: the highest version in the range.
     *
     * @param range the range
     */
    public record ByRange(VersionRange range) implements Reference {
        @Override
        public String toString() {
            return "/" + range;
        }
    }

    /**
     * {@code /sha256:…}.
     *
     * @param digest the digest of the version's descriptor
     */
    public record ByDigest(Digest digest) implements Reference {
        @Override
        public String toString() {
            return "/" + digest;
        }
    }

    /**
     * {@code /Production}.
     *
     * @param stage the stage
     */
    public record ByStage(Stage stage) implements Reference {
        @Override
        public String toString() {
            return "/" + stage;
        }
    }

    /**
     * {@code @champion}.
     *
     * @param alias the alias
     */
    public record ByAlias(Alias alias) implements Reference {
        @Override
        public String toString() {
            return "@" + alias;
        }
    }

    /**
     * {@code runs:/flights/20261126T154512123Z-1f3a9c2b70d4}: the last version that was registered as made by a training run.
     *
     * @param run the run
     */
    public record ByRun(RunId run) implements Reference {
        @Override
        public String toString() {
            return RUNS + run;
        }
    }

    /** {@code /latest}: the highest number. */
    public record Latest() implements Reference {
        @Override
        public String toString() {
            return "/latest";
        }
    }

    /**
     * Reads a URI of one of the forms above.
     *
     * @throws InvalidInputException if the text has none of the forms, or a part of it is malformed
     */
    public static ModelUri parse(String text) {
        if (text.startsWith(RUNS)) {
            return of(RunId.parse(text.substring(RUNS.length())));
        }
        if (!text.startsWith(SCHEME)) {
            return spoken(text);
        }
        String rest = text.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        int at = rest.indexOf('@');
        if (slash > 0 && at < 0) {
            return new ModelUri(ModelName.of(rest.substring(0, slash)), reference(text, rest.substring(slash + 1)));
        }
        if (at > 0 && slash < 0) {
            return new ModelUri(ModelName.of(rest.substring(0, at)), new ByAlias(Alias.of(rest.substring(at + 1))));
        }
        throw malformed(text);
    }

    /** The URI of the last version that a training run made. */
    public static ModelUri of(RunId run) {
        return new ModelUri(run.model(), new ByRun(run));
    }

    /** A name and a version with {@code _v} between them. */
    private static ModelUri spoken(String text) {
        int mark = text.lastIndexOf("_v");
        if (mark < 1 || text.startsWith("models:")) {
            throw malformed(text);
        }
        return new ModelUri(
                ModelName.of(text.substring(0, mark)), new ByVersion(SemanticVersion.parse(text.substring(mark + 2))));
    }

    private static Reference reference(String uri, String text) {
        if (text.isEmpty() || text.indexOf('/') >= 0) {
            throw malformed(uri);
        }
        if (text.startsWith("sha256:")) {
            return new ByDigest(Digest.parse(text));
        }
        char first = text.charAt(0);
        if (first == '^' || first == '~' || ANY_BELOW.matcher(text).matches()) {
            return new ByRange(VersionRange.parse(text));
        }
        if (first == 'v' && text.indexOf('.') >= 0) {
            return new ByVersion(SemanticVersion.parseSpoken(text));
        }
        if (!isDigit(first)) {
            return text.toLowerCase(Locale.ROOT).equals("latest") ? new Latest() : new ByStage(Stage.of(text));
        }
        return text.indexOf('.') >= 0 ? new ByVersion(SemanticVersion.parse(text)) : new ByNumber(number(uri, text));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int number(String uri, String text) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0 && text.charAt(0) != '0') {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw new InvalidInputException(
                    "version number " + quote(text) + " in " + quote(uri) + " is not a whole number", notANumber);
        }
        throw new InvalidInputException("version number " + quote(text) + " in " + quote(uri) + " is not 1, 2, 3 …");
    }

    private static InvalidInputException malformed(String text) {
        return new InvalidInputException("model URI " + quote(text)
                + " is not of the form models:/<model>/<number, version, range, stage, 'latest' or sha256:…>,"
                + " models:/<model>@<alias>, runs:/<run> or <model>_v<version>");
    }

    @Override
    public String toString() {
        return reference instanceof ByRun ? reference.toString() : SCHEME + model + reference;
    }
}
