package dev.modelregistry.serving;

import dev.modelregistry.id.ModelName;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * That something is wrong with serving, though requests are answered. Immutable.
 *
 * @param kind what kind of trouble
 * @param model the model
 * @param version the version's number, if it is about one
 * @param words what happened, and what is done about it
 * @param cause the error, if there was one
 */
public record ServingAlert(Kind kind, ModelName model, OptionalInt version, String words, Optional<Throwable> cause) {
    /** What kind of trouble. More may come. */
    public enum Kind {
        /** A version could not be loaded, warmed up or did not pass its self-test or check; what served before goes on, and it is tried again. */
        LOAD_FAILED,
        /**
         * A version does not fit in the {@linkplain ServingOptions#memory memory budget}; what served before goes on. It is tried again as soon as enough is given back, unless it takes more than the whole budget. Told
         * once until it is loaded.
         */
        NO_MEMORY,
        /** A model could not be closed, or is not closed within the {@linkplain ServingOptions#drainLimit drain limit}. It is not used any more, and not closed again. */
        CLOSE_FAILED,
        /** A version that was replaced is still in use after the {@linkplain ServingOptions#drainLimit drain limit}; it stays loaded, and answers again where it was to {@linkplain Swap#SPARE_MEMORY make room}. */
        DRAINS_SLOWLY,
        /** The store cannot be asked what to serve; what is loaded goes on, or, where serving begins, what was {@linkplain dev.modelregistry.RegistryBuilder#lastKnown kept} answers. */
        STORE_UNREACHABLE,
        /** What is served could not be {@linkplain dev.modelregistry.RegistryBuilder#lastKnown kept} for a start without the store; it is tried again. */
        NOT_KEPT,
        /** The {@linkplain PredictionSink sink} failed or is too slow, and records were dropped; requests are answered. */
        RECORDS_DROPPED,
        /** A candidate was judged to be worse, and this process rolled it back. */
        ROLLED_BACK,
        /** What follows from a verdict could not be done; the rollout stays where it is, and it is tried again at the next look. */
        ROLLOUT_STUCK
    }
}
