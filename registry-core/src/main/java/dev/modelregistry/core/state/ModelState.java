package dev.modelregistry.core.state;

import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.storage.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is true of a model after a commit. Immutable; made by {@link Fold}. */
public final class ModelState implements JournalState {
    /** A model that nobody wrote to yet. */
    public static final ModelState NOTHING = new Builder().build();

    final Head head;
    final Instant time;
    final @Nullable ModelName name;
    final boolean deleted;
    final int lastNumber;
    final PersistentMap<Integer, VersionState> versions;
    final PersistentMap<SemanticVersion, Integer> bySemantic;
    final SortedNumbers<SemanticVersion> releases;
    final SortedNumbers<Proof> good;
    final PersistentMap<Digest, Integer> byDigest;
    final PersistentMap<Alias, Integer> aliases;
    final PersistentMap<Stage, Crowd> crowds;
    final PersistentMap<String, String> tags;
    final PersistentMap<String, Integer> requests;
    final PersistentMap<String, Integer> runs;
    final @Nullable Entry rollback;
    final @Nullable Entry hold;
    final @Nullable RolloutState rollout;
    final @Nullable Membership membership;
    final Head rules;
    final Erasures erasures;

    private ModelState(Builder builder) {
        this.head = builder.head;
        this.time = builder.time;
        this.name = builder.name;
        this.deleted = builder.deleted;
        this.lastNumber = builder.lastNumber;
        this.versions = builder.versions;
        this.bySemantic = builder.bySemantic;
        this.releases = builder.releases;
        this.good = builder.good;
        this.byDigest = builder.byDigest;
        this.aliases = builder.aliases;
        this.crowds = builder.crowds;
        this.tags = builder.tags;
        this.requests = builder.requests;
        this.runs = builder.runs;
        this.rollback = builder.rollback;
        this.hold = builder.hold;
        this.rollout = builder.rollout;
        this.membership = builder.membership;
        this.rules = builder.rules;
        this.erasures = builder.erasures;
    }

    @Override
    public Head head() {
        return head;
    }

    @Override
    public Instant time() {
        return time;
    }

    /** Whether a version has its files: it has not expired, and none was erased. */
    public boolean isUsable(VersionState version) {
        return !version.isExpired() && !erasures.haveFileOf(version.number());
    }

    @Override
    public boolean hasExpired(int number) {
        VersionState version = version(number);
        return version != null && version.isExpired();
    }

    @Override
    public Erasures erasures() {
        return erasures;
    }

    /** The name as it was first written; empty before that. */
    public Optional<ModelName> name() {
        return Optional.ofNullable(name);
    }

    /** Whether it is hidden. */
    public boolean isDeleted() {
        return deleted;
    }

    /** Whether there is a model of exactly this name to be seen. */
    public boolean shows(ModelName wanted) {
        return wanted.equals(name) && !deleted;
    }

    /** The highest number given so far. */
    public int lastNumber() {
        return lastNumber;
    }

    /** The version with a number, or null. */
    public @Nullable VersionState version(int number) {
        return versions.get(number);
    }

    /** The version with a semantic version, the build part aside, or null. */
    public @Nullable VersionState version(SemanticVersion version) {
        return of(bySemantic.get(version.precedence()));
    }

    /** The version with the highest semantic version that is no pre-release, or null. */
    public @Nullable VersionState lastRelease() {
        return of(releases.last());
    }

    /** The version with the highest semantic version below another that is no pre-release, or null. */
    public @Nullable VersionState releaseBelow(SemanticVersion version) {
        return of(releases.below(version.precedence()));
    }

    /** The version with the lowest semantic version above another that is no pre-release, or null. */
    public @Nullable VersionState releaseAbove(SemanticVersion version) {
        return of(releases.above(version.precedence()));
    }

    /** The version with a digest, or null. */
    public @Nullable VersionState version(Digest digest) {
        return of(byDigest.get(digest));
    }

    /** The version with an alias, or null. */
    public @Nullable VersionState version(Alias alias) {
        return of(aliases.get(alias));
    }

