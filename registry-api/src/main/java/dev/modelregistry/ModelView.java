package dev.modelregistry;

import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.retention.Expiry;
import dev.modelregistry.retention.Hold;
import dev.modelregistry.review.Review;
import dev.modelregistry.rollout.Explanation;
import dev.modelregistry.rollout.Rollout;
import dev.modelregistry.storage.Erased;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * What can be asked of one model. Getting a view costs nothing and creates nothing; each question is answered from one consistent state,
 * as current as the view's {@link Freshness} says. A model that does not exist has no versions; methods that name a version then throw
 * {@link dev.modelregistry.error.NotFoundException}. Thread-safe; usable while its registry is open.
 */
public interface ModelView {
    /** The name. */
    ModelName name();

    /** Whether the model exists and is not deleted. */
    boolean exists();

    /** How many commits the model's journal has; 0 if there is none. Take it before a decision and hand it to {@link Change#ifRevisionIs}. */
    long revision();

    /** When the state that is answered from was last known to be current. */
    Instant knownAt();

    /** All versions in the order of their numbers. */
    List<ModelVersion> versions();

    /** The version with the highest number. */
    Optional<ModelVersion> latest();

    /**
     * The version with this number.
     *
     * @throws dev.modelregistry.error.InvalidInputException if the number is less than 1
     * @throws dev.modelregistry.error.NotFoundException if there is none
     */
    ModelVersion version(int number);

    /**
     * The version with this semantic version.
     *
     * @throws dev.modelregistry.error.NotFoundException if there is none
     */
    ModelVersion version(SemanticVersion version);

    /**
     * The version with this semantic version, such as {@code "1.2.0"} or {@code "v1.2.0"}.
     *
     * @throws dev.modelregistry.error.NotFoundException if there is none
     */
    default ModelVersion version(String version) {
        return version(SemanticVersion.parseSpoken(version));
    }

    /**
     * The best versions by a metric, the best first; of equal ones the one that was registered first. Versions without the metric are left
     * out. Reads every descriptor that is not in memory yet.
     *
     * @param limit at most so many, 1 or more
     * @throws dev.modelregistry.error.InvalidInputException if the limit is less than 1
     */
    List<ModelVersion> leaderboard(String metric, Direction direction, int limit);

    /**
     * Which version is in a stage, since when, by whom and why. Where a stage holds several it is the one that entered last.
     */
    Optional<Occupancy> in(Stage stage);

    /** All versions in a stage, in the order in which they entered. */
    List<Occupancy> allIn(Stage stage);

    /**
     * The stage that a version is in.
     *
     * @throws dev.modelregistry.error.InvalidInputException if it is a version of another model
     */
    Occupancy stageOf(ModelVersion version);

    /**
     * What has been said of a version that wants to enter a stage.
     *
     * @throws dev.modelregistry.error.InvalidInputException if it is a version of another model
     */
    Review review(ModelVersion version, Stage stage);

    /** All open requests for approval, in the order of numbers. */
    List<Review> openRequests();

    /** The version that a rollback would return to. */
    Optional<ModelVersion> lastGood();

    /** The rollout that is under way; empty if there is none. */
    Optional<Rollout> rollout();

    /** The release set that decides what is in production; empty if the model decides for itself. */
    Optional<String> releaseSet();

    /**
     * Which version the rules of this moment, or of the moment that this view shows, choose for somebody, and why. What answered may have been another one, for as long as a process had not heard of a change or could not load the version; {@link RegisteredModel#whoServed} names those, too.
     *
     * @param key who asks, not empty
     * @throws dev.modelregistry.error.InvalidInputException if the key is empty: where a request without a key goes may be chance
     * @throws dev.modelregistry.error.NotFoundException if nothing is in production, and no rollout under way
     */
    Explanation explain(String key);

    /** All aliases. */
    SortedMap<Alias, ModelVersion> aliases();

    /** The model's tags. */
    SortedMap<String, String> tags();

    /**
     * A version's tags.
     *
     * @throws dev.modelregistry.error.InvalidInputException if it is a version of another model
     */
    SortedMap<String, String> tags(ModelVersion version);

    /** Why the whole model is kept, whatever the {@linkplain Retention retention policies} say; empty if it is not held. */
    Optional<Hold> hold();

    /**
     * Why a version is kept, whatever the {@linkplain Retention retention policies} say: its own hold, or else that of the whole model; empty if
     * it is not held.
     *
     * @throws dev.modelregistry.error.InvalidInputException if it is a version of another model
     */
    Optional<Hold> hold(ModelVersion version);

    /**
     * That a version has expired, so that its artifacts may be gone; empty if it has not.
     *
     * @throws dev.modelregistry.error.InvalidInputException if it is a version of another model
     */
    Optional<Expiry> expired(ModelVersion version);

    /**
     * The model's training runs, those that started last first, read as the stream is consumed, some at a time. A model has them before it has versions,
     * and keeps them when it is deleted. Not thread-safe; it need not be closed.
     */
    Stream<RunView> runs();

    /**
     * What was said of a version, the oldest first. Reads the commits that say so from the store, and no texts.
     *
     * @throws dev.modelregistry.error.InvalidInputException if it is a version of another model
     */
    List<Comment> comments(ModelVersion version);

    /**
     * What was erased of a version up to now, also in a view of the past: the bytes are gone from there, too. Whoever asks for one of these parts is told so.
     *
     * @throws dev.modelregistry.error.NotFoundException if this model has no such version
     * @throws dev.modelregistry.error.InvalidInputException if the version belongs to another model
     */
    List<Erased> erased(ModelVersion version);

    /**
     * Every change from the first to the last, read from the store as the stream is consumed: who, when, what and why. A deleted model
     * keeps its history.
     */
    Stream<Commit> history();
}
