package dev.modelregistry.core.decide;

import static dev.modelregistry.retention.RetentionPlan.Action.ARCHIVE;
import static dev.modelregistry.retention.RetentionPlan.Action.EXPIRE;
import static dev.modelregistry.retention.RetentionPlan.Action.KEEP;
import static dev.modelregistry.retention.RetentionPlan.Action.VIOLATION;

import dev.modelregistry.core.state.Entry;
import dev.modelregistry.core.state.Membership;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RetentionEvent.VersionExpired;
import dev.modelregistry.event.RunEvent.RunExpired;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.retention.RetentionPlan.Action;
import dev.modelregistry.retention.RetentionPolicy;
import dev.modelregistry.retention.Tagged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What retention policies make of the versions of one model: a pure function of the state, the rules and the time, linear in the versions. */
public final class Retaining {
    /** The events of a commit may have so many characters; JSON adds to them, and a commit has room for a million bytes. */
    private static final int MAX_CHARACTERS = 400_000;

    private static final int CHARACTERS_OF_AN_EVENT = 120;

    private final ModelState state;
    private final Pipeline pipeline;
    private final List<RetentionPolicy> policies;
    private final Instant now;
    private final @Nullable VersionState lastGood;
    private final Map<Integer, List<String>> aliases = new HashMap<>();

    private Retaining(ModelState state, Pipeline pipeline, List<RetentionPolicy> policies, Instant now) {
        this.state = state;
        this.pipeline = pipeline;
        this.policies = policies;
        this.now = now;
        this.lastGood = state.lastGood();
        state.aliases()
                .forEach((alias, number) -> aliases.computeIfAbsent(number, any -> new ArrayList<>())
                        .add(alias.value()));
    }

    /**
     * What becomes of a version.
     *
     * @param reasons why, in words
     * @param policies the names of the policies that say so; none if it is in use
     */
    public record Fate(VersionState version, Action action, List<String> reasons, SortedSet<String> policies) {
        /** Whether there is something to do. */
        public boolean isDue() {
            return action == ARCHIVE || action == EXPIRE;
        }

        private RegistryEvent event() {
            return action == EXPIRE
                    ? new VersionExpired(version.number(), List.copyOf(policies), String.join("; ", reasons))
                    : new StageChanged(version.number(), version.stage(), Stage.ARCHIVED);
        }

        private int characters() {
            return CHARACTERS_OF_AN_EVENT
                    + reasons.stream().mapToInt(String::length).sum()
                    + policies.stream().mapToInt(String::length).sum();
        }
    }

    /** A reason, and the policy that gives it. */
    private record Reason(String words, String policy) {
        @Override
        public String toString() {
            return words + " (policy '" + policy + "')";
        }
    }

    /**
     * What becomes of each version that has not expired yet, in the order of numbers; nothing where no policy is for the model.
     *
     * @param policies those that are for the model
     */
    public static List<Fate> fates(ModelState state, Pipeline pipeline, List<RetentionPolicy> policies, Instant now) {
        return policies.isEmpty() ? List.of() : new Retaining(state, pipeline, policies, now).fates();
    }

    /** Those of which something is to be done, as many as one commit has room for. */
    public static List<Fate> due(List<Fate> fates) {
        List<Fate> due = new ArrayList<>();
        int characters = 0;
        for (Fate fate : fates) {
            if (fate.isDue()) {
                characters += fate.characters();
                if (characters > MAX_CHARACTERS && !due.isEmpty()) {
                    break;
                }
                due.add(fate);
            }
        }
        return due;
    }

    /** What does it. */
    public static List<RegistryEvent> events(List<Fate> due) {
        return due.stream().map(Fate::event).toList();
    }

    /** What becomes of a training run. */
    public record RunFate(Action action, List<String> reasons, SortedSet<String> policies) {
        private static RunFate kept(String reason) {
            return new RunFate(KEEP, List.of(reason), Collections.emptySortedSet());
        }

        /** What does it. */
        public List<RegistryEvent> events() {
            return action == EXPIRE
                    ? List.of(new RunExpired(List.copyOf(policies), String.join("; ", reasons)))
                    : List.of();
        }
    }

