package dev.modelregistry.core.state;

import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.lineage.Quarantine;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.retention.RetentionPolicy;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The registry's rules after a commit. Immutable; made by {@link SettingsFold}.
 *
 * @param pipelines those that somebody defined, by their names in lower case
 * @param naming what new names must be like
 * @param retention the retention policies, by their names in lower case
 * @param quarantined what is quarantined, by the nodes
 * @param hashes those of all commits up to here, by revision: what a decision rests on can be told from what took its place
 */
public record SettingsState(
        Head head,
        Instant time,
        SortedMap<String, Defined> pipelines,
        NamingConvention naming,
        SortedMap<String, RetentionPolicy> retention,
        SortedMap<Node, Quarantine> quarantined,
        PersistentMap<Long, Digest> hashes)
        implements JournalState {
    /** Nobody changed a rule yet. */
    public static final SettingsState NOTHING = new SettingsState(
            Head.NONE,
            Instant.EPOCH,
            Collections.emptySortedMap(),
            NamingConvention.none(),
            Collections.emptySortedMap(),
            Collections.emptySortedMap(),
            PersistentMap.empty());

    @Override
    public boolean hasExpired(int number) {
        return false;
    }

    @Override
    public Erasures erasures() {
        return Erasures.NONE;
    }

    private static final Defined STANDARD = new Defined(Pipeline.standard(), 0);

    /**
     * A pipeline, and the revision at which it became what it is.
     *
     * @param revision 0 for the default one that nobody changed
     */
    public record Defined(Pipeline pipeline, long revision) {}

    /** The pipeline that governs the models which no other claims. */
    public Defined standard() {
        return pipelines.getOrDefault(Pipeline.DEFAULT, STANDARD);
    }

    /** The default pipeline, then the others in the order of their names. */
    public List<Pipeline> all() {
        return Stream.concat(Stream.of(standard()), pipelines.values().stream())
                .map(Defined::pipeline)
                .distinct()
                .toList();
    }

    /** The rules for a model, whether or not it exists; what is quarantined is for a barrier to say. */
    public Rules rules(ModelName model) {
        Defined defined = pipelines.values().stream()
                .filter(each -> !each.pipeline().isDefault() && each.pipeline().governs(model))
                .findFirst()
                .orElseGet(this::standard);
        return new Rules(defined.pipeline(), defined.revision(), naming, Rules.Barrier.NONE);
    }

    /** The retention policies for a model, in the order of their names. */
    public List<RetentionPolicy> retention(ModelName model) {
        return retention.values().stream()
                .filter(policy -> policy.governs(model))
                .toList();
    }

    /** What a decision by these rules rests on. */
    public Map<JournalId, Head> basis() {
        return head.equals(Head.NONE) ? Map.of() : Map.of(JournalId.SETTINGS, head);
    }

    /** Whether these settings came out of a commit. */
    public boolean holds(Head commit) {
        return commit.equals(Head.NONE) || Objects.equals(hashes.get(commit.revision()), commit.hash());
    }

    SettingsState at(Head next, Instant when) {
        return new SettingsState(
                next, when, pipelines, naming, retention, quarantined, hashes.put(next.revision(), next.hash()));
    }

    SettingsState with(Pipeline pipeline) {
        SortedMap<String, Defined> next = new TreeMap<>(pipelines);
        next.put(key(pipeline.name()), new Defined(pipeline, head.revision()));
        return new SettingsState(
                head, time, Collections.unmodifiableSortedMap(next), naming, retention, quarantined, hashes);
    }

    SettingsState without(String pipeline) {
        SortedMap<String, Defined> next = new TreeMap<>(pipelines);
        if (key(pipeline).equals(Pipeline.DEFAULT)) {
            next.put(
                    Pipeline.DEFAULT,
                    new Defined(Pipeline.standard(), head.revision())); // verdicts under the old one are stale
        } else {
            next.remove(key(pipeline));
        }
        return new SettingsState(
                head, time, Collections.unmodifiableSortedMap(next), naming, retention, quarantined, hashes);
    }

    SettingsState with(NamingConvention convention) {
        return new SettingsState(head, time, pipelines, convention, retention, quarantined, hashes);
    }

    SettingsState with(RetentionPolicy policy) {
        SortedMap<String, RetentionPolicy> next = new TreeMap<>(retention);
        next.put(key(policy.name()), policy);
        return with(next);
    }

    SettingsState withoutRetention(String policy) {
        SortedMap<String, RetentionPolicy> next = new TreeMap<>(retention);
        next.remove(key(policy));
        return with(next);
    }

    private SettingsState with(SortedMap<String, RetentionPolicy> next) {
        return new SettingsState(
                head, time, pipelines, naming, Collections.unmodifiableSortedMap(next), quarantined, hashes);
    }

    SettingsState with(Quarantine quarantine) {
        SortedMap<Node, Quarantine> next = new TreeMap<>(quarantined);
        next.put(quarantine.node(), quarantine);
        return withQuarantined(next);
    }

    SettingsState withoutQuarantine(Node node) {
        SortedMap<Node, Quarantine> next = new TreeMap<>(quarantined);
        next.remove(node);
        return withQuarantined(next);
    }

    private SettingsState withQuarantined(SortedMap<Node, Quarantine> next) {
        return new SettingsState(
                head, time, pipelines, naming, retention, Collections.unmodifiableSortedMap(next), hashes);
    }

    /** What a pipeline or a retention policy is found by. */
    public static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