    /** The version that entered a stage last and is still there, or null. */
    public @Nullable VersionState lastIn(Stage stage) {
        Crowd crowd = crowds.get(stage);
        if (crowd == null || crowd.count == 0) {
            return null;
        }
        VersionState last = versions.get(crowd.last);
        if (last != null && last.stage().equals(stage)) {
            return last;
        }
        List<VersionState> others = allIn(stage);
        return others.get(others.size() - 1);
    }

    /** The versions that must leave a stage for another one to have it alone; one, unless the stage could hold several before. */
    public List<VersionState> occupants(Stage stage) {
        Crowd crowd = crowds.get(stage);
        if (crowd != null && crowd.count > 1) {
            return allIn(stage).stream()
                    .sorted(Comparator.comparingInt(VersionState::number))
                    .toList();
        }
        VersionState only = lastIn(stage);
        return only == null ? List.of() : List.of(only);
    }

    /** The versions in a stage in the order in which they entered it. */
    public List<VersionState> allIn(Stage stage) {
        List<VersionState> found = new ArrayList<>();
        versions.forEach((number, version) -> {
            if (version.stage().equals(stage)) {
                found.add(version);
            }
        });
        found.sort(Comparator.<VersionState>comparingLong(
                        version -> version.entered().revision())
                .thenComparingInt(VersionState::number));
        return found;
    }

    /** The version that a rollback returns to: the one that last proved good, did not fail nor expire since, has all its files, and is not in production; or null. */
    public @Nullable VersionState lastGood() {
        return lastGood(1, version -> false);
    }

    /**
     * The same for a rollback by several steps; null if there are not so many.
     *
     * @param passedOver those that are not returned to
     */
    public @Nullable VersionState lastGood(int steps, Predicate<VersionState> passedOver) {
        VersionState best = of(good.last());
        int left = steps;
        while (best != null
                && (best.stage().equals(Stage.PRODUCTION)
                        || erasures.haveFileOf(best.number())
                        || passedOver.test(best)
                        || --left > 0)) {
            best = of(good.below(Proof.of(best)));
        }
        return best;
    }

    /** The last rollback, or null if there was none. */
    public @Nullable Entry rollback() {
        return rollback;
    }

    /** Since when the whole model is held, or null if it is not. */
    public @Nullable Entry hold() {
        return hold;
    }

    /** The rollout that is under way, or null if there is none. */
    public @Nullable RolloutState rollout() {
        return rollout;
    }

    /** The release set that decides what is in production, or null if the model decides for itself. */
    public @Nullable Membership membership() {
        return membership;
    }

    /** The latest commit of the registry's settings that a commit here rests on; {@link Head#NONE} if none does. */
    public Head rules() {
        return rules;
    }

    /** The revision at which a version last entered or left a stage; 0 if none ever did. */
    public long changed(Stage stage) {
        Crowd crowd = crowds.get(stage);
        return crowd == null ? 0 : crowd.changed;
    }

    /** The stages that versions ever were in. */
    public List<Stage> stages() {
        return crowds.toMap().keySet().stream()
                .sorted(Comparator.comparing(Stage::name))
                .toList();
    }

    /** The stages that versions are in now. */
    public List<Stage> occupied() {
        return stages().stream()
                .filter(stage -> Objects.requireNonNull(crowds.get(stage)).count > 0)
                .toList();
    }

    /** All aliases with the numbers of their versions. */
    public PersistentMap<Alias, Integer> aliases() {
        return aliases;
    }

    /** The model's tags. */
    public PersistentMap<String, String> tags() {
        return tags;
    }

    /** The version that was registered under a request key, or null. */
    public @Nullable VersionState request(String key) {
        return of(requests.get(key));
    }

    /** All request keys with the numbers of their versions. */
    public PersistentMap<String, Integer> requests() {
        return requests;
    }

    /** The last version that a training run made, or null. */
    public @Nullable VersionState madeBy(String run) {
        return of(runs.get(run));
    }

