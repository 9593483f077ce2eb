package dev.modelregistry.core.search;

import dev.modelregistry.core.index.EntryNames;
import dev.modelregistry.core.index.EntrySet;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.RunId;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.run.RunStatus;
import dev.modelregistry.search.Attribute;
import dev.modelregistry.search.ModelHit;
import dev.modelregistry.search.RunHit;
import dev.modelregistry.search.Target;
import dev.modelregistry.search.VersionHit;
import dev.modelregistry.spi.IndexStore.Entry;
import dev.modelregistry.spi.IndexStore.Value;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Hits, made of what the index knows of an entity. */
public final class Hits {
    private final String entity;
    private final Target target;
    private final List<Entry> entries;

    private Hits(String entity, Target target, List<Entry> entries) {
        this.entity = entity;
        this.target = target;
        this.entries = entries;
    }

    /** A model. */
    public static ModelHit model(String entity, List<Entry> entries) {
        Hits hit = new Hits(entity, Target.MODELS, entries);
        return new ModelHit(
                hit.name(),
                hit.created(),
                hit.createdBy(),
                hit.stages(),
                hit.all(Attribute.ALIAS, Alias::of),
                hit.tags());
    }

    /** A version. */
    public static VersionHit version(String entity, List<Entry> entries) {
        Hits hit = new Hits(entity, Target.VERSIONS, entries);
        return new VersionHit(
                hit.name(),
                Integer.parseInt(EntryNames.lastOf(entity)),
                SemanticVersion.parse(hit.text(Attribute.VERSION)),
                Digest.parse(hit.text(Attribute.DIGEST)),
                hit.created(),
                hit.createdBy(),
                Stage.of(hit.shown(Attribute.STAGE)),
                hit.all(Attribute.ALIAS, Alias::of),
                hit.tags(),
                hit.metrics());
    }

    /** A run. */
    public static RunHit run(String entity, List<Entry> entries) {
        Hits hit = new Hits(entity, Target.RUNS, entries);
        String status = hit.text(Attribute.STATUS);
        return new RunHit(
                new RunId(hit.name(), EntryNames.lastOf(entity)),
                Arrays.stream(RunStatus.values())
                        .filter(known -> known.wireName().equals(status))
                        .findFirst()
                        .orElse(RunStatus.COMPLETED),
                hit.created(),
                hit.createdBy(),
                hit.number(Attribute.ENDED).map(EntrySet::instant),
                hit.tags(),
                hit.metrics());
    }

    private ModelName name() {
        return ModelName.of(shown(Attribute.NAME));
    }

    private Instant created() {
        return number(Attribute.CREATED).map(EntrySet::instant).orElseThrow(() -> missing(Attribute.CREATED));
    }

    private Actor createdBy() {
        return Actor.of(text(Attribute.CREATED_BY));
    }

    private Map<String, String> tags() {
        Map<String, String> tags = new HashMap<>();
        keyed(Attribute.TAG).forEach(entry -> {
            if (entry.getValue() instanceof Value.Text text && !entry.getKey().endsWith(EntryNames.other(""))) {
                tags.put(entry.getKey(), text.text());
            }
        });
        return tags;
    }

    private Map<String, Double> metrics() {
        Map<String, Double> metrics = new HashMap<>();
        keyed(Attribute.METRIC).forEach(entry -> {
            if (entry.getValue() instanceof Value.Numeric numeric) {
                metrics.put(entry.getKey(), numeric.number());
            }
        });
        return metrics;
    }

    private Stream<Map.Entry<String, Value>> keyed(Attribute attribute) {
        String prefix = EntryNames.kind(target) + "." + attribute + ".";
        return entries.stream()
                .filter(entry -> entry.key().startsWith(prefix))
                .map(entry -> Map.entry(entry.key().substring(prefix.length()), entry.value()));
    }

    /** Some stages have another name to be shown than their name in lower case; which one belongs to which, their letters tell. */
    private Set<Stage> stages() {
        Set<Stage> stages = all(EntryNames.other(key(Attribute.STAGE)), Stage::of);
        stages.addAll(all(Attribute.STAGE, Stage::of));
        return stages;
    }

    private <T> Set<T> all(Attribute attribute, Function<String, T> reader) {
        return all(key(attribute), reader);
    }

    private <T> Set<T> all(String key, Function<String, T> reader) {
        Set<T> found = new HashSet<>();
        texts(key).map(reader).forEach(found::add);
        return found;
    }

    private String key(Attribute attribute) {
        return EntryNames.key(target, attribute, "");
    }

    private Stream<String> texts(String key) {
        return entries.stream()
                .filter(entry -> entry.key().equals(key) && entry.value() instanceof Value.Text)
                .map(entry -> ((Value.Text) entry.value()).text());
    }

    private String shown(Attribute attribute) {
        return texts(EntryNames.other(key(attribute))).findFirst().orElseGet(() -> text(attribute));
    }

    private String text(Attribute attribute) {
        return texts(key(attribute)).findFirst().orElseThrow(() -> missing(attribute));
    }

    private Optional<Double> number(Attribute attribute) {
        String key = key(attribute);
        return entries.stream()
                .filter(entry -> entry.key().equals(key) && entry.value() instanceof Value.Numeric)
                .map(entry -> ((Value.Numeric) entry.value()).number())
                .findFirst();
    }

    private CorruptStoreException missing(Attribute attribute) {
        return new CorruptStoreException(
                "the index has no " + attribute + " of '" + entity.replace('\t', ' ') + "'; restore it from a backup");
    }
}
