package dev.modelregistry.jdbc.database;

import dev.modelregistry.error.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the tables of one registry are called. In statements they stand in braces, such as <code>{commit}</code>; in the scripts they have
 * the default prefix, so that a script can be run as it is.
 */
public final class Tables {
    /** The prefix, unless another one is chosen. */
    public static final String DEFAULT_PREFIX = "mr_";

    /** Every table with its columns. */
    static final Map<String, List<String>> COLUMNS = new TreeMap<>(Map.of(
            "meta", List.of("name", "content"),
            "journal", List.of("name", "revision", "hash"),
            "commit", List.of("journal", "revision", "hash", "seal", "bytes"),
            "snapshot", List.of("journal", "revision", "part", "hash", "seal", "bytes"),
            "cell", List.of("name", "version", "seal", "bytes"),
            "blob", List.of("digest", "size", "stored_at", "trashed", "upload"),
            "upload", List.of("upload", "started_at"),
            "chunk", List.of("upload", "part", "bytes"),
            "entry", List.of("entity", "attribute", "head", "whole")));

    private static final Pattern IDENTIFIER = Pattern.compile("[a-z_][a-z0-9_]{0,30}");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)}");
    private static final Pattern SCRIPTED = Pattern.compile("\\bmr_([a-z_]+)");

    private final String schema;
    private final String prefix;

    /**
     * Names with a prefix, in a schema.
     *
     * @param schema empty for the one that the connection is in
     * @throws InvalidInputException if either is anything that would have to be quoted
     */
    public Tables(String schema, String prefix) {
        if (!schema.isEmpty()) {
            check("schema", schema);
        }
        check("prefix", prefix);
        this.schema = schema;
        this.prefix = prefix;
    }

    private static void check(String what, String name) {
        if (!IDENTIFIER.matcher(name).matches()) {
            throw new InvalidInputException(
                    what + " \"" + name
                            + "\" is not 1 to 31 lower-case letters, digits and underscores that begin with no digit; choose one that is");
        }
    }

    String schema() {
        return schema;
    }

    /** A table's name without the schema. */
    String bare(String table) {
        return prefix + table;
    }

    /** A table's name as statements write it. */
    public String name(String table) {
        return schema.isEmpty() ? bare(table) : schema + "." + bare(table);
    }

    /** A statement with the tables' names in place of those in braces. */
    public String sql(String statement) {
        Matcher placeholders = PLACEHOLDER.matcher(statement);
        return placeholders.replaceAll(table -> Matcher.quoteReplacement(name(table.group(1))));
    }

    /** A statement of a script, with these names in place of the default ones. An index takes the prefix alone: it is in its table's schema. */
    String script(String statement) {
        Matcher names = SCRIPTED.matcher(statement);
        return names.replaceAll(
                found -> COLUMNS.containsKey(found.group(1)) ? name(found.group(1)) : bare(found.group(1)));
    }

    /** In which schema, and by which prefix, for messages. */
    @Override
    public String toString() {
        return name("*");
    }
}