    /**
     * What becomes of a training run of the model; empty where no policy says, or it has expired.
     *
     * @param run its name in lineages
     * @param going the numbers of versions that are about to expire
     */
    public static Optional<RunFate> fate(
            RunState state,
            String run,
            ModelState model,
            List<RetentionPolicy> policies,
            Set<Integer> going,
            Instant now) {
        if (state.start() == null
                || state.expired() != null
                || policies.stream().allMatch(policy -> policy.expireRunsAfter().isEmpty())) {
            return Optional.empty();
        }
        if (state.end() == null) {
            return Optional.of(RunFate.kept("it did not say that it ended"));
        }
        if (model.hold() != null) {
            return Optional.of(RunFate.kept(Holding.words(model.hold())));
        }
        VersionState version = model.madeBy(run);
        if (version != null && !version.isExpired() && !going.contains(version.number())) {
            return Optional.of(RunFate.kept("made version " + version.number() + ", which stays"));
        }
        Duration age = Duration.between(state.end().entry().time(), now);
        List<Reason> due = shortest(policies, RetentionPolicy::expireRunsAfter, "its end is further back than ", age);
        return Optional.of(
                due.isEmpty()
                        ? RunFate.kept("its end is not far enough back")
                        : new RunFate(EXPIRE, words(due).toList(), names(due)));
    }

    private List<Fate> fates() {
        List<Fate> fates = new ArrayList<>();
        List<VersionState> versions = state.versions();
        int newer = 0;
        for (int i = versions.size() - 1; i >= 0; i--) {
            if (!versions.get(i).isExpired()) {
                fates.add(fate(versions.get(i), newer));
                newer += state.isUsable(versions.get(i)) ? 1 : 0;
            }
        }
        Collections.reverse(fates);
        return fates;
    }

    /** @param newer how many versions there are with a higher number that have all their files */
    private Fate fate(VersionState version, int newer) {
        Duration age = Duration.between(version.countedFrom(), now);
        List<Reason> tooOld = shortest(RetentionPolicy::maximumAge, "older than the maximum of ", age);
        List<String> uses = uses(version);
        if (!uses.isEmpty()) {
            return tooOld.isEmpty()
                    ? new Fate(version, KEEP, uses, Collections.emptySortedSet())
                    : new Fate(
                            version,
                            VIOLATION,
                            Stream.concat(words(tooOld), uses.stream()).toList(),
                            names(tooOld));
        }
        if (!tooOld.isEmpty()) {
            return fate(version, EXPIRE, tooOld);
        }
        List<Reason> kept = kept(version, newer, age);
        if (!kept.isEmpty()) {
            return fate(version, KEEP, kept);
        }
        List<Reason> forEver =
                all(policies, policy -> policy.keepsForEver() ? Optional.of("kept for ever") : Optional.empty());
        List<Reason> expires = shortest(RetentionPolicy::expireAfter, "older than ", age);
        if (forEver.isEmpty() && !expires.isEmpty()) {
            return fate(version, EXPIRE, expires);
        }
        List<Reason> archived = shortest(RetentionPolicy::archiveAfter, "older than ", age);
        if (!archived.isEmpty() && !state.isDeleted() && !version.stage().equals(Stage.ARCHIVED)) {
            return fate(version, ARCHIVE, archived);
        }
        return fate(version, KEEP, forEver.isEmpty() ? notDue() : forEver);
    }

    private static Fate fate(VersionState version, Action action, List<Reason> reasons) {
        return new Fate(version, action, words(reasons).toList(), names(reasons));
    }

    private static Stream<String> words(List<Reason> reasons) {
        return reasons.stream().map(Reason::toString);
    }

    private static SortedSet<String> names(List<Reason> reasons) {
        SortedSet<String> names = new TreeSet<>();
        reasons.forEach(reason -> names.add(reason.policy()));
        return names;
    }

