package dev.modelregistry.core;

import static dev.modelregistry.retention.RetentionPlan.Action.EXPIRE;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.RetainedRuns.Found;
import dev.modelregistry.core.decide.Retaining.Fate;
import dev.modelregistry.core.decide.Retaining.RunFate;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.retention.RetentionPlan;
import dev.modelregistry.retention.RetentionPlan.Item;
import dev.modelregistry.retention.RetentionPlan.RunItem;
import dev.modelregistry.spi.JournalId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects what becomes of versions and runs, with what it weighs, and how much of that nothing else needs. Used once, by one thread. */
final class PlanWriter {
    private static final int PAGE = 500;

    private final Engine engine;
    private final List<Item> items = new ArrayList<>();
    private final List<RunItem> runs = new ArrayList<>();
    private final Map<ModelName, Set<Integer>> going = new HashMap<>();
    private final Set<JournalId> goingRuns = new HashSet<>();

    PlanWriter(Engine engine) {
        this.engine = engine;
    }

    void add(ModelName model, List<Fate> fates) {
        for (Fate fate : fates) {
            VersionState version = fate.version();
            if (fate.action() == EXPIRE) {
                going.computeIfAbsent(model, any -> new HashSet<>()).add(version.number());
            }
            items.add(new Item(
                    model,
                    version.number(),
                    version.version(),
                    fate.action(),
                    fate.reasons(),
                    fate.policies(),
                    bytes(engine.descriptor(model, version).artifacts())));
        }
    }

    void add(Found run, RunFate fate) {
        if (fate.action() == EXPIRE) {
            goingRuns.add(run.journal());
        }
        runs.add(new RunItem(run.id(), fate.action(), fate.reasons(), fate.policies(), bytes(artifacts(run.state()))));
    }

    /** The versions that expire. */
    Map<ModelName, Set<Integer>> going() {
        return going;
    }

    RetentionPlan written() {
        return new RetentionPlan(items, runs, going.isEmpty() && goingRuns.isEmpty() ? 0 : freed());
    }

    /** Equal files are one. */
    private static long bytes(Collection<ArtifactEntry> artifacts) {
        Map<Digest, Long> sizes = new HashMap<>();
        artifacts.forEach(artifact -> sizes.put(artifact.digest(), artifact.size()));
        return sum(sizes);
    }

    private static long sum(Map<Digest, Long> sizes) {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Collection<ArtifactEntry> artifacts(RunState run) {
        return run.facts().artifacts().toMap().values();
    }

    /** How large the artifacts are that nothing needs but what goes. */
    private long freed() {
        Map<Digest, Long> freed = new HashMap<>();
        Set<Digest> needed = new HashSet<>();
        for (ModelState state : engine.journals().states(Freshness.latest())) {
            ModelName model = state.name().orElseThrow();
            Set<Integer> goes = going.getOrDefault(model, Set.of());
            for (VersionState version : state.versions()) {
                Descriptor descriptor = engine.descriptor(model, version);
                needed.addAll(descriptor.texts().values());
                weigh(descriptor.artifacts(), goes.contains(version.number()), version.isExpired(), freed, needed);
            }
        }
        List<JournalId> all = RetainedRuns.all(engine);
        for (int start = 0; start < all.size(); start += PAGE) {
            List<JournalId> page = all.subList(start, Math.min(start + PAGE, all.size()));
            List<RunState> states = engine.journals().runs(page, Freshness.latest());
            for (int i = 0; i < page.size(); i++) {
                RunState run = states.get(i);
                weigh(artifacts(run), goingRuns.contains(page.get(i)), run.expired() != null, freed, needed);
            }
        }
        freed.keySet().removeAll(needed);
        return sum(freed);
    }

    private static void weigh(
            Collection<ArtifactEntry> artifacts,
            boolean goes,
            boolean isGone,
            Map<Digest, Long> freed,
            Set<Digest> needed) {
        for (ArtifactEntry artifact : artifacts) {
            if (goes) {
                freed.put(artifact.digest(), artifact.size());
            } else if (!isGone) {
                needed.add(artifact.digest());
            }
        }
    }
}
