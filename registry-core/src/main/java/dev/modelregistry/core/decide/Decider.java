package dev.modelregistry.core.decide;

import dev.modelregistry.core.decide.Registration.Content;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.AliasMoved;
import dev.modelregistry.event.RegistryEvent.AliasRemoved;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.event.RegistryEvent.ModelCreated;
import dev.modelregistry.event.RegistryEvent.ModelDeleted;
import dev.modelregistry.event.RegistryEvent.ModelRestored;
import dev.modelregistry.event.RegistryEvent.ProvedGood;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RegistryEvent.TagRemoved;
import dev.modelregistry.event.RegistryEvent.TagSet;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.versioning.Bump;
import dev.modelregistry.versioning.Numbering;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Every decision the registry takes, each a pure function of the state and the wish. */
public final class Decider {
    private static final Pipeline PIPELINE = Pipeline.DEFAULT;

    private Decider() {}

    /**
     * Which version a registration makes or finds, and the events that make it.
     *
     * @param number of the version
     * @param numbering its semantic version, and why
     * @param events none if it is there already and the model is shown
     */
    public record Registering(int number, Numbering numbering, List<RegistryEvent> events) {}

    /**
     * Registers a version under the next number, unless it is there already; creates or restores the model.
     *
     * @throws ConflictException if the request key or the semantic version is taken by other content
     * @throws RejectedException if the semantic version is too close to the release below it or above it
     */
    public static Registering register(ModelState state, Registration wish, Numberer numberer) {
        checkName(state, wish.model());
        VersionState requested = wish.requestKey().map(state::request).orElse(null);
        if (requested != null) {
            // Not the semantic version: whoever repeats a request may have counted on from the version that it made.
            if (!requested.modelHash().equals(wish.modelHash())) {
                throw new ConflictException("request key '" + wish.requestKey().orElseThrow() + "' of model '"
                        + wish.model()
                        + "' registered version " + shown(requested) + " with model hash " + requested.modelHash()
                        + "; this one has " + wish.modelHash() + ". Use a new key for a new model");
            }
            return found(state, requested);
        }
        SemanticVersion exact = wish.wanted().version().orElse(null);
        return exact != null ? exactly(state, wish, exact, numberer) : counted(state, wish, numberer);
    }

    private static Registering exactly(
            ModelState state, Registration wish, SemanticVersion version, Numberer numberer) {
        // Before anything is compared: what is registered may be repeated whatever came between.
        VersionState twin = twin(state, wish, version);
        return twin != null ? found(state, twin) : made(state, wish, numberer.asked(state, wish, version), numberer);
    }

    private static Registering counted(ModelState state, Registration wish, Numberer numberer) {
        VersionState base = numberer.base(state, wish);
        if (base != null && isSame(base, base.version(), wish)) {
            return found(state, base);
        }
        Numbering numbering = numberer.counted(base, wish);
        VersionState twin = twin(state, wish, numbering.version());
        return twin != null ? found(state, twin) : made(state, wish, numbering, numberer);
    }

    private static Registering made(ModelState state, Registration wish, Numbering numbering, Numberer numberer) {
        numberer.checkNeighbours(state, wish, numbering);
        return new Registering(state.lastNumber() + 1, numbering, events(state, wish, numbering));
    }

    private static Registering found(ModelState state, VersionState version) {
        return new Registering(
                version.number(),
                new Numbering(version.version(), Optional.of(version.version()), List.of()),
                state.isDeleted() ? List.of(new ModelRestored()) : List.of());
    }

    private static List<RegistryEvent> events(ModelState state, Registration wish, Numbering numbering) {
        List<RegistryEvent> events = new ArrayList<>();
        if (state.name().isEmpty()) {
            events.add(new ModelCreated(wish.model()));
        } else if (state.isDeleted()) {
            events.add(new ModelRestored());
        }
        Content content = wish.content().apply(numbering.version());
        events.add(new VersionRegistered(
                state.lastNumber() + 1,
                numbering.version(),
                content.digest(),
                wish.modelHash(),
                PIPELINE.initial(),
                content.inline(),
                numbering.base(),
                numbering.reasons()));
        return events;
    }

