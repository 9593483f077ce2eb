package dev.modelregistry.core;

import dev.modelregistry.Comment;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ModelView;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RunView;
import dev.modelregistry.core.decide.Holding;
import dev.modelregistry.core.journal.Trail;
import dev.modelregistry.core.state.Custody.Expired;
import dev.modelregistry.core.state.Entry;
import dev.modelregistry.core.state.Erasures;
import dev.modelregistry.core.state.Membership;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.PersistentMap;
import dev.modelregistry.core.state.ReviewState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.retention.Expiry;
import dev.modelregistry.retention.Hold;
import dev.modelregistry.review.Review;
import dev.modelregistry.rollout.Explanation;
import dev.modelregistry.rollout.Rollout;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.storage.Erased;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Answers every question about a model from a state; where the state comes from is said below. */
abstract class StateView implements ModelView {
    protected final Engine engine;
    protected final ModelName name;

    StateView(Engine engine, ModelName name) {
        this.engine = engine;
        this.name = name;
    }

    /** The state to answer from. */
    abstract ModelState state();

    /** Where training runs are found. */
    abstract Runs allRuns();

    /** The state if it shows this model, and otherwise that of a model without anything. */
    private ModelState shown() {
        ModelState state = state();
        return state.shows(name) ? state : ModelState.NOTHING;
    }

    @Override
    public ModelName name() {
        return name;
    }

    @Override
    public boolean exists() {
        return state().shows(name);
    }

    @Override
    public long revision() {
        return state().head().revision();
    }

    @Override
    public List<ModelVersion> versions() {
        return shown().versions().stream().map(this::version).toList();
    }

    @Override
    public Optional<ModelVersion> latest() {
        ModelState state = shown();
        return Optional.ofNullable(state.version(state.lastNumber())).map(this::version);
    }

    @Override
    public ModelVersion version(int number) {
        return version(new ModelUri.ByNumber(number));
    }

    @Override
    public ModelVersion version(SemanticVersion version) {
        return version(new ModelUri.ByVersion(version));
    }

    private ModelVersion version(ModelUri.Reference reference) {
        return Resolver.resolve(engine, new ModelUri(name, reference), state());
    }

