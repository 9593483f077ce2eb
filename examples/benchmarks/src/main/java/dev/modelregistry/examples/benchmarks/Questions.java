package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.Search;
import dev.modelregistry.search.Page;
import dev.modelregistry.search.Query;
import dev.modelregistry.search.VersionHit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/** What a catalog is asked: always the same kinds of questions, each time with other constants. Immutable. */
final class Questions {
    static final int PAGE = 20;

    private static final int DEEP = 10_000;
    private static final String ORDERED = "ORDER BY metrics.auc DESC";

    private final Catalog catalog;

    Questions(Catalog catalog) {
        this.catalog = catalog;
    }

    /** One kind of question. */
    record Question(String what, Ask ask) {}

    /** Asks. */
    interface Ask {
        /**
         * Asks once.
         *
         * @param nth how often it was asked before, from which the constants follow
         * @return how many were found
         */
        int of(Search search, int nth);
    }

    private static Question page(String what, Function<SplittableRandom, String> query) {
        return new Question(
                what,
                (search, nth) -> search.versions(Query.parse(query.apply(new SplittableRandom(nth)))
                                .limit(PAGE))
                        .hits()
                        .size());
    }

    /**
     * All of them.
     *
     * @param search where to find out by which tokens the pages far behind are reached
     * @param pages how many of these are asked for
     */
    List<Question> all(Search search, int pages) {
        List<Question> all = new ArrayList<>(List.of(
                page("name = …", any -> "name = '" + Catalog.name(any.nextInt(catalog.models())) + "'"),
                page("name LIKE '…%'", any -> "name LIKE '" + prefix(any) + "%'"),
                page("one tag = …", any -> "tags.owner = '" + catalog.owner(number(any)) + "'"),
                page(
                        "one tag = … ORDER BY metric DESC",
                        any -> "tags.owner = '" + catalog.owner(number(any)) + "' " + ORDERED),
                page(
                        "tag = … AND stage = …",
                        any -> "tags.team = '" + Catalog.team(number(any)) + "' AND stage = 'Production'"),
                page("two tags = … AND metric >= …", Questions::twoTags),
                page("metric BETWEEN … ORDER BY metric DESC", any -> {
                    double low = 0.9 * any.nextDouble();
                    return "metrics.auc BETWEEN " + low + " AND " + (low + 0.1) + " " + ORDERED;
                }),
                page("alias = …", any -> "alias = '" + alias(any) + "'"),
                page("commit = …", any -> "commit = '" + catalog.commit(number(any)) + "'"),
                page("created in one day", Questions::day),
                page("ORDER BY metric DESC, first page", any -> ORDERED)));
        List<String> tokens = far(search, pages);
        all.add(new Question(
                "the same, page " + deep(),
                (asked, nth) -> asked.versions(ordered(PAGE).after(tokens.get(nth % tokens.size())))
                        .hits()
                        .size()));
        all.add(new Question("one hop: all with dataset = …", this::madeFrom));
        return all;
    }

    private static int number(SplittableRandom any) {
        return any.nextInt(Integer.MAX_VALUE);
    }

    private String prefix(SplittableRandom any) {
        String name = Catalog.name(any.nextInt(catalog.models()));
        return name.substring(0, name.length() - 4);
    }

    private static String twoTags(SplittableRandom any) {
        return "tags.tier = 'gold' AND tags.region = '" + Catalog.region(number(any)) + "' AND metrics.auc >= "
                + (0.85 + 0.1 * any.nextDouble());
    }

    private static String alias(SplittableRandom any) {
        return List.of("champion", "challenger", Catalog.blue(number(any))).get(any.nextInt(3));
    }

    private static String day(SplittableRandom any) {
        Duration all = Duration.between(Catalog.FROM, Catalog.TO);
        Instant from = Catalog.FROM.plusSeconds(any.nextLong(all.toSeconds()));
        return "created >= '" + from + "' AND created < '" + from.plus(Duration.ofDays(1)) + "'";
    }

    private int madeFrom(Search search, int nth) {
        String data = catalog.dataset(number(new SplittableRandom(nth)));
        Query query = Query.parse("dataset = '" + data + "@" + Catalog.hash(data) + "'");
        Page<VersionHit> page = search.versions(query);
        int found = page.hits().size();
        while (page.next().isPresent()) {
            page = search.versions(query.after(page.next().get()));
            found += page.hits().size();
        }
        return found;
    }

    /** The page that is far behind, in a catalog that has so many. */
    private int deep() {
        return Math.max(2, Math.min(DEEP, catalog.versions() / PAGE / 2));
    }

    private static Query ordered(int limit) {
        return Query.parse(ORDERED).limit(limit);
    }

    /** Goes there by large pages, because a token is that of a place and not of a page. */
    private List<String> far(Search search, int pages) {
        int left = (deep() - 1) * PAGE;
        Optional<String> token = Optional.empty();
        while (left > 0) {
            int some = Math.min(left, Query.MAX_LIMIT);
            token = next(search, token, some);
            left -= some;
        }
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < pages && token.isPresent(); i++) {
            tokens.add(token.get());
            token = next(search, token, PAGE);
        }
        return tokens;
    }

    private static Optional<String> next(Search search, Optional<String> token, int limit) {
        Query first = ordered(limit);
        return search.versions(token.map(first::after).orElse(first)).next();
    }
}
