package dev.modelregistry.core.access;

import dev.modelregistry.Comment;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ModelView;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RunView;
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

/** A model, or nothing where it may not be read. */
class GuardedModelView<M extends ModelView> implements ModelView {
    final M inner;
    final ModelView nothing;
    final Guard guard;

    GuardedModelView(M inner, ModelView nothing, Guard guard) {
        this.inner = inner;
        this.nothing = nothing;
        this.guard = guard;
    }

    private ModelView shown() {
        return guard.mayRead(inner.name()) ? inner : nothing;
    }

    @Override
    public ModelName name() {
        return inner.name();
    }

    @Override
    public boolean exists() {
        return shown().exists();
    }

    @Override
    public long revision() {
        return shown().revision();
    }

    @Override
    public Instant knownAt() {
        return shown().knownAt();
    }

    @Override
    public Optional<String> releaseSet() {
        return shown().releaseSet();
    }

    @Override
    public List<ModelVersion> versions() {
        return shown().versions();
    }

    @Override
    public Optional<ModelVersion> latest() {
        return shown().latest();
    }

    @Override
    public ModelVersion version(int number) {
        return shown().version(number);
    }

    @Override
    public ModelVersion version(SemanticVersion version) {
        return shown().version(version);
    }

    @Override
    public List<ModelVersion> leaderboard(String metric, Direction direction, int limit) {
        return shown().leaderboard(metric, direction, limit);
    }

    @Override
    public Optional<Occupancy> in(Stage stage) {
        return shown().in(stage);
    }

    @Override
    public List<Occupancy> allIn(Stage stage) {
        return shown().allIn(stage);
    }

    @Override
    public Occupancy stageOf(ModelVersion version) {
        return shown().stageOf(version);
    }

    @Override
    public Review review(ModelVersion version, Stage stage) {
        return shown().review(version, stage);
    }

    @Override
    public List<Review> openRequests() {
        return shown().openRequests();
    }

    @Override
    public Optional<ModelVersion> lastGood() {
        return shown().lastGood();
    }

    @Override
    public Optional<Rollout> rollout() {
        return shown().rollout();
    }

    @Override
    public Explanation explain(String key) {
        return shown().explain(key);
    }

    @Override
    public SortedMap<Alias, ModelVersion> aliases() {
        return shown().aliases();
    }

    @Override
    public SortedMap<String, String> tags() {
        return shown().tags();
    }

    @Override
    public SortedMap<String, String> tags(ModelVersion version) {
        return shown().tags(version);
    }

    @Override
    public List<Comment> comments(ModelVersion version) {
        return shown().comments(version);
    }

    @Override
    public List<Erased> erased(ModelVersion version) {
        return shown().erased(version);
    }

    @Override
    public Optional<Hold> hold() {
        return shown().hold();
    }

    @Override
    public Optional<Hold> hold(ModelVersion version) {
        return shown().hold(version);
    }

    @Override
    public Optional<Expiry> expired(ModelVersion version) {
        return shown().expired(version);
    }

    @Override
    public Stream<RunView> runs() {
        return shown().runs();
    }

    @Override
    public Stream<Commit> history() {
        return shown().history();
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
