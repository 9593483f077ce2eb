package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.JournalId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How large artifacts are, and how much of them nothing needs any more when some versions are let go. Used once, by one thread. */
final class Weights {
    private static final int PAGE = 500;

    private final Engine engine;
    private final Map<ModelName, Set<Integer>> gone = new HashMap<>();

    Weights(Engine engine) {
        this.engine = engine;
    }

    /** How large the artifacts of a version are; equal ones are one. */
    long of(ModelName model, VersionState version) {
        Map<Digest, Long> sizes = new HashMap<>();
        engine.descriptor(model, version)
                .artifacts()
                .forEach(artifact -> sizes.put(artifact.digest(), artifact.size()));
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Counts a version as one that does not need its artifacts. */
    void letGo(ModelName model, VersionState version) {
        gone.computeIfAbsent(model, any -> new HashSet<>()).add(version.number());
    }

    /** How large the artifacts are that only such versions need. */
    long freed() {
        if (gone.isEmpty()) {
            return 0;
        }
        Map<Digest, Long> freed = new HashMap<>();
        Set<Digest> needed = new HashSet<>();
        for (ModelState state : engine.journals().states(Freshness.latest())) {
            ModelName model = state.name().orElseThrow();
            Set<Integer> goes = gone.getOrDefault(model, Set.of());
            for (VersionState version : state.versions()) {
                Descriptor descriptor = engine.descriptor(model, version);
                needed.addAll(descriptor.texts().values());
                for (ArtifactEntry artifact : descriptor.artifacts()) {
                    if (goes.contains(version.number())) {
                        freed.put(artifact.digest(), artifact.size());
                    } else if (!version.isExpired()) {
                        needed.add(artifact.digest());
                    }
                }
            }
        }
        freed.keySet().removeAll(needed);
        leaveToRuns(freed);
        return freed.values().stream().mapToLong(Long::longValue).sum();
    }

    private void leaveToRuns(Map<Digest, Long> freed) {
        List<JournalId> runs = engine.journals().list().stream()
                .filter(journal -> journal.kind().equals(JournalId.RUN))
                .toList();
        for (int start = 0; start < runs.size() && !freed.isEmpty(); start += PAGE) {
            engine.journals()
                    .runs(runs.subList(start, Math.min(start + PAGE, runs.size())), Freshness.latest())
                    .forEach(run ->
                            run.facts().artifacts().forEach((path, artifact) -> freed.remove(artifact.digest())));
        }
    }
}
