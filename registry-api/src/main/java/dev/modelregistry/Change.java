package dev.modelregistry;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Actor;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Why a change is made, and on what terms. Every write takes one; import {@link #because} statically and it reads like a sentence.
 * Immutable; each method that reads like a setter gives a changed copy.
 */
public final class Change {
    private static final int MAX_REASON = 4096;
    private static final int MAX_KEY = 256;

    private final String reason;
    private final @Nullable Actor actor;
    private final @Nullable String requestKey;
    private final long expectedRevision;

    private Change(String reason, @Nullable Actor actor, @Nullable String requestKey, long expectedRevision) {
        this.reason = reason;
        this.actor = actor;
        this.requestKey = requestKey;
        this.expectedRevision = expectedRevision;
    }

    /**
     * A change for this reason.
     *
     * @param reason for people who read the history later: 1 to 4,096 characters. It is kept for ever, so keep personal data out of it
     * @throws InvalidInputException if the reason is blank or too long
     */
    public static Change because(String reason) {
        return new Change(checked("reason", reason, MAX_REASON), null, null, -1);
    }

    /** Made by this actor, and not by the one that the registry handle stands for. */
    public Change by(String actorId) {
        return by(Actor.of(actorId));
    }

    /** Made by this actor, and not by the one that the registry handle stands for. */
    public Change by(Actor value) {
        return new Change(reason, value, requestKey, expectedRevision);
    }

    /**
     * Repeatable under this key. A registration that made a version and is repeated with the same key, also by another process and after a restart, finds the
     * version that the first one made; with the same key and another {@linkplain ModelVersion#modelHash() model hash} it is refused. A key
     * is bound by the commit that registers a version: it is not kept where the version was there already, and on other changes it is only recorded.
     *
     * @param key of the host's choice, unique within the model, 1 to 256 characters
     * @throws InvalidInputException if the key is blank or too long
     */
    public Change requestKey(String key) {
        return new Change(reason, actor, checked("request key", key, MAX_KEY), expectedRevision);
    }

    /**
     * Only if nobody changed the model since it was read: the change is refused with {@link dev.modelregistry.error.ConflictException}
     * unless the model is at this revision. What is made already is not refused, so that a repeated request finds its own success.
     *
     * @param revision from {@link ModelView#revision()}
     */
    public Change ifRevisionIs(long revision) {
        if (revision < 0) {
            throw new InvalidInputException("revision " + revision + " is negative; take it from ModelView.revision()");
        }
        return new Change(reason, actor, requestKey, revision);
    }

    private static String checked(String what, String text, int maxLength) {
        if (text.isBlank() || text.length() > maxLength) {
            throw new InvalidInputException(what + " has " + text.length() + " characters"
                    + (text.isBlank() ? ", all blank" : "") + "; give 1 to " + maxLength + ", not all blank");
        }
        return text;
    }

    /** Why. */
    public String reason() {
        return reason;
    }

    /** Who, where it is not the actor of the registry handle. */
    public Optional<Actor> actor() {
        return Optional.ofNullable(actor);
    }

    /** The key that makes it repeatable. */
    public Optional<String> requestKey() {
        return Optional.ofNullable(requestKey);
    }

    /** The revision at which the model must be. */
    public OptionalLong expectedRevision() {
        return expectedRevision < 0 ? OptionalLong.empty() : OptionalLong.of(expectedRevision);
    }

    @Override
    public String toString() {
        return "because " + reason;
    }
}
