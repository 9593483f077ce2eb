package dev.modelregistry.search;

import java.util.List;
import java.util.stream.Collectors;

/** Filters as the text that is read into them. */
final class FilterText {
    private FilterText() {}

    static String joined(List<Filter> filters, String word) {
        return filters.stream().map(FilterText::grouped).collect(Collectors.joining(word));
    }

    /** In parentheses where it would be read differently without. */
    static String grouped(Filter filter) {
        return filter instanceof Filter.And || filter instanceof Filter.Or ? "(" + filter + ")" : filter.toString();
    }

    static String list(List<Literal> literals) {
        return literals.stream().map(Literal::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
