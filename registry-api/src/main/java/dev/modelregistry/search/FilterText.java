package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.search.Filter.And;
import dev.modelregistry.search.Filter.Compare;
import dev.modelregistry.search.Filter.Comparison;
import dev.modelregistry.search.Filter.Leaf;
import dev.modelregistry.search.Filter.Missing;
import dev.modelregistry.search.Filter.Not;
import dev.modelregistry.search.Filter.Or;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Filters as the text that is read into them: the shortest one, with {@code x != 1} where that is what was meant. So a filter that was read has no
 * more conditions, and is nested no deeper, than the text that it came from.
 */
final class FilterText {
    private final StringBuilder text = new StringBuilder();
    private final int maxLeaves;
    private final int maxNesting;
    private int leaves;

    private FilterText(int maxLeaves, int maxNesting) {
        this.maxLeaves = maxLeaves;
        this.maxNesting = maxNesting;
    }

    /** Its text, however large it is. */
    static String of(Filter filter) {
        return new FilterText(Integer.MAX_VALUE, Integer.MAX_VALUE).written(filter);
    }

    /**
     * Its text.
     *
     * @throws InvalidInputException if it has too many conditions, or is nested too deep; a deep one is not walked to its bottom
     */
    static String limited(Filter filter) {
        return new FilterText(Limits.LEAVES, Limits.NESTING).written(filter);
    }

    private String written(Filter filter) {
        write(filter, 0);
        return text.toString();
    }

    private void write(Filter filter, int nesting) {
        if (filter instanceof And and) {
            writeAll(and.filters(), " AND ", nesting);
        } else if (filter instanceof Or or) {
            writeAll(or.filters(), " OR ", nesting);
        } else if (filter instanceof Not not) {
            writeNot(not.filter(), nesting);
        } else {
            leaf(filter.toString());
        }
    }

    private void writeAll(List<Filter> filters, String word, int nesting) {
        for (int i = 0; i < filters.size(); i++) {
            text.append(i > 0 ? word : "");
            if (word.equals(" AND ") && i + 1 < filters.size() && isDenial(filters.get(i), filters.get(i + 1))) {
                leaf(denied((Leaf) ((Not) filters.get(++i)).filter()));
            } else if (word.equals(" AND ") && filters.get(i) instanceof Or) {
                writeGroup(filters.get(i), nesting);
            } else {
                write(filters.get(i), nesting);
            }
        }
    }

    private void writeNot(Filter denied, int nesting) {
        if (denied instanceof Missing missing) {
            leaf(missing.field() + " IS NOT NULL");
            return;
        }
        checkNesting(nesting + 1);
        text.append("NOT ");
        boolean binds = denied instanceof And and
                ? and.filters().size() == 2
                        && isDenial(and.filters().get(0), and.filters().get(1))
                : !(denied instanceof Or);
        if (binds) {
            write(denied, nesting + 1);
        } else {
            writeGroup(denied, nesting + 1);
        }
    }

    private void writeGroup(Filter filter, int nesting) {
        checkNesting(nesting + 1);
        text.append('(');
        write(filter, nesting + 1);
        text.append(')');
    }

    private void checkNesting(int nesting) {
        if (nesting > maxNesting) {
            throw new InvalidInputException(Limits.TOO_DEEP);
        }
    }

    private void leaf(String leaf) {
        if (++leaves > maxLeaves) {
            throw new InvalidInputException(Limits.TOO_MANY_LEAVES);
        }
        text.append(leaf);
    }

    /** Whether these two, one behind the other, are what {@link Fields#isThereAndNot} makes and a query has an operator for. */
    private static boolean isDenial(Filter first, Filter second) {
        return first instanceof Not there
                && there.filter() instanceof Missing missing
                && second instanceof Not not
                && not.filter() instanceof Leaf leaf
                && !(leaf instanceof Missing)
                && !(leaf instanceof Compare compare && compare.comparison() != Comparison.EQUAL)
                && leaf.field().equals(missing.field());
    }

    private static String denied(Leaf leaf) {
        String field = leaf.field().toString();
        String rest = leaf.toString().substring(field.length() + 1);
        return field + (leaf instanceof Compare ? " !" : " NOT ") + rest;
    }

    static String list(List<Literal> literals) {
        return literals.stream().map(Literal::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