    /** All training runs that made versions, with the numbers of their last ones. */
    public PersistentMap<String, Integer> runs() {
        return runs;
    }

    /** Every version in the order of numbers. */
    public List<VersionState> versions() {
        List<VersionState> all = new ArrayList<>(lastNumber);
        for (int number = 1; number <= lastNumber; number++) {
            VersionState version = versions.get(number);
            if (version != null) {
                all.add(version);
            }
        }
        return all;
    }

    private @Nullable VersionState of(@Nullable Integer number) {
        return number == null ? null : versions.get(number);
    }

    /** A builder that starts from this state. */
    public Builder next() {
        return new Builder(this);
    }

    /** When a version last proved good; the later the higher, and of several in one commit the first. */
    private record Proof(long revision, int number) implements Comparable<Proof> {
        static Proof of(VersionState version) {
            return new Proof(version.record().good(), version.number());
        }

        @Override
        public int compareTo(Proof other) {
            int order = Long.compare(revision, other.revision);
            return order != 0 ? order : Integer.compare(other.number, number);
        }
    }

    /** How many versions are in a stage, which one entered last (it may have left since), and when somebody last came or went. */
    private record Crowd(int last, int count, long changed) {}

    /** Collects the next state. Not thread-safe. */
    public static final class Builder {
        private Head head = Head.NONE;
        private Instant time = Instant.EPOCH;
        private @Nullable ModelName name;
        private boolean deleted;
        private int lastNumber;
        private PersistentMap<Integer, VersionState> versions = PersistentMap.empty();
        private PersistentMap<SemanticVersion, Integer> bySemantic = PersistentMap.empty();
        private SortedNumbers<SemanticVersion> releases = SortedNumbers.none();
        private SortedNumbers<Proof> good = SortedNumbers.none();
        private PersistentMap<Digest, Integer> byDigest = PersistentMap.empty();
        private PersistentMap<Alias, Integer> aliases = PersistentMap.empty();
        private PersistentMap<Stage, Crowd> crowds = PersistentMap.empty();
        private PersistentMap<String, String> tags = PersistentMap.empty();
        private PersistentMap<String, Integer> requests = PersistentMap.empty();
        private PersistentMap<String, Integer> runs = PersistentMap.empty();
        private @Nullable Entry rollback;
        private @Nullable Entry hold;
        private @Nullable RolloutState rollout;
        private @Nullable Membership membership;
        private Head rules = Head.NONE;
        private Erasures erasures = Erasures.NONE;

        private Builder() {}

        private Builder(ModelState from) {
            this.head = from.head;
            this.time = from.time;
            this.name = from.name;
            this.deleted = from.deleted;
            this.lastNumber = from.lastNumber;
            this.versions = from.versions;
            this.bySemantic = from.bySemantic;
            this.releases = from.releases;
            this.good = from.good;
            this.byDigest = from.byDigest;
            this.aliases = from.aliases;
            this.crowds = from.crowds;
            this.tags = from.tags;
            this.requests = from.requests;
            this.runs = from.runs;
            this.rollback = from.rollback;
            this.hold = from.hold;
            this.rollout = from.rollout;
            this.membership = from.membership;
            this.rules = from.rules;
            this.erasures = from.erasures;
        }

        /** Where the journal is now. */
        public Builder at(Head value, Instant when) {
            this.head = value;
            this.time = when;
            return this;
        }

        /** The model's name. */
        public Builder name(ModelName value) {
            this.name = value;
            return this;
        }

        /** Whether it is hidden. */
        public Builder deleted(boolean value) {
            this.deleted = value;
            return this;
        }

        /** Adds a version in the stage that it is in. */
        public Builder version(VersionState version) {
            put(version);
            bySemantic = bySemantic.put(version.version().precedence(), version.number());
            releases = version.version().isRelease()
                    ? releases.with(version.version().precedence(), version.number())
                    : releases;
            byDigest = byDigest.put(version.digest(), version.number());
            lastNumber = Math.max(lastNumber, version.number());
            return enter(version);
        }

