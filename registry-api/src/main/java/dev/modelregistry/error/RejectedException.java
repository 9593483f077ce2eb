package dev.modelregistry.error;

/**
 * The rules of the registry refuse the change: an illegal transition, a store that may only be read. The state is unchanged; the message
 * says what is allowed.
 */
public final class RejectedException extends RegistryException {
    private static final long serialVersionUID = 1L;

    /** @param message the value, what was expected, and the next step */
    public RejectedException(String message) {
        super(message);
    }

    /**
     * @param message the value, what was expected, and the next step
     * @param cause what was caught
     */
    public RejectedException(String message, Throwable cause) {
        super(message, cause);
    }
}
