package dev.modelregistry.error;

/**
 * The store could not do it, and did not: nothing was changed. Retrying later is safe.
 */
public final class StoreUnavailableException extends RegistryException {
    private static final long serialVersionUID = 1L;

    /** @param message the value, what was expected, and the next step */
    public StoreUnavailableException(String message) {
        super(message);
    }

    /**
     * @param message the value, what was expected, and the next step
     * @param cause what was caught
     */
    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
