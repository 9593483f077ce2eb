package dev.modelregistry.id;

import static dev.modelregistry.text.Names.quote;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.text.Names;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A stage in the life of a version, by name: a value and not an enum, so that a pipeline can have stages of its own. A letter, then up
 * to 63 letters, digits, dashes or underscores. Two stages are equal when their names are equal without regard to case. Immutable.
 */
public final class Stage {
    /** Registered and not yet put anywhere; any number of versions. */
    public static final Stage DEVELOPMENT = new Stage("Development");
    /** Under test before production; one version. */
    public static final Stage STAGING = new Stage("Staging");
    /** Serving a part of production traffic; one version. */
    public static final Stage CANARY = new Stage("Canary");
    /** Serving; one version. */
    public static final Stage PRODUCTION = new Stage("Production");
    /** Out of use, kept; any number of versions. */
    public static final Stage ARCHIVED = new Stage("Archived");

    private static final List<Stage> DEFAULTS = List.of(DEVELOPMENT, STAGING, CANARY, PRODUCTION, ARCHIVED);
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

    private final String name;
    private final String folded;

    private Stage(String name) {
        this.name = name;
        this.folded = Names.fold(name);
    }

    /**
     * The stage with this name; one of the constants where it names one, whatever the case.
     *
     * @throws InvalidInputException if the text is no stage name, or is {@code latest}
     */
    public static Stage of(String name) {
        Names.text("stage", name, 64);
        if (!SYNTAX.matcher(name).matches() || name.equalsIgnoreCase("latest")) {
            throw new InvalidInputException("stage " + quote(name)
                    + " is not a stage name; start with a letter, then letters, digits, '-' or '_', and not 'latest'");
        }
        for (Stage known : DEFAULTS) {
            if (known.name.equalsIgnoreCase(name)) {
                return known;
            }
        }
        return new Stage(name);
    }

    /** The name as it is shown. */
    public String name() {
        return name;
    }

    /** Whether what is in it serves: {@link #PRODUCTION} or {@link #CANARY}. */
    public boolean isLive() {
        return equals(PRODUCTION) || equals(CANARY);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Stage that && folded.equals(that.folded);
    }

    @Override
    public int hashCode() {
        return folded.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
