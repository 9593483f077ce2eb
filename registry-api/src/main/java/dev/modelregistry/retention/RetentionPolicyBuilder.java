package dev.modelregistry.retention;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.ModelPattern;
import dev.modelregistry.text.Durations;
import dev.modelregistry.text.Names;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Collects a retention policy. Not thread-safe. */
public final class RetentionPolicyBuilder {
    private static final int MAX_PATTERNS = 100;
    private static final int MAX_STAGES = 32;
    private static final int MAX_TAGS = 30;
    private static final int MOST_KEPT = 1_000_000;
    private static final Duration MAX_AGE = Duration.ofDays(36_525);

    final String name;
    final Set<ModelPattern> models = new LinkedHashSet<>();
    OptionalInt keepLast = OptionalInt.empty();
    final Set<Stage> keepStages = new LinkedHashSet<>();
    final Set<Tagged> keepTagged = new LinkedHashSet<>();
    Optional<Duration> keepYoungerThan = Optional.empty();
    boolean keepsForEver;
    Optional<Duration> archiveAfter = Optional.empty();
    Optional<Duration> expireAfter = Optional.empty();
    Optional<Duration> maximumAge = Optional.empty();
    Optional<Duration> expireRunsAfter = Optional.empty();

    RetentionPolicyBuilder(String name) {
        this.name = Names.rule("retention policy", name);
    }

    /**
     * Sets whose versions these rules are for, such as {@code fraud-*}.
     *
     * @throws InvalidInputException if one is no pattern, there are none, one is there twice, or they are more than 100
     */
    public RetentionPolicyBuilder models(String... patterns) {
        replace(
                "model pattern",
                models,
                Stream.of(patterns).map(ModelPattern::of).toList(),
                MAX_PATTERNS);
        return this;
    }

    /**
     * Keeps so many of the newest versions of each model; those that expired do not count.
     *
     * @throws InvalidInputException if it is not 1 to 1,000,000
     */
    public RetentionPolicyBuilder keepLast(int count) {
        if (count < 1 || count > MOST_KEPT) {
            throw invalid("keeps the last " + count + " versions; give 1 to 1,000,000, or leave it out");
        }
        this.keepLast = OptionalInt.of(count);
        return this;
    }

    /**
     * Keeps versions while they are in one of these stages. Stages that hold one version are kept in any case.
     *
     * @throws InvalidInputException if there are none, one is there twice, or they are more than 32
     */
    public RetentionPolicyBuilder keepStages(Stage... stages) {
        replace("stage", keepStages, List.of(stages), MAX_STAGES);
        return this;
    }

    /** Keeps versions with a tag, whatever its value; can be called for several. */
    public RetentionPolicyBuilder keepTagged(String key) {
        return keepTagged(new Tagged(key, Optional.empty()));
    }

    /** Keeps versions with a tag of this value; can be called for several. */
    public RetentionPolicyBuilder keepTagged(String key, String value) {
        return keepTagged(new Tagged(key, Optional.of(value)));
    }

    /**
     * Keeps versions with a tag; can be called for several.
     *
     * @throws InvalidInputException if these are more than 30
     */
    public RetentionPolicyBuilder keepTagged(Tagged tag) {
        if (keepTagged.add(tag) && keepTagged.size() > MAX_TAGS) {
            throw invalid("keeps by " + keepTagged.size() + " tags; at most " + MAX_TAGS + " are allowed");
        }
        return this;
    }

    /**
     * Keeps versions below this age.
     *
     * @throws InvalidInputException if it is not above zero, above 100 years, or not in whole milliseconds
     */
    public RetentionPolicyBuilder keepYoungerThan(Duration age) {
        this.keepYoungerThan = Optional.of(positive("keepYoungerThan", age));
        return this;
    }

    /** Lets no version expire; they may still be archived. */
    public RetentionPolicyBuilder keepForEver() {
        this.keepsForEver = true;
        return this;
    }

