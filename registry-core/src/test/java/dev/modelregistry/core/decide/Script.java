package dev.modelregistry.core.decide;

import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.core.codec.DescriptorCodec;
import dev.modelregistry.core.decide.Judge.Findings;
import dev.modelregistry.core.decide.Registration.Content;
import dev.modelregistry.core.decide.Registration.Wanted;
import dev.modelregistry.core.state.Fold;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.Rules;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.pipeline.Rollback;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.versioning.Bump;
import dev.modelregistry.versioning.VersioningPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A model's life without a store: decisions become commits, and commits become states, as they do in a registry. */
public final class Script {
    public static final ModelName MODEL = ModelName.of("flights");
    public static final JournalId JOURNAL = JournalId.of(MODEL);
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private final List<CommitBytes> commits = new ArrayList<>();
    private final Map<Digest, Descriptor> descriptors = new HashMap<>();
    private VersioningPolicy policy = VersioningPolicy.standard();
    private Rules rules = SettingsState.NOTHING.rules(MODEL);
    private @Nullable Actor actor;
    private Instant now = BEGINNING;
    private ModelState state = ModelState.NOTHING;

    /** The state now. */
    public ModelState state() {
        return state;
    }

    /** Everything that was committed. */
    public List<CommitBytes> commits() {
        return commits;
    }

    /** Commits a decision, unless it is that nothing is to be done. */
    public Script commit(List<RegistryEvent> events) {
        return commit(events, Optional.empty());
    }

    Script commit(List<RegistryEvent> events, Optional<String> requestKey) {
        if (!events.isEmpty()) {
            long revision = state.head().revision() + 1;
            CommitBytes commit = CommitCodec.encode(
                    new CommitCodec.Header(
                            JOURNAL,
                            state.head(),
                            new UUID(0, revision),
                            requestKey,
                            now().plus(1, ChronoUnit.SECONDS),
                            actor != null ? actor : Actor.of("actor-" + revision % 3),
                            "reason " + revision,
                            rules.revision() == 0
                                    ? Map.of()
                                    : Map.of(
                                            JournalId.SETTINGS,
                                            new Head(rules.revision(), digest("rules " + rules.revision())))),
                    events);
            commits.add(commit);
            state = Fold.apply(state, CommitCodec.decode(JOURNAL, commit));
        }
        return this;
    }

    /** With rules of the host. */
    Script policy(VersioningPolicy value) {
        this.policy = value;
        return this;
    }

    /** Under a pipeline that was defined at a revision of the settings. */
    Script under(Pipeline pipeline, long revision) {
        this.rules = new Rules(pipeline, revision, rules.naming(), rules.barrier());
        return this;
    }

    /** With conventions for new names. */
    Script naming(NamingConvention convention) {
        this.rules = new Rules(rules.pipeline(), rules.revision(), convention, rules.barrier());
        return this;
    }

    /** The rules now. */
    Rules rules() {
        return rules;
    }

    /** What follows is done by this actor. */
    Script as(String who) {
        this.actor = Actor.of(who);
        return this;
    }

    /** Lets time pass; each commit takes a second. */
    Script later(Duration time) {
        this.now = now().plus(time);
        return this;
    }

    Instant now() {
        return now.isAfter(state.time()) ? now : state.time().isAfter(BEGINNING) ? state.time() : BEGINNING;
    }

    /** What judges gates, with nothing found out beforehand. */
    Judge judge() {
        return judge(Findings.NONE);
    }

    Judge judge(Findings findings) {
        return new Judge(version -> Objects.requireNonNull(descriptors.get(version.digest())), findings, now());
    }

    Wish enter(int number, Stage to) {
        return new Wish(MODEL, number, digest(number), to);
    }

    /** What gives semantic versions in this script. */
    Numberer numberer() {
        return new Numberer(version -> Objects.requireNonNull(descriptors.get(version.digest())), policy);
    }

    /** A wish for this version, whose content and model hash are those of its text. */
    static Registration wish(String version) {
        return wish(version, version, Optional.empty());
    }

    static Registration wish(String version, String content, Optional<String> requestKey) {
        return wish(version, content, Lineage.unknown(), requestKey);
    }

