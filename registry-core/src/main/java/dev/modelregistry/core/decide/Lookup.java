package dev.modelregistry.core.decide;

import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Pipeline;

/** What every decision finds first: the model, the version, the stage; and how they are called in messages. */
final class Lookup {
    private Lookup() {}

    static VersionState version(ModelState state, ModelName model, int number, Digest digest) {
        checkShown(state, model);
        return registered(state, model, number, digest);
    }

    static VersionState version(ModelState state, ModelName model, int number) {
        checkShown(state, model);
        VersionState version = state.version(number);
        if (version == null) {
            throw new NotFoundException(
                    "model '" + model + "' has no version " + number + "; it has versions 1 to " + state.lastNumber());
        }
        return version;
    }

    /** Also that of a model that was deleted. */
    static VersionState registered(ModelState state, ModelName model, int number, Digest digest) {
        checkName(state, model);
        VersionState version = state.version(number);
        if (version == null || !version.digest().equals(digest)) {
            throw new NotFoundException("model '" + model + "' has no version " + number + " with digest " + digest
                    + "; it comes from another registry");
        }
        return version;
    }

    /** The version, if it has all its files. */
    static VersionState usable(ModelState state, ModelName model, int number, Digest digest) {
        VersionState version = version(state, model, number, digest);
        Holding.checkUsable(state, model, version);
        return version;
    }

    static void checkShown(ModelState state, ModelName model) {
        checkName(state, model);
        if (!state.shows(model)) {
            throw new NotFoundException(
                    "there is no model '" + model + "'" + (state.isDeleted() ? "; it was deleted" : ""));
        }
    }

    static void checkName(ModelState state, ModelName model) {
        if (state.name().isPresent() && !state.name().get().equals(model)) {
            throw new InvalidInputException("model name '" + model + "' differs from '"
                    + state.name().get() + "', which exists, in case alone; use that name or another one");
        }
    }

    static void checkStage(Pipeline pipeline, Stage stage) {
        if (!pipeline.has(stage)) {
            throw new InvalidInputException("stage '" + stage + "' is not in pipeline '" + pipeline.name()
                    + "'; its stages are " + pipeline.stages());
        }
    }

    static String shown(VersionState version) {
        return version.number() + " (" + version.version() + ")";
    }
}
