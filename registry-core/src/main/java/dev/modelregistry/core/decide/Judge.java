package dev.modelregistry.core.decide;

import static dev.modelregistry.review.Verdict.FAILED;
import static dev.modelregistry.review.Verdict.MISSING;
import static dev.modelregistry.review.Verdict.PASSED;

import dev.modelregistry.core.diff.DescriptorDiff;
import dev.modelregistry.core.diff.Texts;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.ReviewState;
import dev.modelregistry.core.state.ReviewState.Evidence;
import dev.modelregistry.core.state.ReviewState.Vote;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.review.Circumstances;
import dev.modelregistry.review.GateResult;
import dev.modelregistry.review.Opinion;
import dev.modelregistry.review.Verdict;
import dev.modelregistry.versioning.Bump;
import dev.modelregistry.versioning.BumpReason;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges gates. Pure: what takes time was found out before.
 *
 * @param descriptors reads what is registered
 * @param findings what this host found out of the candidate
 * @param now when
 */
public record Judge(Function<VersionState, Descriptor> descriptors, Findings findings, Instant now) {
    /**
     * What this host found out of a candidate, by files that were read and code that was run.
     *
     * @param from the stage that the candidate was in, whose gates were looked at
     * @param circumstances what it rests on
     * @param results by the keys of the gates
     */
    public record Findings(Stage from, Circumstances circumstances, SortedMap<String, GateResult> results) {
        /** Nothing was looked for. */
        public static final Findings NONE = new Findings(
                Stage.ARCHIVED, new Circumstances("", -1, OptionalInt.empty(), 0), Collections.emptySortedMap());
    }