    @Override
    public List<ModelVersion> leaderboard(String metric, Direction direction, int limit) {
        if (limit < 1) {
            throw new InvalidInputException("a leaderboard of " + limit + " versions; ask for 1 or more");
        }
        Comparator<Map.Entry<ModelVersion, Double>> worstFirst = Map.Entry.comparingByValue();
        return versions().stream()
                .flatMap(version -> Optional.ofNullable(version.metrics().get(metric))
                        .map(value -> Map.entry(version, value + 0.0)) // -0 is 0
                        .stream())
                .sorted(direction == Direction.HIGHER_IS_BETTER ? worstFirst.reversed() : worstFirst)
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public Optional<Occupancy> in(Stage stage) {
        return Optional.ofNullable(shown().lastIn(stage)).map(this::occupancy);
    }

    @Override
    public List<Occupancy> allIn(Stage stage) {
        return shown().allIn(stage).stream().map(this::occupancy).toList();
    }

    @Override
    public Occupancy stageOf(ModelVersion version) {
        return occupancy(stateOf(version));
    }

    @Override
    public Review review(ModelVersion version, Stage stage) {
        return review(stateOf(version), stage);
    }

    @Override
    public Optional<String> releaseSet() {
        return Optional.ofNullable(shown().membership()).map(Membership::set);
    }

    @Override
    public List<Review> openRequests() {
        return shown().versions().stream()
                .flatMap(version -> version.reviews().toMap().keySet().stream()
                        .sorted(Comparator.comparing(Stage::name))
                        .map(stage -> review(version, stage)))
                .filter(review -> review.request().isPresent())
                .toList();
    }

    private static Review review(VersionState version, Stage stage) {
        ReviewState review = version.review(stage);
        return new Review(
                version.number(),
                stage,
                Optional.ofNullable(review.request()).map(by -> new Review.Request(by.actor(), by.time(), by.reason())),
                review.votesInOrder().stream()
                        .map(vote -> new Review.Vote(
                                vote.opinion(),
                                vote.said().actor(),
                                vote.said().time(),
                                vote.said().reason()))
                        .toList(),
                new TreeMap<>(review.evidence().toMap())
                        .values().stream()
                                .map(evidence -> new Review.Evidence(
                                        evidence.result(),
                                        evidence.circumstances(),
                                        evidence.recorded().actor(),
                                        evidence.recorded().time(),
                                        evidence.recorded().reason()))
                                .toList());
    }

    @Override
    public Optional<ModelVersion> lastGood() {
        return Optional.ofNullable(shown().lastGood()).map(this::version);
    }

    @Override
    public Optional<Rollout> rollout() {
        return new Routes(engine, name, shown()).rollout();
    }

    @Override
    public Explanation explain(String key) {
        return new Routes(engine, name, shown()).explain(key);
    }

    @Override
    public SortedMap<Alias, ModelVersion> aliases() {
        ModelState state = shown();
        SortedMap<Alias, ModelVersion> aliases = new TreeMap<>();
        state.aliases().forEach((alias, number) -> {
            VersionState version = state.version(number);
            if (version != null) {
                aliases.put(alias, version(version));
            }
        });
        return Collections.unmodifiableSortedMap(aliases);
    }

    @Override
    public SortedMap<String, String> tags() {
        return sorted(shown().tags());
    }

    @Override
    public SortedMap<String, String> tags(ModelVersion version) {
        return sorted(stateOf(version).tags());
    }

    private static SortedMap<String, String> sorted(PersistentMap<String, String> tags) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(tags.toMap()));
    }

    @Override
    public Optional<Hold> hold() {
        return Optional.ofNullable(shown().hold()).map(StateView::hold);
    }

    @Override
    public Optional<Hold> hold(ModelVersion version) {
        return Optional.ofNullable(Holding.holdOn(state(), stateOf(version))).map(StateView::hold);
    }

    private static Hold hold(Entry when) {
        return new Hold(when.actor(), when.time(), when.reason());
    }

    @Override
    public Optional<Expiry> expired(ModelVersion version) {
        return Optional.ofNullable(stateOf(version).custody().expired()).map(StateView::expiry);
    }

    static Expiry expiry(Expired how) {
        return new Expiry(how.at().actor(), how.at().time(), how.policies(), how.reason());
    }

    @Override
    public Stream<RunView> runs() {
        return allRuns().of(name);
    }

    @Override
    public List<Comment> comments(ModelVersion version) {
        return Comments.of(engine, name, stateOf(version));
    }

    @Override
    public List<Erased> erased(ModelVersion version) {
        return erasures().of(stateOf(version).number());
    }

    /** What is erased by now, whatever the time that this view shows. */
    Erasures erasures() {
        return state().erasures();
    }

    @Override
    public Stream<Commit> history() {
        return Trail.of(engine::journals, JournalId.of(name), state().head());
    }

    private VersionState stateOf(ModelVersion version) {
        checkOurs(version);
        ModelState state = state();
        VersionState found = state.shows(name) ? state.version(version.number()) : null;
        if (found == null || !found.digest().equals(version.digest())) {
            throw Resolver.missing(name, state, new ModelUri.ByDigest(version.digest()));
        }
        return found;
    }

    void checkOurs(ModelVersion version) {
        if (!version.model().equals(name)) {
            throw new InvalidInputException(
                    "version " + version + " belongs to model '" + version.model() + "', not to '" + name + "'");
        }
    }

    ModelVersion version(VersionState version) {
        return new DefaultVersion(engine, name, version);
    }

    Occupancy occupancy(VersionState version) {
        return new Occupancy(
                version(version),
                version.stage(),
                version.entered().time(),
                version.entered().actor(),
                version.entered().reason());
    }

    @Override
    public String toString() {
        return "model '" + name + "' of " + engine.location();
    }
}