    /** The version that has this semantic version already, with the very content. */
    private static @Nullable VersionState twin(ModelState state, Registration wish, SemanticVersion version) {
        VersionState twin = state.version(version);
        if (twin != null && !isSame(twin, version, wish)) {
            throw taken(state, wish, twin, version);
        }
        return twin;
    }

    private static boolean isSame(VersionState registered, SemanticVersion version, Registration wish) {
        return registered.digest().equals(wish.content().apply(version).digest());
    }

    private static ConflictException taken(
            ModelState state, Registration wish, VersionState twin, SemanticVersion version) {
        String advice = "choose a higher one";
        if (wish.wanted().version().isEmpty()) {
            // Counted on from a release that something follows: the end of its line is below the next minor version.
            VersionState end = state.releaseBelow(Bump.MINOR.after(twin.version()));
            advice = "base it on " + Objects.requireNonNull(end).version() + ", the highest of this line";
        }
        return new ConflictException("version " + version + " of model '" + wish.model() + "' is taken by number "
                + twin.number() + " with digest " + twin.digest() + "; this one has "
                + wish.content().apply(version).digest() + ". Versions never change: " + advice);
    }

    /** Moves a version to a stage; whoever must make room is archived, and out of production also recorded as good. */
    public static List<RegistryEvent> promote(ModelState state, ModelName model, int number, Digest digest, Stage to) {
        VersionState version = version(state, model, number, digest);
        if (!PIPELINE.has(to)) {
            throw new InvalidInputException("stage '" + to + "' is not one of this registry's: " + PIPELINE.stages());
        }
        if (version.stage().equals(to)) {
            return List.of();
        }
        List<Stage> allowed = PIPELINE.after(version.stage());
        if (!allowed.contains(to)) {
            throw new RejectedException("version " + shown(version) + " of model '" + model + "' is in "
                    + version.stage() + " and cannot go to " + to + "; from there it can go to " + allowed);
        }
        return move(state, version, to);
    }

    private static List<RegistryEvent> move(ModelState state, VersionState version, Stage to) {
        List<RegistryEvent> events = new ArrayList<>();
        VersionState occupant = PIPELINE.exclusive().contains(to) ? state.lastIn(to) : null;
        if (occupant != null) {
            if (to.equals(Stage.PRODUCTION)) {
                events.add(new ProvedGood(occupant.number()));
            }
            events.add(new StageChanged(occupant.number(), to, Stage.ARCHIVED));
        }
        events.add(new StageChanged(version.number(), version.stage(), to));
        return events;
    }

    /** Puts the last good version back into production in the place of one that failed there. */
    public static List<RegistryEvent> rollback(ModelState state, ModelName model, int number, Digest digest) {
        VersionState failed = version(state, model, number, digest);
        if (failed.record().served() == 0) {
            throw new RejectedException("version " + shown(failed) + " of model '" + model
                    + "' was never in Production; there is nothing to roll back");
        }
        if (!failed.stage().equals(Stage.PRODUCTION)) {
            return List.of();
        }
        VersionState good = state.lastGood();
        if (good == null) {
            throw new RejectedException("model '" + model + "' has no good version to return to from " + shown(failed)
                    + "; promote another version, or archive this one to serve none");
        }
        List<RegistryEvent> events = new ArrayList<>();
        events.add(new Failed(number));
        boolean stagingIsFree =
                state.lastIn(Stage.STAGING) == null || good.stage().equals(Stage.STAGING);
        events.add(new StageChanged(number, Stage.PRODUCTION, stagingIsFree ? Stage.STAGING : Stage.ARCHIVED));
        events.add(new StageChanged(good.number(), good.stage(), Stage.PRODUCTION));
        return events;
    }

