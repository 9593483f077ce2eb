package dev.modelregistry.serving;

import java.util.Map;

/**
 * How the {@linkplain GoldenExample examples} of a version are put to its model.
 *
 * @param <T> the model
 */
@FunctionalInterface
public interface SelfTest<T> {
    /**
     * Asks the model.
     *
     * @param model that does not answer anybody yet
     * @param inputs of one example, by name: {@link Long}, {@link Double}, {@link String}, {@link Boolean}, and lists of these; cannot be modified
     * @return what the model gives, by name, with numbers of any type, texts, truths, and lists or arrays of these; more than the example has does not matter
     * @throws Exception if it fails; the model does not serve then
     */
    Map<String, ?> predict(T model, Map<String, Object> inputs) throws Exception;
}
