package dev.modelregistry.id;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.text.Names;
import java.util.regex.Pattern;

/**
 * Names a training run: the model that it trains, and a key that is unique among that model's runs. The registry makes keys of the time in
 * UTC, to the millisecond, and some random digits, so that their order is that in which runs started: {@code flights/20261126T154512123Z-1f3a9c2b70d4}. Immutable.
 *
 * @param model the model
 * @param key 1 to 128 letters and digits of ASCII, dashes, dots and underscores; the first is a letter or a digit
 */
public record RunId(ModelName model, String key) {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    /** @throws InvalidInputException if the key is malformed */
    public RunId {
        if (!KEY.matcher(key).matches()) {
            throw new InvalidInputException(
                    "run key " + Names.quote(key)
                            + " is not 1 to 128 ASCII letters, digits, dashes, dots and underscores that begin with a letter or a digit");
        }
    }

    /**
     * Reads what {@link #toString()} gives.
     *
     * @throws InvalidInputException if the text is not of that form
     */
    public static RunId parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new InvalidInputException("run id " + Names.quote(text) + " is not of the form <model>/<key>");
        }
        return new RunId(ModelName.of(text.substring(0, slash)), text.substring(slash + 1));
    }

    /** {@code <model>/<key>}. */
    @Override
    public String toString() {
        return model + "/" + key;
    }
}
