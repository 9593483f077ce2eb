package dev.modelregistry.core.search;

import dev.modelregistry.core.index.EntryNames;
import dev.modelregistry.search.Page;
import dev.modelregistry.search.Query;
import dev.modelregistry.search.Target;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.IndexStore.Entry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Finds one page. Used once for each search. */
public final class Searcher<T> {
    /** So many candidates are looked at with one question each. */
    private static final int AT_ONCE = 200;

    private final IndexStore index;
    private final Tokens tokens;
    private final Target target;
    private final Predicate<T> visible;
    private final Maker<T> maker;

    /** Makes a hit of what the index knows of an entity. */
    public interface Maker<T> {
        /** The hit. */
        T make(String entity, List<Entry> entries);
    }

    /**
     * Finds in an index.
     *
     * @param visible which hits are shown
     */
    public Searcher(IndexStore index, Tokens tokens, Target target, Predicate<T> visible, Maker<T> maker) {
        this.index = index;
        this.tokens = tokens;
        this.target = target;
        this.visible = visible;
        this.maker = maker;
    }

    private record Found<T>(Position position, T hit) {}

    /**
     * The page of a query.
     *
     * @throws dev.modelregistry.error.InvalidInputException if the query does not fit the target, or its token the query
     * @throws dev.modelregistry.error.RejectedException if it takes longer than the query allows
     */
    public Page<T> page(Query query) {
        Plan plan = Plan.of(query, target);
        Optional<Position> after = query.after().map(token -> tokens.read(token, target, query));
        int wanted = query.limit() + 1; // one more tells whether there is another page
        Budget budget = new Budget(query, target);
        Candidates candidates = new Candidates(index, budget, plan, after, wanted);
        // By entity: one that gets another place meanwhile may be come by once more.
        Map<String, Found<T>> all = new LinkedHashMap<>();
        Optional<List<Position>> some = candidates.next();
        while (some.isPresent() && all.size() < wanted) {
            add(all, budget, plan, some.get(), wanted);
            some = all.size() < wanted ? candidates.next() : Optional.empty();
        }
        List<Found<T>> found = List.copyOf(all.values());
        List<Found<T>> page = found.subList(0, Math.min(found.size(), query.limit()));
        return new Page<>(
                page.stream().map(Found::hit).toList(),
                found.size() < wanted
                        ? Optional.empty()
                        : Optional.of(tokens.write(page.get(page.size() - 1).position(), target, query)));
    }

    /** Adds what is a hit, as long as more are wanted. */
    private void add(Map<String, Found<T>> found, Budget budget, Plan plan, List<Position> candidates, int wanted) {
        if (plan.rest().isEmpty()) {
            show(found, budget, candidates, wanted);
            return;
        }
        Residue rest = plan.rest().get();
        for (int from = 0; from < candidates.size() && found.size() < wanted; from += AT_ONCE) {
            budget.check();
            List<Position> some = candidates.subList(from, Math.min(candidates.size(), from + AT_ONCE));
            Set<String> met =
                    Set.copyOf(rest.meeting(some.stream().map(Position::entity).toList(), index));
            List<Position> hits = some.stream()
                    .filter(position -> met.contains(position.entity()))
                    .toList();
            show(found, budget, hits, wanted);
        }
    }

    /** Adds those that may be seen, reading no more of them than are wanted; what is read again because some may not is as much as before. */
    private void show(Map<String, Found<T>> found, Budget budget, List<Position> hits, int wanted) {
        int from = 0;
        while (from < hits.size() && found.size() < wanted) {
            budget.check();
            int more = Math.min(AT_ONCE, Math.max(from, wanted - found.size()));
            List<Position> some = hits.subList(from, Math.min(hits.size(), from + more));
            Map<String, List<Entry>> known = index.entries(kept(some));
            for (Position position : some) {
                List<Entry> entries = known.get(position.entity());
                if (entries != null && found.size() < wanted) {
                    T hit = maker.make(position.entity(), entries);
                    if (visible.test(hit)) {
                        found.putIfAbsent(position.entity(), new Found<>(position, hit));
                    }
                }
            }
            from += more;
        }
    }

    /** Those that are not of a deleted model. */
    private List<String> kept(List<Position> hits) {
        List<String> entities = hits.stream().map(Position::entity).distinct().toList();
        if (target == Target.RUNS) {
            return entities;
        }
        List<String> models = entities.stream()
                .map(entity -> EntryNames.model(EntryNames.modelOf(entity)))
                .distinct()
                .toList();
        Set<String> deleted = index.values(EntryNames.DELETED, models).keySet();
        return entities.stream()
                .filter(entity -> !deleted.contains(EntryNames.model(EntryNames.modelOf(entity))))
                .toList();
    }
}
