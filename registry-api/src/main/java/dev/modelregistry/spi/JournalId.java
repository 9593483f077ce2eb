package dev.modelregistry.spi;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.RunId;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.text.Names;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Names a journal within a registry. Ordered by kind, then by key as UTF-8. Immutable.
 *
 * @param kind what the journal is about, such as {@code model}: lower-case letters and dashes, at most 32
 * @param key which one: 1 to 512 characters without control characters; any other character may occur, also {@code /}
 */
public record JournalId(String kind, String key) implements Comparable<JournalId> {
    private static final Pattern KIND = Pattern.compile("[a-z][a-z-]{0,31}");

    /** The kind of a registered model's journal. */
    public static final String MODEL = "model";
    /** The kind of a training run's journal. */
    public static final String RUN = "run";
    /** The kind of a journal of what was recorded about a node of the lineage. */
    public static final String LINEAGE = "lineage";
    /** The kind of the journal of models that go into production together. */
    public static final String RELEASE_SET = "release-set";
    /** The journal of the registry's own settings. */
    public static final JournalId SETTINGS = new JournalId("settings", "registry");

    /** @throws InvalidInputException if the kind or the key is malformed */
    public JournalId {
        if (!isKind(kind)) {
            throw new InvalidInputException("journal kind '" + kind + "' is not 1 to 32 lower-case letters and dashes");
        }
        checkKey("journal key", key);
    }

    /** Whether a kind may be called so. */
    public static boolean isKind(String text) {
        return KIND.matcher(text).matches();
    }

    static void checkKey(String what, String key) {
        if (key.isEmpty() || key.length() > 512 || !isWellFormed(key)) {
            throw new InvalidInputException(
                    what + " '" + key + "' is not 1 to 512 characters of Unicode without control characters");
        }
    }

    private static boolean isWellFormed(String key) {
        boolean hasSurrogates = false;
        for (int i = 0; i < key.length(); i++) {
            if (Character.isISOControl(key.charAt(i))) {
                return false;
            }
            hasSurrogates |= Character.isSurrogate(key.charAt(i));
        }
        return !hasSurrogates || StandardCharsets.UTF_8.newEncoder().canEncode(key);
    }

    /** The journal of a model; names that differ in case alone share it, which makes names unique without regard to case. */
    public static JournalId of(ModelName model) {
        return new JournalId(MODEL, model.folded());
    }

    /** The journal of a training run; those of a model's runs stand together in their order. */
    public static JournalId of(RunId run) {
        return new JournalId(RUN, keysOfRuns(run.model()) + run.key());
    }

    /** The journal of what was recorded about what a node was made from: by the node's digest, because a node's name may be long. */
    public static JournalId of(Node node) {
        return new JournalId(LINEAGE, Bytes.utf8(node.toString()).digest().hex());
    }

    /**
     * The journal of a release set; its key is the name in lower case.
     *
     * @throws InvalidInputException if the name is not a letter, then letters, digits, {@code -} and {@code _}, at most 64 in all
     */
    public static JournalId ofReleaseSet(String name) {
        return new JournalId(RELEASE_SET, Names.rule("release set", name));
    }

    /** What the keys of the journals of a model's training runs begin with. */
    public static String keysOfRuns(ModelName model) {
        return model.folded() + "/";
    }

    /** Reads what {@link #toString()} gives. */
    public static JournalId parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new InvalidInputException("journal id '" + text + "' is not of the form <kind>/<key>");
        }
        return new JournalId(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(JournalId other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : Bytes.UTF8_ORDER.compare(key, other.key);
    }

    /** {@code <kind>/<key>}. */
    @Override
    public String toString() {
        return kind + "/" + key;
    }
}
