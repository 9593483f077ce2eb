package dev.modelregistry.pipeline;

import static dev.modelregistry.text.Names.quote;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.text.Names;
import java.util.Objects;

/**
 * Names of models, such as {@code fraud-*}: {@code *} stands for any number of characters, also none, and everything else for itself.
 * Case makes no difference, as names are unique without regard to case; the pattern is kept in lower case, with one {@code *} for several
 * in a row. Otherwise it has the characters of a {@link ModelName}, 1 to 128. Immutable.
 *
 * @param glob the pattern in lower case
 */
public record ModelPattern(String glob) {
    private static final int LONGEST_NAME = 128;

    /** @throws InvalidInputException if no model can have a name that it matches */
    public ModelPattern {
        Objects.requireNonNull(glob, "glob");
        try {
            ModelName.of(glob); // '*' may stand in a name
        } catch (InvalidInputException noName) {
            throw new InvalidInputException(
                    "model pattern " + quote(glob) + " matches no model: " + noName.getMessage(), noName);
        }
        glob = Names.fold(glob.replaceAll("\\*+", "*"));
    }

    /** The pattern in this text; the same as the constructor. */
    public static ModelPattern of(String glob) {
        return new ModelPattern(glob);
    }

    /** Whether a model of this name is meant. */
    public boolean matches(ModelName model) {
        String name = model.folded();
        int at = 0;
        int in = 0;
        int star = -1; // the last one that was met; only it needs to take more, whatever the ones before it have taken
        int taken = 0;
        while (at < name.length()) {
            if (in < glob.length() && glob.charAt(in) == '*') {
                star = in++;
                taken = at;
            } else if (in < glob.length() && glob.charAt(in) == name.charAt(at)) {
                in++;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++taken;
            } else {
                return false;
            }
        }
        return in == glob.length() || (in == glob.length() - 1 && glob.charAt(in) == '*');
    }

    /** Whether a name could match both; takes time in proportion to the product of the lengths at most. */
    public boolean overlaps(ModelPattern other) {
        return shortestCommon(glob, other.glob) <= LONGEST_NAME;
    }

    /**
     * The length of the shortest text that matches both, or more than any name has. (That a name has no blank ends is not counted in: it
     * could make the shortest one longer by two at most.) Row by row over the rests of the left pattern, each row with an entry for every
     * rest of the right one.
     */
    private static int shortestCommon(String left, String right) {
        int[] below = new int[right.length() + 1];
        for (int i = left.length(); i >= 0; i--) {
            int[] row = new int[right.length() + 1];
            for (int j = right.length(); j >= 0; j--) {
                row[j] = shortest(left, right, i, j, below, row);
            }
            below = row;
        }
        return below[0];
    }

    private static int shortest(String left, String right, int i, int j, int[] below, int[] row) {
        boolean leftEnds = i == left.length();
        boolean rightEnds = j == right.length();
        if (leftEnds && rightEnds) {
            return 0;
        }
        int best = LONGEST_NAME + 1;
        boolean leftStar = !leftEnds && left.charAt(i) == '*';
        boolean rightStar = !rightEnds && right.charAt(j) == '*';
        if (leftStar) {
            best = Math.min(below[j], rightEnds || rightStar ? best : row[j + 1] + 1);
        }
        if (rightStar) {
            best = Math.min(best, Math.min(row[j + 1], leftEnds || leftStar ? best : below[j] + 1));
        }
        if (!leftEnds && !rightEnds && !leftStar && !rightStar && left.charAt(i) == right.charAt(j)) {
            best = below[j + 1] + 1;
        }
        return Math.min(best, LONGEST_NAME + 1);
    }

    @Override
    public String toString() {
        return glob;
    }
}
