package dev.modelregistry.pipeline;

import static dev.modelregistry.pipeline.Checks.number;
import static dev.modelregistry.text.Names.quote;

import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.health.ShadowRule;
import dev.modelregistry.text.Durations;
import dev.modelregistry.text.Names;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a version must pass on its way into a stage. {@code toString} says it as a sentence. More kinds may be added: treat an unknown one
 * as not passed. Immutable.
 */
public sealed interface Gate {
    /** How long an approval counts where nothing else is said: 7 days. */
    Duration DEFAULT_VALIDITY = Duration.ofDays(7);

    /**
     * What identifies it within a transition, in one line, such as {@code metric auc at least 0.8}: shown to people, and stored with the
     * evidence that it was passed, so it never changes.
     */
    String key();

    /** A metric is there and not below a bound. */
    static Gate metricAtLeast(String metric, double bound) {
        return new MetricAtLeast(metric, bound);
    }

    /** A metric is there and not above a bound. */
    static Gate metricAtMost(String metric, double bound) {
        return new MetricAtMost(metric, bound);
    }

    /**
     * A metric is not worse than that of the version in the target stage by more than this. Which values are better is what the
     * version in the target stage declares, or what the name says, or else what the candidate declares; where it contradicts, it does not pass.
     */
    static Gate notWorse(String metric, double by) {
        return new NotWorse(metric, by, Optional.empty());
    }

    /** A metric is not worse than that of the version in the target stage by more than this; says which values are better. */
    static Gate notWorse(String metric, double by, Direction direction) {
        return new NotWorse(metric, by, Optional.of(direction));
    }

    /** Callers of the version that is in the target stage need no change. */
    static Gate signatureCompatible() {
        return new SignatureCompatible();
    }

    /** A fact is recorded with the version, such as {@code lineage.code} or {@code metric.auc}; see {@link Fact}. */
    static Gate requires(String fact) {
        return new Requires(fact);
    }

    /** Every file of the version is read and has the digest that it was registered with. */
    static Gate artifactsVerified() {
        return new ArtifactsVerified();
    }

    /** Every file of the version is of one of these formats by its content, and a scan has found nothing in it. */
    static Gate scanClean(ArtifactFormat... allowed) {
        return new ScanClean(Set.copyOf(List.of(allowed)));
    }

    /** The version answered as control did when it was the model's last shadow; see {@link dev.modelregistry.rollout.RolloutPolicy.Shadow}. */
    static Gate shadowAgrees(ShadowRule rule) {
        return new ShadowAgrees(rule);
    }

    /** A check by name, in code of this host or as evidence of another process. */
    static Gate check(String name) {
        return new Check(name);
    }

    /** The check {@code self-test}. */
    static Gate selfTest() {
        return new Check("self-test");
    }

    /** So many people other than the author and who asks have approved within 7 days. */
    static Gate approvals(int quorum) {
        return approvals(quorum, DEFAULT_VALIDITY);
    }

    /** So many people other than the author and who asks have approved within this time. */
    static Gate approvals(int quorum, Duration validity) {
        return new Approvals(quorum, validity);
    }

    /**
     * The version has this metric, and it is not below the bound.
     *
     * @param metric its name, as the version has it
     * @param bound the lowest value that passes
     */
    record MetricAtLeast(String metric, double bound) implements Gate {
        /** @throws InvalidInputException if the name is blank, too long or has control characters, or the bound is not finite */
        public MetricAtLeast {
            metricName(metric);
            bound = Checks.finite("the bound of metric " + quote(metric), bound);
        }

        @Override
        public String key() {
            return "metric " + metric + " at least " + number(bound);
        }

        @Override
        public String toString() {
            return "metric " + metric + " must be at least " + number(bound);
        }
    }

    /**
     * The version has this metric, and it is not above the bound.
     *
     * @param metric its name, as the version has it
     * @param bound the highest value that passes
     */
    record MetricAtMost(String metric, double bound) implements Gate {
        /** @throws InvalidInputException if the name is blank, too long or has control characters, or the bound is not finite */
        public MetricAtMost {
            metricName(metric);
            bound = Checks.finite("the bound of metric " + quote(metric), bound);
        }

        @Override
        public String key() {
            return "metric " + metric + " at most " + number(bound);
        }

        @Override
        public String toString() {
            return "metric " + metric + " must be at most " + number(bound);
        }
    }

    /**
     * The version has this metric, and it is not worse than that of the version in the target stage by more than a tolerance.
     *
     * @param metric its name, as both versions have it
     * @param by the tolerance in the metric's unit, 0 or more
     * @param direction which values are better; empty for what the version in the target stage declares, or else {@link
     *     Direction#ofName what the name says}, or else what the candidate declares
     */
    record NotWorse(String metric, double by, Optional<Direction> direction) implements Gate {
        /**
         * @throws InvalidInputException if the name is blank, too long or has control characters, or the tolerance is negative or not
         *     finite
         */
        public NotWorse {
            metricName(metric);
            by = Checks.finite("the tolerance of metric " + quote(metric), by);
            if (by < 0) {
                throw new InvalidInputException("the tolerance of metric " + quote(metric) + " is " + number(by)
                        + "; give 0 or more. To ask for an improvement, use a bound");
            }
            Objects.requireNonNull(direction, "direction");
        }

        @Override
        public String key() {
            return "metric " + metric + " not worse by more than " + number(by) + better();
        }

