package dev.modelregistry.error;

/**
 * The access policy of this process does not let this actor do that; see {@link dev.modelregistry.RegistryBuilder#access}. The state is
 * unchanged; the message names actor, operation and model, and says why.
 */
public final class AccessDeniedException extends RegistryException {
    private static final long serialVersionUID = 1L;

    /** @param message the value, what was expected, and the next step */
    public AccessDeniedException(String message) {
        super(message);
    }

    /**
     * @param message the value, what was expected, and the next step
     * @param cause what was caught
     */
    public AccessDeniedException(String message, Throwable cause) {
        super(message, cause);
    }
}
