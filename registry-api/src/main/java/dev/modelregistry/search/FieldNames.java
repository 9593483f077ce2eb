package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.text.Names;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of fields, among them those that people know from MLflow. */
final class FieldNames {
    private static final Map<String, Attribute> ALSO = Map.of(
            "tag", Attribute.TAG,
            "metric", Attribute.METRIC,
            "parameter", Attribute.PARAMETER,
            "params", Attribute.PARAMETER,
            "param", Attribute.PARAMETER,
            "aliases", Attribute.ALIAS);
    /** How many letters may be wrong for a name to be meant. */
    private static final int NEAR = 2;

    private FieldNames() {}

    /**
     * The field that a word, with a key or without, stands for.
     *
     * @throws InvalidInputException if there is none
     */
    static Field field(Token name) {
        String word = name.text();
        Attribute attribute = Attribute.named(word)
                .or(() -> Optional.ofNullable(ALSO.get(Names.fold(word))))
                .orElseThrow(() -> unknown(word));
        return name.is(Token.Kind.KEYED) ? Field.of(attribute, name.key()) : Field.of(attribute);
    }

    private static InvalidInputException unknown(String word) {
        String known =
                Arrays.stream(Attribute.values()).map(FieldNames::written).collect(Collectors.joining(", "));
        String meant =
                near(word).map(name -> "did you mean '" + name + "'? The").orElse("the");
        return new InvalidInputException(Names.quote(word) + " is not a field; " + meant + " fields are " + known);
    }

    private static String written(Attribute attribute) {
        return attribute.isKeyed() ? attribute + ".<key>" : attribute.toString();
    }

    /** The name that is most like this one, if at least half of it is right. */
    private static Optional<String> near(String word) {
        String folded = Names.fold(word);
        return Stream.concat(
                        Arrays.stream(Attribute.values()).map(Attribute::toString),
                        ALSO.keySet().stream().sorted())
                .filter(name -> Math.abs(name.length() - folded.length()) <= NEAR)
                .filter(name -> distance(name, folded) <= Math.min(NEAR, folded.length() / 2))
                .min(Comparator.comparingInt(name -> distance(name, folded)));
    }

    /** How many letters have to be inserted, removed or replaced to make one of the other. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        Arrays.setAll(row, column -> column);
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], row[j]));
            }
        }
        return row[other.length()];
    }
}