    /** Points an alias at a version. */
    public static List<RegistryEvent> alias(ModelState state, ModelName model, Alias alias, int number, Digest digest) {
        VersionState version = version(state, model, number, digest);
        VersionState before = state.version(alias);
        if (before != null && before.number() == version.number()) {
            return List.of();
        }
        OptionalInt from = before == null ? OptionalInt.empty() : OptionalInt.of(before.number());
        return List.of(new AliasMoved(alias, from, number));
    }

    /** Removes an alias. */
    public static List<RegistryEvent> removeAlias(ModelState state, ModelName model, Alias alias) {
        checkShown(state, model);
        VersionState before = state.version(alias);
        return before == null ? List.of() : List.of(new AliasRemoved(alias, before.number()));
    }

    /** Sets a tag on the model. */
    public static List<RegistryEvent> tag(ModelState state, ModelName model, String key, String value) {
        checkShown(state, model);
        return value.equals(state.tags().get(key)) ? List.of() : List.of(new TagSet(OptionalInt.empty(), key, value));
    }

    /** Sets a tag on a version. */
    public static List<RegistryEvent> tag(
            ModelState state, ModelName model, int number, Digest digest, String key, String value) {
        VersionState version = version(state, model, number, digest);
        return value.equals(version.tags().get(key))
                ? List.of()
                : List.of(new TagSet(OptionalInt.of(number), key, value));
    }

    /** Removes a tag from the model. */
    public static List<RegistryEvent> removeTag(ModelState state, ModelName model, String key) {
        checkShown(state, model);
        return state.tags().containsKey(key) ? List.of(new TagRemoved(OptionalInt.empty(), key)) : List.of();
    }

    /** Removes a tag from a version. */
    public static List<RegistryEvent> removeTag(
            ModelState state, ModelName model, int number, Digest digest, String key) {
        VersionState version = version(state, model, number, digest);
        return version.tags().containsKey(key) ? List.of(new TagRemoved(OptionalInt.of(number), key)) : List.of();
    }

    /** Hides the model, unless it serves. */
    public static List<RegistryEvent> delete(ModelState state, ModelName model) {
        checkShown(state, model);
        for (Stage serving : List.of(Stage.PRODUCTION, Stage.CANARY)) {
            VersionState occupant = state.lastIn(serving);
            if (occupant != null) {
                throw new RejectedException("model '" + model + "' cannot be deleted while version " + shown(occupant)
                        + " is in " + serving + "; archive it first");
            }
        }
        return List.of(new ModelDeleted());
    }

    /** Brings a hidden model back. */
    public static List<RegistryEvent> restore(ModelState state, ModelName model) {
        checkName(state, model);
        if (state.name().isEmpty()) {
            throw new NotFoundException("there is no model '" + model + "' to restore");
        }
        return state.isDeleted() ? List.of(new ModelRestored()) : List.of();
    }

    private static VersionState version(ModelState state, ModelName model, int number, Digest digest) {
        checkShown(state, model);
        VersionState version = state.version(number);
        if (version == null || !version.digest().equals(digest)) {
            throw new NotFoundException("model '" + model + "' has no version " + number + " with digest " + digest
                    + "; it comes from another registry");
        }
        return version;
    }

    private static void checkShown(ModelState state, ModelName model) {
        checkName(state, model);
        if (!state.shows(model)) {
            throw new NotFoundException(
                    "there is no model '" + model + "'" + (state.isDeleted() ? "; it was deleted" : ""));
        }
    }

    private static void checkName(ModelState state, ModelName model) {
        if (state.name().isPresent() && !state.name().get().equals(model)) {
            throw new InvalidInputException("model name '" + model + "' differs from '"
                    + state.name().get() + "', which exists, in case alone; use that name or another one");
        }
    }

    private static String shown(VersionState version) {
        return version.number() + " (" + version.version() + ")";
    }
}
