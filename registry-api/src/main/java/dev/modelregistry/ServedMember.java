package dev.modelregistry;

import dev.modelregistry.id.ModelName;
import dev.modelregistry.serving.ServingOptions;

/**
 * How a model of a release set is served; also what its model is asked for by in a {@link SetLease}. Immutable; compared by identity.
 *
 * @param <T> the model, as the host's inference library has it
 */
public final class ServedMember<T> {
    private final ModelName model;
    private final ModelLoader<T> loader;
    private final ServingOptions<T> options;

    private ServedMember(ModelName model, ModelLoader<T> loader, ServingOptions<T> options) {
        this.model = model;
        this.loader = loader;
        this.options = options;
    }

    /**
     * A member.
     *
     * @param model its name
     * @param loader makes a version's files a model
     * @param options warm-up, self-test, check, closing, limits and alerts; a memory budget counts, but a release is always loaded beside the one before; what is about rollouts, shadows and predictions has no part in a set
     */
    public static <T> ServedMember<T> of(ModelName model, ModelLoader<T> loader, ServingOptions<T> options) {
        return new ServedMember<>(model, loader, options);
    }

    /** A member; see {@link #of(ModelName, ModelLoader, ServingOptions)}. */
    public static <T> ServedMember<T> of(String model, ModelLoader<T> loader, ServingOptions<T> options) {
        return of(ModelName.of(model), loader, options);
    }

    /** A member without a warm-up or a check; see {@link #of(ModelName, ModelLoader, ServingOptions)}. */
    public static <T> ServedMember<T> of(String model, ModelLoader<T> loader) {
        return of(model, loader, ServingOptions.standard());
    }

    /** Its name. */
    public ModelName model() {
        return model;
    }

    /** What makes a version's files a model. */
    public ModelLoader<T> loader() {
        return loader;
    }

    /** What else the host chose. */
    public ServingOptions<T> options() {
        return options;
    }

    @Override
    public String toString() {
        return "member " + model;
    }
}