    static Registration wish(String version, String content, Lineage lineage, Optional<String> requestKey) {
        return wish(
                new Wanted(Optional.of(SemanticVersion.parse(version)), Optional.empty(), Bump.PATCH),
                draft -> draft.parameter("content", new ParameterValue.Text(content))
                        .lineage(lineage),
                digest(content),
                requestKey);
    }

    /** A wish for some version whose descriptor is filled in like this. */
    static Registration wish(Wanted wanted, Consumer<Descriptor.Builder> fill) {
        Descriptor draft = descriptor(SemanticVersion.of(0, 0, 0), fill);
        return wish(wanted, fill, DescriptorCodec.modelHash(draft), Optional.empty());
    }

    private static Registration wish(
            Wanted wanted, Consumer<Descriptor.Builder> fill, Digest modelHash, Optional<String> requestKey) {
        return new Registration(
                MODEL,
                wanted,
                descriptor(SemanticVersion.of(0, 0, 0), fill),
                modelHash,
                version -> {
                    Descriptor descriptor = descriptor(version, fill);
                    return new Content(
                            descriptor, DescriptorCodec.encode(descriptor).digest(), Optional.empty());
                },
                requestKey,
                Optional.empty());
    }

    private static Descriptor descriptor(SemanticVersion version, Consumer<Descriptor.Builder> fill) {
        Descriptor.Builder builder = Descriptor.builder(version);
        fill.accept(builder);
        return builder.build();
    }

    /** What would be registered under a wish for an exact version. */
    static Content content(Registration wish) {
        return wish.content().apply(wish.wanted().version().orElseThrow());
    }

    static Digest digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8));
    }

    /** What a wish makes or finds. */
    Decider.Registering registering(Registration wish) {
        return Decider.register(state, rules, wish, numberer());
    }

    /** What a wish decides. */
    List<RegistryEvent> decideRegister(Registration wish) {
        return registering(wish).events();
    }

    /** Registers what is wished. */
    Script register(Registration wish) {
        return commit(decideRegister(wish), wish);
    }

    Script commit(List<RegistryEvent> events, Registration wish) {
        events.stream().filter(VersionRegistered.class::isInstance).forEach(event -> {
            SemanticVersion version = ((VersionRegistered) event).version();
            descriptors.put(
                    ((VersionRegistered) event).digest(),
                    wish.content().apply(version).descriptor());
        });
        return commit(events, wish.requestKey());
    }

    /** Registers versions. */
    public Script register(String... versions) {
        for (String version : versions) {
            register(wish(version));
        }
        return this;
    }

    /** Moves a version through stages, one after the other. */
    public Script promote(int number, Stage... stages) {
        for (Stage stage : stages) {
            commit(decidePromote(number, stage));
        }
        return this;
    }

    /** Registers a version and brings it into production. */
    Script release(String version) {
        register(version);
        return promote(state.lastNumber(), Stage.STAGING, Stage.PRODUCTION);
    }

    Script rollback(int number) {
        return commit(decideRollback(number));
    }

    List<RegistryEvent> decidePromote(int number, Stage to) {
        return Lifecycle.promote(state, rules, enter(number, to), judge());
    }

    List<RegistryEvent> decideRollback(int number) {
        return decideRollback(number, Rollback.toLastGood());
    }

    List<RegistryEvent> decideRollback(int number, Rollback how) {
        return Lifecycle.rollback(state, rules, MODEL, number, digest(number), how, now());
    }

    List<RegistryEvent> decideAlias(String alias, int number) {
        return Decider.alias(state, rules, MODEL, Alias.of(alias), number, digest(number));
    }

    /** The digest of a version that exists. */
    public Digest digest(int number) {
        return version(number).digest();
    }

    VersionState version(int number) {
        VersionState version = state.version(number);
        if (version == null) {
            throw new AssertionError("there is no version " + number);
        }
        return version;
    }

    Stage stage(int number) {
        return version(number).stage();
    }

    /** The number of the version that is in a stage, or 0. */
    int in(Stage stage) {
        VersionState occupant = state.lastIn(stage);
        return occupant == null ? 0 : occupant.number();
    }
}
