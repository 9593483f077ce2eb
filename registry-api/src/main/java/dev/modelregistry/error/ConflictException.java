package dev.modelregistry.error;

/**
 * The registry says otherwise by now: a revision that was expected has passed, or an identity is taken by other content. The state is
 * unchanged; read again and decide again.
 */
public final class ConflictException extends RegistryException {
    private static final long serialVersionUID = 1L;

    /** @param message the value, what was expected, and the next step */
    public ConflictException(String message) {
        super(message);
    }

    /**
     * @param message the value, what was expected, and the next step
     * @param cause what was caught
     */
    public ConflictException(String message, Throwable cause) {
        super(message, cause);
    }
}
