package dev.modelregistry.core.decide;

import static dev.modelregistry.core.decide.Lookup.checkName;
import static dev.modelregistry.core.decide.Lookup.checkShown;
import static dev.modelregistry.core.decide.Lookup.shown;
import static dev.modelregistry.core.decide.Lookup.usable;
import static dev.modelregistry.core.decide.Lookup.version;

import dev.modelregistry.core.decide.Registration.Content;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.Rules;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.AliasMoved;
import dev.modelregistry.event.RegistryEvent.AliasRemoved;
import dev.modelregistry.event.RegistryEvent.GlassBroken;
import dev.modelregistry.event.RegistryEvent.ModelCreated;
import dev.modelregistry.event.RegistryEvent.ModelDeleted;
import dev.modelregistry.event.RegistryEvent.ModelRestored;
import dev.modelregistry.event.RegistryEvent.TagRemoved;
import dev.modelregistry.event.RegistryEvent.TagSet;
import dev.modelregistry.event.RegistryEvent.VersionCommented;
import dev.modelregistry.event.RegistryEvent.VersionCopied;
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
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What models, versions, aliases and tags there are: each decision is a pure function of the state, the rules and the wish. */
public final class Decider {
    private Decider() {}

    /**
     * Which version a registration makes or finds, and the events that make it.
     *
     * @param number of the version
     * @param numbering its semantic version, and why
     * @param events none if it is there already, has not expired, and the model is shown
     */
    public record Registering(int number, Numbering numbering, List<RegistryEvent> events) {}

    /**
     * Registers a version under the next number, unless it is there already; creates or restores the model.
     *
     * @throws ConflictException if the request key or the semantic version is taken by other content
     * @throws RejectedException if the semantic version is too close to the release below it or above it, or a new name breaks the naming
     *     convention
     */
    public static Registering register(ModelState state, Rules rules, Registration wish, Numberer numberer) {
        checkName(state, wish.model());
        VersionState requested = wish.requestKey().map(state::request).orElse(null);
        if (requested != null && wish.copy().isPresent()) {
            return sameCopy(state, requested, wish);
        }
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
        return exact != null ? exactly(state, rules, wish, exact, numberer) : counted(state, rules, wish, numberer);
    }

    /** A copy is the very version, so what its request registered must be that. */
    private static Registering sameCopy(ModelState state, VersionState requested, Registration wish) {
        SemanticVersion version = wish.wanted().version().orElseThrow();
        if (!isSame(requested, version, wish)) {
            throw new ConflictException(
                    "request key '" + wish.requestKey().orElseThrow() + "' of model '" + wish.model()
                            + "' registered version " + shown(requested) + " with digest " + requested.digest()
                            + "; what is to be copied has version " + version + " and digest "
                            + wish.content().apply(version).digest() + ". Use a new key for another version");
        }
        return found(state, requested);
    }

    private static Registering exactly(
            ModelState state, Rules rules, Registration wish, SemanticVersion version, Numberer numberer) {
        // Before anything is compared: what is registered may be repeated whatever came between.
        VersionState twin = twin(state, wish, version);
        return twin != null
                ? found(state, twin)
                : made(state, rules, wish, numberer.asked(state, wish, version), numberer);
    }

    private static Registering counted(ModelState state, Rules rules, Registration wish, Numberer numberer) {
        VersionState base = numberer.base(state, wish);
        if (base != null && isSame(base, base.version(), wish)) {
            return found(state, base);
        }
        Numbering numbering = numberer.counted(base, wish);
        VersionState twin = twin(state, wish, numbering.version());
        return twin != null ? found(state, twin) : made(state, rules, wish, numbering, numberer);
    }

    private static Registering made(
            ModelState state, Rules rules, Registration wish, Numbering numbering, Numberer numberer) {
        if (state.name().isEmpty()) {
            rules.naming().check(wish.model());
        }
        rules.naming().check(numbering.version());
        numberer.checkNeighbours(state, wish, numbering);
        return new Registering(state.lastNumber() + 1, numbering, events(state, rules, wish, numbering));
    }

    private static Registering found(ModelState state, VersionState version) {
        return new Registering(
                version.number(),
                new Numbering(version.version(), Optional.of(version.version()), List.of()),
                Stream.concat(
                                state.isDeleted() ? Stream.of(new ModelRestored()) : Stream.empty(),
                                Holding.revival(version).stream()) // its artifacts have just been stored
                        .toList());
    }

