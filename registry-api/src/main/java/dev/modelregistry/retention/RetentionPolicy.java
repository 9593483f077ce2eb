package dev.modelregistry.retention;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.ModelPattern;
import dev.modelregistry.text.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How long the versions of some models are kept: which are kept in any case, and what becomes of the rest. Ages are counted from the registration of a
 * version, or from when it was last brought back. Immutable.
 *
 * <pre>{@code
 * RetentionPolicy.builder("nightly")
 *         .models("fraud-*")
 *         .keepLast(10)
 *         .keepTagged("audit")
 *         .archiveAfter(Duration.ofDays(30))
 *         .expireAfter(Duration.ofDays(180))
 *         .build();
 * }</pre>
 *
 * <p>Where several policies match a version, what one of them keeps is neither archived nor expired by another; {@link #keepsForEver()} keeps from expiring
 * alone. The shortest {@link #maximumAge()} wins over what is kept. What is <b>in use</b> is never touched, whatever the policies say: a version in
 * Production, Canary or another stage that holds only one; the one that a rollback would return to; one that an alias points to, or for which
 * approval is asked; and what is {@linkplain Hold held}.
 */
public final class RetentionPolicy {
    private final String name;
    private final Set<ModelPattern> models;
    private final OptionalInt keepLast;
    private final Set<Stage> keepStages;
    private final Set<Tagged> keepTagged;
    private final Optional<Duration> keepYoungerThan;
    private final boolean keepsForEver;
    private final Optional<Duration> archiveAfter;
    private final Optional<Duration> expireAfter;
    private final Optional<Duration> maximumAge;
    private final Optional<Duration> expireRunsAfter;

    RetentionPolicy(RetentionPolicyBuilder builder) {
        this.name = builder.name;
        this.models = copy(builder.models);
        this.keepLast = builder.keepLast;
        this.keepStages = copy(builder.keepStages);
        this.keepTagged = copy(builder.keepTagged);
        this.keepYoungerThan = builder.keepYoungerThan;
        this.keepsForEver = builder.keepsForEver;
        this.archiveAfter = builder.archiveAfter;
        this.expireAfter = builder.expireAfter;
        this.maximumAge = builder.maximumAge;
        this.expireRunsAfter = builder.expireRunsAfter;
    }

    private static <T> Set<T> copy(Set<T> set) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(set));
    }

    /**
     * A builder without rules.
     *
     * @param name a letter, then up to 63 letters, digits, dashes or underscores, kept in lower case
     * @throws InvalidInputException if that is no name
     */
    public static RetentionPolicyBuilder builder(String name) {
        return new RetentionPolicyBuilder(name);
    }

    /** The name in lower case. */
    public String name() {
        return name;
    }

    /** Whose versions these rules are for, in the order of declaration. */
    public Set<ModelPattern> models() {
        return models;
    }

    /** Whether one of its patterns matches. */
    public boolean governs(ModelName model) {
        return models.stream().anyMatch(pattern -> pattern.matches(model));
    }

    /** How many of the newest versions of each model are kept; those that expired do not count. */
    public OptionalInt keepLast() {
        return keepLast;
    }

    /** The stages in which versions are kept. */
    public Set<Stage> keepStages() {
        return keepStages;
    }

    /** The tags with which versions are kept; one is enough. */
    public Set<Tagged> keepTagged() {
        return keepTagged;
    }

    /** Up to which age, exclusive, versions are kept. */
    public Optional<Duration> keepYoungerThan() {
        return keepYoungerThan;
    }

    /** Whether no version ever expires. */
    public boolean keepsForEver() {
        return keepsForEver;
    }

    /** From which age on the rest is archived. */
    public Optional<Duration> archiveAfter() {
        return archiveAfter;
    }

    /** From which age on the rest expires. */
    public Optional<Duration> expireAfter() {
        return expireAfter;
    }

    /** From which age on everything expires, kept or not, that is not in use. */
    public Optional<Duration> maximumAge() {
        return maximumAge;
    }

    /** From which time after their end on training runs expire, unless their versions stay. */
    public Optional<Duration> expireRunsAfter() {
        return expireRunsAfter;
    }

    /** Whether there could be a model that both are for. */
    public boolean overlaps(RetentionPolicy other) {
        return models.stream().anyMatch(mine -> other.models.stream().anyMatch(mine::overlaps));
    }

    /**
     * What this policy and another one for some of the same models cannot both mean, in words. That a narrower policy keeps what a wider one lets
     * expire is no contradiction; but for the very same patterns it is one, as it is within one policy.
     */
    public Optional<String> contradiction(RetentionPolicy other) {
        if (!overlaps(other)) {
            return Optional.empty();
        }
        return models.equals(other.models) ? Contradictions.within(this, other) : Contradictions.across(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RetentionPolicy that
                && name.equals(that.name)
                && models.equals(that.models)
                && keepLast.equals(that.keepLast)
                && keepStages.equals(that.keepStages)
                && keepTagged.equals(that.keepTagged)
                && keepYoungerThan.equals(that.keepYoungerThan)
                && keepsForEver == that.keepsForEver
                && archiveAfter.equals(that.archiveAfter)
                && expireAfter.equals(that.expireAfter)
                && maximumAge.equals(that.maximumAge)
                && expireRunsAfter.equals(that.expireRunsAfter);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                name,
                models,
                keepLast,
                keepStages,
                keepTagged,
                keepYoungerThan,
                keepsForEver,
                archiveAfter,
                expireAfter,
                maximumAge,
                expireRunsAfter);
    }

    @Override
    public String toString() {
        List<String> rules = new ArrayList<>();
        keepLast.ifPresent(count -> rules.add("keeps the last " + count));
        if (!keepStages.isEmpty()) {
            rules.add("keeps what is in " + keepStages);
        }
        if (!keepTagged.isEmpty()) {
            rules.add("keeps what is tagged " + keepTagged);
        }
        keepYoungerThan.ifPresent(age -> rules.add("keeps what is younger than " + Durations.inWords(age)));
        if (keepsForEver) {
            rules.add("keeps for ever");
        }
        archiveAfter.ifPresent(age -> rules.add("archives after " + Durations.inWords(age)));
        expireAfter.ifPresent(age -> rules.add("expires after " + Durations.inWords(age)));
        maximumAge.ifPresent(age -> rules.add("has a maximum age of " + Durations.inWords(age)));
        expireRunsAfter.ifPresent(age -> rules.add("expires runs after " + Durations.inWords(age)));
        return "retention policy '" + name + "' for " + models + ": " + String.join(", ", rules);
    }
}
