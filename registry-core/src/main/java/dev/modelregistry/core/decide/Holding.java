package dev.modelregistry.core.decide;

import static dev.modelregistry.core.decide.Lookup.checkShown;
import static dev.modelregistry.core.decide.Lookup.shown;

import dev.modelregistry.core.state.Custody;
import dev.modelregistry.core.state.Entry;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RetentionEvent.ModelHeld;
import dev.modelregistry.event.RetentionEvent.ModelReleased;
import dev.modelregistry.event.RetentionEvent.VersionHeld;
import dev.modelregistry.event.RetentionEvent.VersionReleased;
import dev.modelregistry.event.RetentionEvent.VersionRevived;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What must be kept, and what comes back that was not. Each decision is a pure function of the state and the wish. */
public final class Holding {
    private Holding() {}

    /** Holds a version, also one of a model that was deleted. */
    public static List<RegistryEvent> hold(ModelState state, ModelName model, int number, Digest digest) {
        VersionState version = Lookup.registered(state, model, number, digest);
        whyExpired(model, version).ifPresent(Holding::refuse);
        return version.custody().hold() == null ? List.of(new VersionHeld(number)) : List.of();
    }

    /** Ends the hold on a version. */
    public static List<RegistryEvent> release(ModelState state, ModelName model, int number, Digest digest) {
        VersionState version = Lookup.registered(state, model, number, digest);
        return version.custody().hold() == null ? List.of() : List.of(new VersionReleased(number));
    }

    /** Holds the model. */
    public static List<RegistryEvent> hold(ModelState state, ModelName model) {
        checkShown(state, model);
        return state.hold() == null ? List.of(new ModelHeld()) : List.of();
    }

    /** Ends the hold on the model. */
    public static List<RegistryEvent> release(ModelState state, ModelName model) {
        checkShown(state, model);
        return state.hold() == null ? List.of() : List.of(new ModelReleased());
    }

    /** Brings a version back; that its artifacts are there is seen to by whoever asks. */
    public static List<RegistryEvent> revive(ModelState state, ModelName model, int number, Digest digest) {
        return revival(Lookup.version(state, model, number, digest));
    }

    static List<RegistryEvent> revival(VersionState version) {
        return version.isExpired() ? List.of(new VersionRevived(version.number())) : List.of();
    }

    /** Since when a version is held, by itself or with its model, or null if it is not. */
    public static @Nullable Entry holdOn(ModelState state, VersionState version) {
        Entry own = version.custody().hold();
        return own != null ? own : state.hold();
    }

    /**
     * Refuses what takes something away from a version that is held.
     *
     * @param what what would be done, as in "cannot be erased"
     * @throws RejectedException if it is held
     */
    public static void checkNotHeld(ModelState state, ModelName model, VersionState version, String what) {
        Entry hold = holdOn(state, version);
        if (hold != null) {
            throw new RejectedException("version " + shown(version) + " of model '" + model + "' " + what + ": "
                    + words(hold) + "; release the hold first");
        }
    }

    /**
     * Refuses what takes something away from a model that is held, as from its runs.
     *
     * @throws RejectedException if it is held
     */
    public static void checkNotHeld(ModelState state, ModelName model, String what) {
        Entry hold = state.hold();
        if (hold != null) {
            throw new RejectedException(
                    "model '" + model + "' " + what + ": " + words(hold) + "; release the hold first");
        }
    }

    /**
     * Refuses to take away a model of which something is held.
     *
     * @throws RejectedException if the model is held, or a version
     */
    public static void checkNothingHeld(ModelState state, ModelName model, String what) {
        checkNotHeld(state, model, what);
        Optional<VersionState> held = state.versions().stream()
                .filter(version -> version.custody().hold() != null)
                .findFirst();
        held.ifPresent(version -> checkNotHeld(state, model, version, "is held, so the model " + what));
    }

    /** A hold in words. */
    static String words(Entry hold) {
        return "held since " + hold.time() + " by " + hold.actor() + " (" + hold.reason() + ")";
    }

    /**
     * Refuses what needs the artifacts of a version that has expired, or of which one was erased.
     *
     * @throws RejectedException if that is so
     */
    static void checkUsable(ModelState state, ModelName model, VersionState version) {
        whyUnusable(state, model, version).ifPresent(Holding::refuse);
    }

    private static void refuse(String why) {
        throw new RejectedException(why);
    }

    static Optional<String> whyUnusable(ModelState state, ModelName model, VersionState version) {
        Optional<String> why = whyExpired(model, version);
        return why.isPresent() || state.isUsable(version)
                ? why
                : Optional.of("version " + shown(version) + " of model '" + model
                        + "' has lost a file that was erased, and cannot serve any more; register another one");
    }

    private static Optional<String> whyExpired(ModelName model, VersionState version) {
        Custody.Expired expired = version.custody().expired();
        return expired == null
                ? Optional.empty()
                : Optional.of("version " + shown(version) + " of model '" + model + "' expired on "
                        + expired.at().time() + " (" + expired.reason()
                        + "); bring it back with revive, or register it anew");
    }
}
