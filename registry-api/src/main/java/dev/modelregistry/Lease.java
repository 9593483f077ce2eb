package dev.modelregistry;

import dev.modelregistry.rollout.Route;
import java.util.Map;

/**
 * A model for one request. While it is open, the model is not closed, whatever is promoted meanwhile. <b>Must be closed</b>, by try-with-resources at
 * best: what is never closed keeps its version in memory for ever. For one thread at a time.
 *
 * @param <T> the model
 */
public interface Lease<T> extends AutoCloseable {
    /**
     * The model. Do not keep it beyond this lease.
     *
     * @throws IllegalStateException if this lease is closed
     */
    T model();

    /** Which version it is, and why: for log lines and predictions. */
    Route route();

    /**
     * Compares inputs with the signature of this version, for whoever wants that; nothing is checked otherwise. A version without a signature takes anything. Never looks at the store.
     *
     * <p>Inputs that are refused are the fault of whoever sent them: the request is then counted for no version, unless it is said to have {@linkplain #failed failed}, or other inputs of it are taken later. See {@link
     * dev.modelregistry.signature.Signature#problems} for what is compared.
     *
     * @param inputs by name
     * @throws dev.modelregistry.error.InvalidInputException if the version does not take them; the message has the version and all problems
     * @throws IllegalStateException if this lease is closed
     */
    void checkInputs(Map<String, ?> inputs);

    /**
     * Counts this request as an error, where the rollout that is under way {@linkplain dev.modelregistry.rollout.RolloutPlan#analysis is judged}, and in the {@linkplain dev.modelregistry.serving.PredictionSink sink}. Does nothing the second time.
     *
     * @throws IllegalStateException if this lease is closed
     */
    void failed();

    /**
     * Says how good the answer was, where the rollout that is under way is judged by a {@linkplain dev.modelregistry.health.Analysis#score score}.
     *
     * @throws dev.modelregistry.error.InvalidInputException if the score is not from −1e100 to 1e100
     * @throws IllegalStateException if this lease is closed
     */
    void score(double value);

    /**
     * The score of this request comes later, by {@link ServedModel#score(String, double)}. Remembered in this process, for the {@linkplain dev.modelregistry.serving.ServingOptions#awaitScores time and the number of
     * requests} that the options say.
     *
     * @param id of this request alone; one that is waiting already is replaced
     * @throws dev.modelregistry.error.InvalidInputException if the id is empty
     * @throws IllegalStateException if this lease is closed
     */
    void awaitScore(String id);

    /**
     * Gives the model back.
     *
     * @throws IllegalStateException if it was given back already; nothing happens then
     */
    @Override
    void close();
}
