package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.Search;
import dev.modelregistry.core.search.Hits;
import dev.modelregistry.core.search.Searcher;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.search.ModelHit;
import dev.modelregistry.search.Page;
import dev.modelregistry.search.Query;
import dev.modelregistry.search.RunHit;
import dev.modelregistry.search.Target;
import dev.modelregistry.search.VersionHit;
import java.util.function.Function;
import java.util.function.Predicate;

/** Searches the index of an open registry. */
final class LiveSearch implements Search {
    private final Engine engine;
    private final Freshness freshness;
    private final Predicate<ModelName> visible;

    LiveSearch(Engine engine, Freshness freshness, Predicate<ModelName> visible) {
        this.engine = engine;
        this.freshness = freshness;
        this.visible = visible;
    }

    @Override
    public Page<ModelHit> models(Query query) {
        return find(query, Target.MODELS, Hits::model, ModelHit::name);
    }

    @Override
    public Page<VersionHit> versions(Query query) {
        return find(query, Target.VERSIONS, Hits::version, VersionHit::model);
    }

    @Override
    public Page<RunHit> runs(Query query) {
        return find(query, Target.RUNS, Hits::run, hit -> hit.id().model());
    }

    private <T> Page<T> find(Query query, Target target, Searcher.Maker<T> maker, Function<T, ModelName> model) {
        Indexing indexing = engine.indexing();
        return new Searcher<>(
                        indexing.index(freshness),
                        indexing.tokens(),
                        target,
                        (T hit) -> visible.test(model.apply(hit)),
                        maker)
                .page(query);
    }
}
