package dev.modelregistry.core.serve;

import dev.modelregistry.serving.ServingAlert.Kind;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Where trouble is told. */
@FunctionalInterface
public interface Troubles {
    /**
     * Tells it, and does not wait until it was heard.
     *
     * @param version the number of the version that it is about, if it is about one
     * @param words what happened, and what is done about it
     * @param cause the error, if there was one
     */
    void raise(Kind kind, OptionalInt version, String words, @Nullable Throwable cause);
}