    /** What a version is used for, whatever the policies say. */
    private List<String> uses(VersionState version) {
        List<String> uses = new ArrayList<>();
        Stage stage = version.stage();
        if (pipeline.isExclusive(stage) || stage.isLive()) {
            uses.add("in " + stage);
        }
        if (lastGood != null && lastGood.number() == version.number()) {
            uses.add("what a rollback returns to");
        }
        Membership membership = state.membership();
        if (membership != null && membership.awaits(version.number())) {
            uses.add("prepared for a release of set '" + membership.set() + "'");
        }
        aliases.getOrDefault(version.number(), List.of()).stream()
                .sorted()
                .forEach(alias -> uses.add("has the alias '" + alias + "'"));
        version.reviews().toMap().entrySet().stream()
                .filter(review -> review.getValue().request() != null)
                .map(review -> review.getKey().name())
                .sorted()
                .forEach(to -> uses.add("approval is asked for, to " + to));
        Entry hold = Holding.holdOn(state, version);
        if (hold != null) {
            uses.add(Holding.words(hold));
        }
        return uses;
    }

    private List<Reason> kept(VersionState version, int newer, Duration age) {
        List<Reason> kept = new ArrayList<>();
        for (RetentionPolicy policy : policies) {
            policy.keepLast().ifPresent(last -> {
                if (newer < last) {
                    kept.add(new Reason(
                            last == 1 ? "the last version" : "one of the last " + last + " versions", policy.name()));
                }
            });
            if (policy.keepStages().contains(version.stage())) {
                kept.add(new Reason("in " + version.stage(), policy.name()));
            }
            policy.keepTagged().stream()
                    .filter(tag -> has(version, tag))
                    .forEach(tag -> kept.add(new Reason("tagged " + tag, policy.name())));
            policy.keepYoungerThan()
                    .filter(limit -> age.compareTo(limit) < 0)
                    .ifPresent(limit -> kept.add(new Reason("younger than " + inWords(limit), policy.name())));
        }
        return kept;
    }

    private static boolean has(VersionState version, Tagged tag) {
        String value = version.tags().get(tag.key());
        return value != null && tag.value().map(value::equals).orElse(true);
    }

    private interface Said {
        Optional<String> by(RetentionPolicy policy);
    }

    private static List<Reason> all(List<RetentionPolicy> policies, Said said) {
        return policies.stream()
                .flatMap(policy -> said.by(policy).map(words -> new Reason(words, policy.name())).stream())
                .toList();
    }

    private interface Limit {
        Optional<Duration> of(RetentionPolicy policy);
    }

    /** The policies whose limit is the shortest, if an age has reached it. */
    private List<Reason> shortest(Limit limit, String words, Duration age) {
        return shortest(policies, limit, words, age);
    }

    private static List<Reason> shortest(List<RetentionPolicy> policies, Limit limit, String words, Duration age) {
        Optional<Duration> shortest =
                policies.stream().flatMap(policy -> limit.of(policy).stream()).min(Comparator.naturalOrder());
        return shortest.isEmpty() || age.compareTo(shortest.get()) < 0
                ? List.of()
                : all(
                        policies,
                        policy ->
                                limit.of(policy).filter(shortest.get()::equals).map(end -> words + inWords(end)));
    }

    /** Why nothing becomes of a version that nothing keeps: when something will. */
    private List<Reason> notDue() {
        return policies.stream()
                .map(policy -> new Reason(notDue(policy), policy.name()))
                .toList();
    }

    private static String notDue(RetentionPolicy policy) {
        List<String> later = new ArrayList<>();
        policy.archiveAfter().ifPresent(age -> later.add("is archived after " + inWords(age)));
        policy.expireAfter().ifPresent(age -> later.add("expires after " + inWords(age)));
        policy.maximumAge().ifPresent(age -> later.add("may be kept for " + inWords(age)));
        return later.isEmpty() ? "nothing lets it expire" : String.join(", ", later);
    }

    private static String inWords(Duration age) {
        boolean wholeDays = age.equals(Duration.ofDays(age.toDays()));
        return !wholeDays ? age.toString() : age.toDays() == 1 ? "1 day" : age.toDays() + " days";
    }
}