    /**
     * Moves the rest to {@link Stage#ARCHIVED} from this age on.
     *
     * @param age zero for at once
     * @throws InvalidInputException if it is negative, above 100 years, or not in whole milliseconds
     */
    public RetentionPolicyBuilder archiveAfter(Duration age) {
        this.archiveAfter = Optional.of(checked("archiveAfter", age));
        return this;
    }

    /**
     * Lets the rest expire from this age on: its artifacts are not needed any more.
     *
     * @param age zero for at once
     * @throws InvalidInputException if it is negative, above 100 years, or not in whole milliseconds
     */
    public RetentionPolicyBuilder expireAfter(Duration age) {
        this.expireAfter = Optional.of(checked("expireAfter", age));
        return this;
    }

    /**
     * Lets everything expire from this age on, also what some policy keeps, but not what is in use.
     *
     * @throws InvalidInputException if it is not above zero, above 100 years, or not in whole milliseconds
     */
    public RetentionPolicyBuilder maximumAge(Duration age) {
        this.maximumAge = Optional.of(positive("maximumAge", age));
        return this;
    }

    /**
     * Lets training runs expire from this time after their end on: what they stored is not needed by them any more, but by their versions as long as
     * those have not expired. Runs whose last version has not expired stay.
     *
     * @param age zero for at once
     * @throws InvalidInputException if it is negative, above 100 years, or not in whole milliseconds
     */
    public RetentionPolicyBuilder expireRunsAfter(Duration age) {
        this.expireRunsAfter = Optional.of(checked("expireRunsAfter", age));
        return this;
    }

    private Duration positive(String rule, Duration age) {
        if (age.isZero()) {
            throw invalid("has " + rule + " " + age + "; give a duration above zero, or leave it out");
        }
        return checked(rule, age);
    }

    private Duration checked(String rule, Duration age) {
        if (age.isNegative()) {
            throw invalid("has " + rule + " " + age + ", which is negative; give zero for at once, or an age");
        }
        return Durations.wholeMillis("retention policy '" + name + "', " + rule + ",", age, MAX_AGE);
    }

    /**
     * The policy.
     *
     * @throws InvalidInputException if it is for no model, has no rule, or its rules contradict each other; the message has both
     */
    public RetentionPolicy build() {
        if (models.isEmpty()) {
            throw invalid("is for no model; say for which with models(\"" + name + "-*\"), or models(\"*\") for all");
        }
        boolean keeps = keepLast.isPresent()
                || !keepStages.isEmpty()
                || !keepTagged.isEmpty()
                || keepYoungerThan.isPresent()
                || keepsForEver;
        boolean ends = archiveAfter.isPresent()
                || expireAfter.isPresent()
                || maximumAge.isPresent()
                || expireRunsAfter.isPresent();
        if (!keeps && !ends) {
            throw invalid(
                    "has nothing to do; say what it keeps, as with keepLast(3), or what becomes of the rest, as with"
                            + " expireAfter(Duration.ofDays(180))");
        }
        RetentionPolicy policy = new RetentionPolicy(this);
        Contradictions.within(policy, policy).ifPresent(contradiction -> {
            throw new InvalidInputException(
                    contradiction + ", which contradict each other; leave one of them out, or" + " change an age");
        });
        return policy;
    }

    private InvalidInputException invalid(String what) {
        return new InvalidInputException("retention policy '" + name + "' " + what);
    }

    private <T> void replace(String what, Set<T> set, Collection<T> values, int atMost) {
        Set<T> distinct = new LinkedHashSet<>();
        for (T value : values) {
            if (!distinct.add(Objects.requireNonNull(value, what))) {
                throw invalid("names " + what + " '" + value + "' twice; name each once");
            }
        }
        if (distinct.isEmpty() || distinct.size() > atMost) {
            throw invalid("names " + distinct.size() + " times a " + what + "; give 1 to " + atMost);
        }
        set.clear();
        set.addAll(distinct);
    }
}