    private static List<RegistryEvent> events(ModelState state, Rules rules, Registration wish, Numbering numbering) {
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
                rules.pipeline().initial(),
                content.inline(),
                numbering.base(),
                numbering.reasons(),
                // What a run of another registry made was not made by one of here.
                wish.copy().isPresent()
                        ? Optional.empty()
                        : content.descriptor().lineage().run()));
        wish.copy()
                .ifPresent(copy -> events.add(new VersionCopied(state.lastNumber() + 1, copy.of(), copy.testimony())));
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
        String advice = wish.advice(": choose a higher one");
        if (wish.wanted().version().isEmpty()) {
            // Counted on from a release that something follows: the end of its line is below the next minor version.
            VersionState end = state.releaseBelow(Bump.MINOR.after(twin.version()));
            advice = ": base it on " + Objects.requireNonNull(end).version() + ", the highest of this line";
        }
        return new ConflictException("version " + version + " of model '" + wish.model() + "' is taken by number "
                + twin.number() + " with digest " + twin.digest() + "; this one has "
                + wish.content().apply(version).digest() + ". Versions never change" + advice);
    }

    /**
     * Points an alias at a version.
     *
     * @throws RejectedException if the alias is protected and the version is in none of its stages
     */
    public static List<RegistryEvent> alias(
            ModelState state, Rules rules, ModelName model, Alias alias, int number, Digest digest) {
        VersionState version = usable(state, model, number, digest);
        List<RegistryEvent> events = moved(state, alias, version);
        Optional<String> protection = protection(rules, model, alias, version);
        if (!events.isEmpty() && protection.isPresent()) {
            throw new RejectedException(protection.get() + ". Promote the version first, or break the glass");
        }
        return events;
    }

    /** Points an alias at a version even if it is protected, and tells what was passed over. */
    public static List<RegistryEvent> breakGlass(
            ModelState state, Rules rules, ModelName model, Alias alias, int number, Digest digest) {
        VersionState version = usable(state, model, number, digest);
        List<RegistryEvent> events = new ArrayList<>(moved(state, alias, version));
        if (!events.isEmpty()) {
            protection(rules, model, alias, version)
                    .ifPresent(passedOver -> events.add(0, new GlassBroken(number, List.of(passedOver))));
        }
        return events;
    }

    private static List<RegistryEvent> moved(ModelState state, Alias alias, VersionState version) {
        VersionState before = state.version(alias);
        if (before != null && before.number() == version.number()) {
            return List.of();
        }
        OptionalInt from = before == null ? OptionalInt.empty() : OptionalInt.of(before.number());
        return List.of(new AliasMoved(alias, from, version.number()));
    }

    /** Why an alias may not point at a version, if it may not. */
    private static Optional<String> protection(Rules rules, ModelName model, Alias alias, VersionState version) {
        Set<Stage> stages = rules.pipeline().protectedAliases().get(alias);
        return stages == null || stages.contains(version.stage())
                ? Optional.empty()
                : Optional.of("alias '" + alias + "' of model '" + model
                        + "' is protected: it may only point at a version in " + stages + ", and version "
                        + shown(version) + " is in " + version.stage());
    }

    /**
     * Removes an alias.
     *
     * @throws RejectedException if it is protected
     */
    public static List<RegistryEvent> removeAlias(ModelState state, Rules rules, ModelName model, Alias alias) {
        checkShown(state, model);
        VersionState before = state.version(alias);
        if (before != null && rules.pipeline().protectedAliases().containsKey(alias)) {
            throw new RejectedException("alias '" + alias + "' of model '" + model
                    + "' is protected and cannot be removed; move it, or define pipeline '"
                    + rules.pipeline().name() + "' without the protection first");
        }
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

    /** Comments on a version. */
    public static List<RegistryEvent> comment(
            ModelState state, ModelName model, int number, Digest digest, Digest text) {
        VersionState version = version(state, model, number, digest);
        return List.of(new VersionCommented(number, version.comments().size() + 1, text));
    }

    /** Hides the model, unless it serves or something of it is held. */
    public static List<RegistryEvent> delete(ModelState state, ModelName model) {
        checkShown(state, model);
        for (Stage serving : List.of(Stage.PRODUCTION, Stage.CANARY)) {
            VersionState occupant = state.lastIn(serving);
            if (occupant != null) {
                throw new RejectedException("model '" + model + "' cannot be deleted while version " + shown(occupant)
                        + " is in " + serving + "; archive it first");
            }
        }
        Belonging.checkFree(state, model, "deleted");
        Holding.checkNothingHeld(state, model, "cannot be deleted");
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
}
