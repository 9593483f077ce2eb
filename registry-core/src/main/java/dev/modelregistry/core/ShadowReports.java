package dev.modelregistry.core;

import dev.modelregistry.core.health.ShadowCells;
import dev.modelregistry.core.shadow.PairSample;
import dev.modelregistry.core.shadow.ShadowComparison;
import dev.modelregistry.core.shadow.ShadowJudge;
import dev.modelregistry.core.shadow.ShadowTrial;
import dev.modelregistry.core.shadow.Share;
import dev.modelregistry.core.shadow.Uncompared;
import dev.modelregistry.health.ShadowReport;
import dev.modelregistry.health.ShadowRule;
import dev.modelregistry.health.ShadowVerdict;
import dev.modelregistry.id.ModelName;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** What all processes saw of a model's last shadow, for the host. */
final class ShadowReports {
    private final ShadowCells cells;

    ShadowReports(Engine engine, ModelName model) {
        this.cells = cells(engine, model);
    }

    static ShadowCells cells(Engine engine, ModelName model) {
        return new ShadowCells(engine.store().cells(), model, engine::newId, new Random());
    }

    /** The last shadow's, also when it is over; empty if nothing was compared yet. */
    Optional<ShadowReport> last() {
        return cells.sum().map(ShadowReports::report);
    }

    /** Judges a version by what was seen of it when it was the last shadow. */
    ShadowVerdict judge(int version, ShadowRule rule) {
        ShadowComparison seen = cells.sum()
                .filter(trial -> trial.version() == version)
                .map(ShadowTrial::seen)
                .orElse(ShadowComparison.start());
        return ShadowJudge.judge(rule, seen);
    }

    private static ShadowReport report(ShadowTrial trial) {
        ShadowComparison seen = trial.seen();
        Share flips = seen.flips();
        Uncompared uncompared = seen.uncompared();
        SortedMap<Integer, Double> deltas = new TreeMap<>();
        PairSample sample = seen.numbers().sample();
        PairSample.QUANTILES.forEach(
                percent -> sample.quantileDelta(percent).ifPresent(delta -> deltas.put(percent, delta)));
        return new ShadowReport(
                trial.version(),
                seen.compared(),
                flips.of() == 0 ? OptionalDouble.empty() : OptionalDouble.of(flips.rate()),
                sample.rankCorrelation(),
                deltas,
                seen.numbers().meanDistance(),
                uncompared.dropped(),
                uncompared.late(),
                uncompared.failed(),
                uncompared.notFinite(),
                seen.toString());
    }
}
