package dev.modelregistry.error;

/**
 * The registry was closed; handles taken from it are closed with it.
 */
public final class RegistryClosedException extends RegistryException {
    private static final long serialVersionUID = 1L;

    /** @param message the value, what was expected, and the next step */
    public RegistryClosedException(String message) {
        super(message);
    }

    /**
     * @param message the value, what was expected, and the next step
     * @param cause what was caught
     */
    public RegistryClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
