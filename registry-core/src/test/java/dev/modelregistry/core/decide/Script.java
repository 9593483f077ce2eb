package dev.modelregistry.core.decide;

import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.core.state.Fold;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A model's life without a store: decisions become commits, and commits become states, as they do in a registry. */
public final class Script {
    public static final ModelName MODEL = ModelName.of("flights");
    public static final JournalId JOURNAL = JournalId.of(MODEL);
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private final List<CommitBytes> commits = new ArrayList<>();
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
                            BEGINNING.plus(revision, ChronoUnit.SECONDS),
                            Actor.of("actor-" + revision % 3),
                            "reason " + revision),
                    events);
            commits.add(commit);
            state = Fold.apply(state, CommitCodec.decode(JOURNAL, commit));
        }
        return this;
    }

    /** A wish whose digest and model hash are those of the semantic version's text. */
    static Registration wish(String version) {
        return wish(version, version, Optional.empty());
    }

    static Registration wish(String version, String content, Optional<String> requestKey) {
        return new Registration(
                MODEL,
                SemanticVersion.parse(version),
                digest("descriptor of " + version + " with " + content),
                digest(content),
                Optional.empty(),
                requestKey);
    }

    static Digest digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8));
    }

    /** Registers what is wished. */
    Script register(Registration wish) {
        return commit(Decider.register(state, wish), wish.requestKey());
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
            commit(Decider.promote(state, MODEL, number, digest(number), stage));
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
        return Decider.promote(state, MODEL, number, digest(number), to);
    }

    List<RegistryEvent> decideRollback(int number) {
        return Decider.rollback(state, MODEL, number, digest(number));
    }

    List<RegistryEvent> decideAlias(String alias, int number) {
        return Decider.alias(state, MODEL, Alias.of(alias), number, digest(number));
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