        private String better() {
            return direction
                    .map(given -> given == Direction.HIGHER_IS_BETTER ? ", higher is better" : ", lower is better")
                    .orElse("");
        }

        @Override
        public String toString() {
            return "metric " + metric + " must not be worse than in the target stage by more than " + number(by)
                    + better();
        }
    }

    /** Callers of the version in the target stage need no change: the signatures have no difference that raises the major number. */
    record SignatureCompatible() implements Gate {
        @Override
        public String key() {
            return "signature compatible";
        }

        @Override
        public String toString() {
            return "callers of the version in the target stage must need no change";
        }
    }

    /**
     * A fact is recorded with the version.
     *
     * @param fact one of the names in {@link Fact}, with the name of the metric, parameter … behind the dot where it takes one
     */
    record Requires(String fact) implements Gate {
        /** @throws InvalidInputException if there is no such fact; the message lists those that there are */
        public Requires {
            Fact.of(fact);
        }

        /** What kind of fact. */
        public Fact kind() {
            return Fact.of(fact);
        }

        /** Which metric, parameter …: what stands behind the dot, where the {@link #kind()} takes a name. */
        public Optional<String> name() {
            Fact kind = kind();
            return kind.isNamed() ? Optional.of(fact.substring(kind.wireName().length() + 1)) : Optional.empty();
        }

        @Override
        public String key() {
            return "requires " + fact;
        }

        @Override
        public String toString() {
            return fact + " must be recorded";
        }
    }

    /** Every file of the version is read and has the digest that it was registered with. */
    record ArtifactsVerified() implements Gate {
        @Override
        public String key() {
            return "artifacts verified";
        }

        @Override
        public String toString() {
            return "every file must be there and have the digest that it was registered with";
        }
    }

    /**
     * Every file of the version is of an allowed format by its content, and a scan has found nothing in it.
     *
     * @param allowed the formats, at least one, in the order of the enum
     */
    record ScanClean(Set<ArtifactFormat> allowed) implements Gate {
        /** @throws InvalidInputException if no format is allowed: no version would pass */
        public ScanClean {
            if (allowed.isEmpty()) {
                throw new InvalidInputException(
                        "gate 'scan clean' allows no format, so that no version would pass; name" + " at least one of "
                                + names(EnumSet.allOf(ArtifactFormat.class)));
            }
            allowed = Collections.unmodifiableSet(EnumSet.copyOf(allowed));
        }

        private static List<String> names(Set<ArtifactFormat> formats) {
            return formats.stream().map(ArtifactFormat::wireName).toList();
        }

        @Override
        public String key() {
            return "scan clean";
        }

        @Override
        public String toString() {
            return "every file must be one of " + names(allowed) + " by its content, and a scan must find nothing";
        }
    }

    /**
     * The version answered as control did when it was the model's last shadow.
     *
     * @param rule how like control's its answers must have been
     */
    record ShadowAgrees(ShadowRule rule) implements Gate {
        /** Needs a rule. */
        public ShadowAgrees {
            Objects.requireNonNull(rule, "rule");
        }

        @Override
        public String key() {
            return "shadow agrees";
        }

        @Override
        public String toString() {
            return "as a shadow it must have answered as control did: " + rule;
        }
    }

    /**
     * A check by name: code that the host has registered, or evidence that another process such as CI has recorded.
     *
     * @param name in lower case: a letter, then letters, digits, dashes, underscores or dots, at most 64
     */
    record Check(String name) implements Gate {
        private static final Pattern SYNTAX = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

        /** @throws InvalidInputException if the name is none */
        public Check {
            if (!SYNTAX.matcher(name).matches()) {
                throw new InvalidInputException(
                        "check " + quote(name)
                                + " is not a name; start with a letter, then letters, digits, '.', '-' or '_', at most 64 in all");
            }
            name = Names.fold(name);
        }

        @Override
        public String key() {
            return "check " + name;
        }

        @Override
        public String toString() {
            return "check " + name + " must pass";
        }
    }

    /**
     * Different people other than the author and who asks have approved, and none has rejected.
     *
     * @param quorum how many, 1 to 100
     * @param validity how long an approval counts, in whole milliseconds, above zero and at most 10 years
     */
    record Approvals(int quorum, Duration validity) implements Gate {
        private static final int MAX_QUORUM = 100;
        private static final Duration MAX_VALIDITY = Duration.ofDays(3653);

        /** @throws InvalidInputException if the quorum or the validity is out of range */
        public Approvals {
            if (quorum < 1 || quorum > MAX_QUORUM) {
                throw new InvalidInputException(
                        "a quorum of " + quorum + " approvals is not possible; give 1 to " + MAX_QUORUM);
            }
            if (validity.isNegative() || validity.isZero()) {
                throw new InvalidInputException("validity " + validity
                        + " of approvals is not above zero; say how long an approval counts, such as "
                        + DEFAULT_VALIDITY.toDays() + " days");
            }
            Durations.wholeMillis("the validity of approvals", validity, MAX_VALIDITY);
        }

        @Override
        public String key() {
            return "approvals";
        }

        @Override
        public String toString() {
            return (quorum == 1 ? "1 person" : quorum + " people")
                    + " other than the author and who asks must have approved within " + Durations.inWords(validity)
                    + ", and nobody rejected";
        }
    }

    private static void metricName(String metric) {
        Checks.text("metric", metric, 128);
    }
}
