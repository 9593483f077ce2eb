package dev.modelregistry.core.serve;

import dev.modelregistry.ModelLoader;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.serving.MemoryBudget.Listening;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingOptions;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/**
 * What all parts of serving a model need.
 *
 * @param loader makes files a model
 * @param options what the host chose
 * @param threads makes the threads, on which loading and closing go on
 * @param alerts where trouble is told
 * @param awaited the requests whose score comes later
 * @param wake has the serving thread look again
 */
record Terms<T>(
        ModelLoader<T> loader,
        ServingOptions<T> options,
        ThreadFactory threads,
        Alerts alerts,
        Scores awaited,
        Runnable wake) {
    /** For a model that is to be loaded. */
    Room room() {
        return new Room(options.memory());
    }

    /** How many bytes a version takes, where that is counted; asks the host. */
    long bytes(ModelVersion version) {
        if (options.memory().isEmpty()) {
            return 0;
        }
        long bytes = options.memoryEstimate().applyAsLong(version.descriptor());
        if (bytes < 0) {
            throw new InvalidInputException(
                    "the estimate of its memory is " + bytes + " bytes; give a number that is not below zero");
        }
        return bytes;
    }

    /** Has the serving thread look again when memory is given back, where it is counted. */
    Optional<Listening> listening() {
        return options.memory().map(budget -> budget.whenFreed(wake));
    }

    /** Closes a model that nobody has; never throws. */
    void close(ModelVersion version, T model) {
        try {
            options.closer().accept(model);
        } catch (Throwable failure) {
            alerts.raise(
                    Kind.CLOSE_FAILED,
                    version,
                    "could not be closed; it is not used any more, nor closed again",
                    failure);
        }
    }
}