        /** Replaces a version that went from one stage to another. */
        Builder moved(Stage from, VersionState version) {
            put(version);
            Crowd left = crowds.get(from);
            long revision = version.entered().revision();
            crowds = left == null ? crowds : crowds.put(from, new Crowd(left.last, left.count - 1, revision));
            return enter(version);
        }

        private void put(VersionState version) {
            VersionState before = versions.get(version.number());
            if (before != null && before.isGood()) {
                good = good.without(Proof.of(before));
            }
            if (version.isGood()) {
                good = good.with(Proof.of(version), version.number());
            }
            versions = versions.put(version.number(), version);
        }

        private Builder enter(VersionState version) {
            Crowd there = crowds.get(version.stage());
            int count = there == null ? 1 : there.count + 1;
            long revision = version.entered().revision();
            int last = there != null && there.last > version.number() && cameWith(there.last, version)
                    ? there.last // as a snapshot has it, which does not know in which order
                    : version.number();
            crowds = crowds.put(version.stage(), new Crowd(last, count, revision));
            return this;
        }

        /** Whether another one entered the stage by the same commit, and is there. */
        private boolean cameWith(int other, VersionState version) {
            VersionState known = versions.get(other);
            return known != null
                    && known.stage().equals(version.stage())
                    && known.entered().revision() == version.entered().revision();
        }

        /** When a version last entered or left a stage. */
        public Builder changed(Stage stage, long revision) {
            Crowd there = crowds.get(stage);
            crowds = crowds.put(
                    stage, there == null ? new Crowd(0, 0, revision) : new Crowd(there.last, there.count, revision));
            return this;
        }

        /** That a commit rests on the settings as they were behind another one. */
        public Builder rules(Head basis) {
            rules = basis.revision() > rules.revision() ? basis : rules;
            return this;
        }

        /** Replaces a version whose identity and stage stay. */
        Builder changed(VersionState version) {
            put(version);
            return this;
        }

        /** Points an alias at a version. */
        public Builder alias(Alias alias, int number) {
            aliases = aliases.put(alias, number);
            return this;
        }

        Builder withoutAlias(Alias alias) {
            aliases = aliases.remove(alias);
            return this;
        }

        /** Sets a tag of the model. */
        public Builder tag(String key, String value) {
            tags = tags.put(key, value);
            return this;
        }

        Builder withoutTag(String key) {
            tags = tags.remove(key);
            return this;
        }

        /** That parts of a version were erased. */
        public Builder erased(int number, List<Part> parts, Entry entry) {
            erasures = erasures.with(number, parts, entry);
            return this;
        }

        /** When the last rollback was. */
        public Builder rollback(Entry value) {
            this.rollback = value;
            return this;
        }

        /** Since when the whole model is held; null if it is not. */
        public Builder hold(@Nullable Entry value) {
            this.hold = value;
            return this;
        }

        @Nullable
        Entry hold() {
            return hold;
        }

        /** The rollout that is under way; null if there is none. */
        public Builder rollout(@Nullable RolloutState value) {
            this.rollout = value;
            return this;
        }

        @Nullable
        RolloutState rollout() {
            return rollout;
        }

        /** The release set that decides what is in production; null if none does. */
        public Builder membership(@Nullable Membership value) {
            this.membership = value;
            return this;
        }

        @Nullable
        Membership membership() {
            return membership;
        }

        /** Which version was registered under a request key. */
        public Builder request(String key, int number) {
            requests = requests.put(key, number);
            return this;
        }

        /** Which version was last registered as made by a training run. */
        public Builder madeBy(String run, int number) {
            runs = runs.put(run, number);
            return this;
        }

        @Nullable
        VersionState version(int number) {
            return versions.get(number);
        }

        boolean isNothing() {
            return name == null;
        }

        OptionalInt pointsTo(Alias alias) {
            Integer number = aliases.get(alias);
            return number == null ? OptionalInt.empty() : OptionalInt.of(number);
        }

        int nextNumber() {
            return lastNumber + 1;
        }

        /** The state. */
        public ModelState build() {
            return new ModelState(this);
        }
    }
}
