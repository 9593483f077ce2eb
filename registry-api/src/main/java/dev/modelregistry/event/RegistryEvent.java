package dev.modelregistry.event;

import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Origin;
import dev.modelregistry.review.Circumstances;
import dev.modelregistry.review.GateResult;
import dev.modelregistry.review.Opinion;
import dev.modelregistry.storage.Part;
import dev.modelregistry.versioning.BumpReason;
import dev.modelregistry.versioning.Numbering;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * One fact in the journal of a model, of a {@linkplain RunEvent training run}, of a {@linkplain LineageEvent node of the lineage}, of a {@linkplain ReleaseEvent release set}, or of the registry's {@linkplain SettingsEvent settings}. Kinds are added over time: treat one that you do
 * not know by its {@link #summary}. Immutable.
 */
public sealed interface RegistryEvent
        permits LineageEvent,
                ReleaseEvent,
                RetentionEvent,
                RolloutEvent,
                RunEvent,
                SettingsEvent,
                RegistryEvent.ModelCreated,
                RegistryEvent.ModelDeleted,
                RegistryEvent.ModelRestored,
                RegistryEvent.VersionRegistered,
                RegistryEvent.StageChanged,
                RegistryEvent.ProvedGood,
                RegistryEvent.Failed,
                RegistryEvent.GatesPassed,
                RegistryEvent.GlassBroken,
                RegistryEvent.EvidenceRecorded,
                RegistryEvent.ApprovalRequested,
                RegistryEvent.RequestWithdrawn,
                RegistryEvent.Voted,
                RegistryEvent.AliasMoved,
                RegistryEvent.AliasRemoved,
                RegistryEvent.TagSet,
                RegistryEvent.TagRemoved,
                RegistryEvent.VersionCopied,
                RegistryEvent.VersionCommented,
                RegistryEvent.VersionErased,
                RegistryEvent.Unknown {
    /** What kind of fact; its wire name is what is stored. */
    EventType type();

    /** The fact in a few words. */
    String summary();

    /**
     * The model exists from now on.
     *
     * @param name as it was first written
     */
    record ModelCreated(ModelName name) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.MODEL_CREATED;
        }

        @Override
        public String summary() {
            return "created model " + name;
        }
    }

    /** The model is hidden from now on; its journal stays. */
    record ModelDeleted() implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.MODEL_DELETED;
        }

        @Override
        public String summary() {
            return "deleted the model";
        }
    }

    /** The model is visible again. */
    record ModelRestored() implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.MODEL_RESTORED;
        }

        @Override
        public String summary() {
            return "restored the model";
        }
    }

    /**
     * A version exists from now on.
     *
     * @param number the next number of the model
     * @param version its semantic version
     * @param digest SHA-256 of its canonical descriptor
     * @param modelHash the {@linkplain dev.modelregistry.ModelVersion#modelHash() model hash}
     * @param stage the stage that it begins in
     * @param descriptor the canonical descriptor, if it is small enough to travel here; otherwise it is the blob with this digest
     * @param base the release that the semantic version follows, if there was one
     * @param reasons what is different from the base, and how far it raises the version
     * @param run the training run that its lineage names
     */
    record VersionRegistered(
            int number,
            SemanticVersion version,
            Digest digest,
            Digest modelHash,
            Stage stage,
            Optional<String> descriptor,
            Optional<SemanticVersion> base,
            List<BumpReason> reasons,
            Optional<String> run)
            implements RegistryEvent {
        /** Copies the list. */
        public VersionRegistered {
            reasons = List.copyOf(reasons);
        }

        /** Why it has its semantic version. */
        public Numbering numbering() {
            return new Numbering(version, base, reasons);
        }

        @Override
        public EventType type() {
            return EventType.VERSION_REGISTERED;
        }

        @Override
        public String summary() {
            return "registered version " + number + " (" + version
                    + numbering().bump().map(bump -> ", " + bump).orElse("") + ")";
        }
    }

    /**
     * A version moved to another stage.
     *
     * @param number the version
     * @param from the stage that it left
     * @param to the stage that it entered
     */
    record StageChanged(int number, Stage from, Stage to) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.STAGE_CHANGED;
        }

        @Override
        public String summary() {
            return "moved version " + number + " " + from + " → " + to;
        }
    }

    /**
     * A version proved good in production: it is what a rollback returns to.
     *
     * @param number the version
     */
    record ProvedGood(int number) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.PROVED_GOOD;
        }

        @Override
        public String summary() {
            return "version " + number + " recorded as good";
        }
    }

    /**
     * A version failed in production and was rolled back.
     *
     * @param number the version
     */
    record Failed(int number) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.FAILED;
        }

        @Override
        public String summary() {
            return "version " + number + " failed";
        }
    }

    /**
     * A version passed the gates of a transition; the move follows in the same commit, or, to production where a rollout starts in it, when the rollout ends.
     *
     * @param number the version
     * @param to the stage that it enters
     * @param circumstances what the verdicts rest on
     * @param results how each gate was judged, in their order
     */
    record GatesPassed(int number, Stage to, Circumstances circumstances, List<GateResult> results)
            implements RegistryEvent {
        /** Copies the list. */
        public GatesPassed {
            results = List.copyOf(results);
        }

        @Override
        public EventType type() {
            return EventType.GATES_PASSED;
        }

        @Override
        public String summary() {
            return "version " + number + " passed " + results.size() + (results.size() == 1 ? " gate" : " gates")
                    + " to " + to;
        }
    }

    /**
     * Rules were passed over on purpose; what was done follows in the same commit.
     *
     * @param number the version
     * @param skipped what would have refused or was not asked, each in words
     */
    record GlassBroken(int number, List<String> skipped) implements RegistryEvent {
        /** Copies the list. */
        public GlassBroken {
            skipped = List.copyOf(skipped);
        }

        @Override
        public EventType type() {
            return EventType.GLASS_BROKEN;
        }

        @Override
        public String summary() {
            return "BROKE THE GLASS for version " + number + ": " + String.join("; ", skipped);
        }
    }

    /**
     * A check's outcome was recorded by whoever ran it.
     *
     * @param number the version
     * @param to the stage that it wants to enter
     * @param circumstances what the outcome rests on
     * @param result the outcome
     */
    record EvidenceRecorded(int number, Stage to, Circumstances circumstances, GateResult result)
            implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.EVIDENCE_RECORDED;
        }

        @Override
        public String summary() {
            return "evidence for version " + number + " to " + to + ", " + result;
        }
    }

    /**
     * Approval was asked for.
     *
     * @param number the version
     * @param to the stage that it wants to enter
     */
    record ApprovalRequested(int number, Stage to) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.APPROVAL_REQUESTED;
        }

        @Override
        public String summary() {
            return "asked for approval of version " + number + " to " + to;
        }
    }

    /**
     * Approval is not asked for any more.
     *
     * @param number the version
     * @param to the stage that it wanted to enter
     */
    record RequestWithdrawn(int number, Stage to) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.REQUEST_WITHDRAWN;
        }

        @Override
        public String summary() {
            return "no longer asks for approval of version " + number + " to " + to;
        }
    }

    /**
     * The commit's actor said a word on a version.
     *
     * @param number the version
     * @param to the stage that it wants to enter
     * @param opinion the word
     */
    record Voted(int number, Stage to, Opinion opinion) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.VOTED;
        }

        @Override
        public String summary() {
            return opinion == Opinion.WITHDRAWN
                    ? "took back the vote on version " + number + " to " + to
                    : opinion.wireName() + " version " + number + " to " + to;
        }
    }

    /**
     * An alias points to another version from now on.
     *
     * @param alias the alias
     * @param from where it pointed before, if it existed
     * @param to where it points now
     */
    record AliasMoved(Alias alias, OptionalInt from, int to) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.ALIAS_MOVED;
        }

        @Override
        public String summary() {
            return "alias " + alias + (from.isPresent() ? " moved from version " + from.getAsInt() : " set")
                    + " to version " + to;
        }
    }

    /**
     * An alias is gone.
     *
     * @param alias the alias
     * @param from where it pointed
     */
    record AliasRemoved(Alias alias, int from) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.ALIAS_REMOVED;
        }

        @Override
        public String summary() {
            return "alias " + alias + " removed from version " + from;
        }
    }

    /**
     * A tag was set.
     *
     * @param number the version that it is on, or empty if it is on the model
     * @param key the tag's key
     * @param value the tag's value
     */
    record TagSet(OptionalInt number, String key, String value) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.TAG_SET;
        }

        @Override
        public String summary() {
            return "tagged " + target(number) + " " + key + "=" + value;
        }
    }

    /**
     * A tag was removed.
     *
     * @param number the version that it was on, or empty if it was on the model
     * @param key the tag's key
     */
    record TagRemoved(OptionalInt number, String key) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.TAG_REMOVED;
        }

        @Override
        public String summary() {
            return "removed tag " + key + " from " + target(number);
        }
    }

    /**
     * The version that the same commit registers is a copy: its descriptor is that of its origin, byte by byte.
     *
     * @param number the version
     * @param from what it is a copy of
     * @param testimony the blob with what was {@linkplain Testimony said of the origin}; empty if nothing was
     */
    record VersionCopied(int number, Origin from, Optional<Digest> testimony) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.VERSION_COPIED;
        }

        @Override
        public String summary() {
            return "version " + number + " is a copy of " + from;
        }
    }

    /**
     * The commit's actor left a comment on a version.
     *
     * @param number the version
     * @param comment 1, 2, 3 … for each version
     * @param text the blob with the words, which may be erased
     */
    record VersionCommented(int number, int comment, Digest text) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.VERSION_COMMENTED;
        }

        @Override
        public String summary() {
            return "commented on version " + number;
        }
    }

    /**
     * Parts of a version were erased for ever.
     *
     * @param number the version
     * @param parts in their order
     */
    record VersionErased(int number, List<Part> parts) implements RegistryEvent {
        /** Copies the parts. */
        public VersionErased {
            parts = List.copyOf(parts);
        }

        @Override
        public EventType type() {
            return EventType.VERSION_ERASED;
        }

        @Override
        public String summary() {
            return "erased " + parts.stream().map(Part::toString).collect(Collectors.joining(", ")) + " of version "
                    + number;
        }
    }

    /**
     * A fact of a kind that this version of the library does not know, and that its writer declared safe to pass over.
     *
     * @param wireName its kind
     * @param json the event as it is stored
     */
    record Unknown(String wireName, String json) implements RegistryEvent {
        @Override
        public EventType type() {
            return EventType.UNKNOWN;
        }

        @Override
        public String summary() {
            return wireName;
        }
    }

    private static String target(OptionalInt number) {
        return number.isPresent() ? "version " + number.getAsInt() : "the model";
    }
}