    /** The findings rest on what is no longer so: they must be found out again. */
    public static final class MovedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MovedException(Findings found, Stage from, Circumstances now) {
            super("found out from " + found.from() + " with " + found.circumstances() + "; now it is from " + from
                    + " with " + now);
        }
    }

    /** Whether something must be read or run, and not only looked up. */
    public static boolean takesTime(Gate gate) {
        return gate instanceof Gate.ArtifactsVerified
                || gate instanceof Gate.ScanClean
                || gate instanceof Gate.ShadowAgrees
                || gate instanceof Gate.Check;
    }

    /**
     * Judges each gate.
     *
     * @throws MovedException if there are gates that take time, and the findings were made under other circumstances
     */
    List<GateResult> judge(
            ModelState state, VersionState version, Stage to, List<Gate> gates, Circumstances circumstances) {
        boolean isFound = findings.from().equals(version.stage())
                && findings.circumstances().equals(circumstances);
        if (gates.stream().anyMatch(Judge::takesTime) && !isFound) {
            throw new MovedException(findings, version.stage(), circumstances);
        }
        VersionState occupant = circumstances.occupant().isPresent()
                ? state.version(circumstances.occupant().getAsInt())
                : null;
        Bench bench = new Bench(version, occupant, version.review(to), to, circumstances);
        return gates.stream().map(bench::judge).map(Judge::cut).toList();
    }

    /** Evidence is kept for ever, so it must not grow with what people write. */
    private static GateResult cut(GateResult result) {
        return new GateResult(
                result.gate(),
                result.verdict(),
                Texts.line(result.words(), CheckOutcome.MAX_WORDS - 1),
                result.values());
    }

    /** One candidate before its gates. */
    private final class Bench {
        private final VersionState version;
        private final @Nullable VersionState occupant;
        private final ReviewState review;
        private final Stage to;
        private final Circumstances circumstances;

        Bench(
                VersionState version,
                @Nullable VersionState occupant,
                ReviewState review,
                Stage to,
                Circumstances circumstances) {
            this.version = version;
            this.occupant = occupant;
            this.review = review;
            this.to = to;
            this.circumstances = circumstances;
        }

        GateResult judge(Gate gate) {
            if (gate instanceof Gate.MetricAtLeast bound) {
                return metric(gate, bound.metric(), bound.bound(), Direction.HIGHER_IS_BETTER);
            }
            if (gate instanceof Gate.MetricAtMost bound) {
                return metric(gate, bound.metric(), bound.bound(), Direction.LOWER_IS_BETTER);
            }
            if (gate instanceof Gate.NotWorse notWorse) {
                return notWorse(notWorse);
            }
            if (gate instanceof Gate.SignatureCompatible) {
                return signature(gate);
            }
            if (gate instanceof Gate.Requires requires) {
                boolean isThere = RequiredFact.isRecorded(descriptors.apply(version), version.tags(), requires);
                return isThere
                        ? GateResult.of(gate.key(), PASSED, "it is recorded")
                        : GateResult.of(gate.key(), MISSING, "it was not recorded with the version");
            }
            if (gate instanceof Gate.Approvals approvals) {
                return approvals(approvals);
            }
            GateResult found = findings.results().get(gate.key());
            return found != null ? found : evidence(gate);
        }

        private GateResult metric(Gate gate, String metric, double bound, Direction direction) {
            Double value = descriptors.apply(version).metrics().get(metric);
            if (value == null) {
                return noMetric(gate, metric, "the version");
            }
            boolean holds = direction == Direction.HIGHER_IS_BETTER ? value >= bound : value <= bound;
            SortedMap<String, String> values = new TreeMap<>();
            values.put("bound", String.valueOf(bound));
            values.put("value", String.valueOf(value));
            return new GateResult(gate.key(), holds ? PASSED : FAILED, metric + " is " + value, values);
        }

        private GateResult noMetric(Gate gate, String metric, String whose) {
            return GateResult.of(gate.key(), MISSING, whose + " has no metric '" + metric + "'");
        }

        private GateResult notWorse(Gate.NotWorse gate) {
            Double value = descriptors.apply(version).metrics().get(gate.metric());
            if (value == null) {
                return noMetric(gate, gate.metric(), "the version");
            }
            if (occupant == null) {
                return alone(gate);
            }
            Double before = descriptors.apply(occupant).metrics().get(gate.metric());
            if (before == null) {
                return noMetric(gate, gate.metric(), "version " + Lookup.shown(occupant) + " in " + to);
            }
            Optional<Direction> declared =
                    Optional.ofNullable(descriptors.apply(version).directions().get(gate.metric()));
            Optional<Direction> direction = gate.direction()
                    .or(() -> Optional.ofNullable(
                            descriptors.apply(occupant).directions().get(gate.metric())))
                    .or(() -> Direction.ofName(gate.metric()))
                    .or(() -> declared); // last, for a candidate must not choose how it is measured
            if (direction.isEmpty()) {
                return GateResult.of(
                        gate.key(),
                        MISSING,
                        "which values of '" + gate.metric()
                                + "' are better is not known; declare it with the version or in the gate");
            }
            if (declared.isPresent() && !declared.equals(direction)) {
                return GateResult.of(
                        gate.key(),
                        FAILED,
                        "the version declares that of '" + gate.metric() + "' "
                                + (declared.get() == Direction.HIGHER_IS_BETTER ? "higher" : "lower")
                                + " values are better, and it is measured the other way round");
            }
            // In decimals, as people read them: 0.8 - 0.79 is 0.01.
            BigDecimal gain = BigDecimal.valueOf(value).subtract(BigDecimal.valueOf(before));
            BigDecimal loss = direction.get() == Direction.HIGHER_IS_BETTER ? gain.negate() : gain;
            boolean holds = loss.compareTo(BigDecimal.valueOf(gate.by())) <= 0;
            SortedMap<String, String> values = new TreeMap<>();
            values.put("occupant", String.valueOf(before));
            values.put("value", String.valueOf(value));
            return new GateResult(
                    gate.key(),
                    holds ? PASSED : FAILED,
                    gate.metric() + " is " + value + ", that of version " + Lookup.shown(occupant) + " is " + before,
                    values);
        }

        private GateResult signature(Gate gate) {
            if (occupant == null) {
                return alone(gate);
            }
            Descriptor before = descriptors.apply(occupant);
            List<BumpReason> breaking = DescriptorDiff.forCallers(before, descriptors.apply(version)).stream()
                    .filter(reason -> reason.bump() == Bump.MAJOR)
                    .toList();
            String whose = "callers of version " + Lookup.shown(occupant);
            return breaking.isEmpty()
                    ? GateResult.of(gate.key(), PASSED, whose + " need no change")
                    : GateResult.of(
                            gate.key(),
                            FAILED,
                            whose + " break: "
                                    + breaking.stream()
                                            .limit(5)
                                            .map(BumpReason::text)
                                            .collect(Collectors.joining("; "))
                                    + (breaking.size() > 5 ? "; and more" : ""));
        }

        private GateResult alone(Gate gate) {
            return GateResult.of(gate.key(), PASSED, "there is no version in " + to + " to compare with");
        }

        private GateResult evidence(Gate gate) {
            Evidence evidence = review.evidence().get(gate.key());
            if (evidence == null) {
                return GateResult.of(
                        gate.key(), MISSING, "this host has no such check, and no evidence was recorded for " + to);
            }
            String who = "recorded by " + evidence.recorded().actor() + " at "
                    + evidence.recorded().time();
            if (!evidence.circumstances().equals(circumstances)) {
                return GateResult.of(
                        gate.key(),
                        MISSING,
                        "the evidence is stale: " + who + " with " + evidence.circumstances() + ", now it is "
                                + circumstances + "; check again");
            }
            GateResult result = evidence.result();
            return new GateResult(gate.key(), result.verdict(), who + ": " + result.words(), result.values());
        }

        private GateResult approvals(Gate.Approvals gate) {
            if (review.request() == null) {
                return GateResult.of(gate.key(), MISSING, "nobody asks for approval; ask with requestApproval");
            }
            List<String> rejected = new ArrayList<>();
            List<String> approved = new ArrayList<>();
            List<String> expired = new ArrayList<>();
            for (Vote vote : review.votesInOrder()) {
                String who = vote.said().actor().id();
                Instant until = vote.said().time().plus(gate.validity());
                if (vote.opinion() == Opinion.REJECTED) {
                    rejected.add(who + " (" + vote.said().reason() + ")");
                } else if (!review.counts(vote)) {
                    expired.add(who + " (given to an earlier request)");
                } else if (!now.isBefore(until)) {
                    expired.add(who + " (expired at " + until + ")");
                } else {
                    approved.add(who);
                }
            }
            Verdict verdict = !rejected.isEmpty() ? FAILED : approved.size() < gate.quorum() ? MISSING : PASSED;
            // What blocks comes first: the rest may be cut.
            return GateResult.of(
                    gate.key(),
                    verdict,
                    listed("rejected by ", rejected, "; ")
                            + approved.size() + " of " + gate.quorum() + " approvals"
                            + listed(": ", approved, "")
                            + listed(", no longer counts: ", expired, ""));
        }

        private String listed(String before, List<String> people, String after) {
            return people.isEmpty() ? "" : before + String.join(", ", people) + after;
        }
    }
}
