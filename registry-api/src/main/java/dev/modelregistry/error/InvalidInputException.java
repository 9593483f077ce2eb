package dev.modelregistry.error;

/**
 * The input can never be accepted as it is; the message shows the value and what was expected. The state is unchanged.
 */
public final class InvalidInputException extends RegistryException {
    private static final long serialVersionUID = 1L;

    /** @param message the value, what was expected, and the next step */
    public InvalidInputException(String message) {
        super(message);
    }

    /**
     * @param message the value, what was expected, and the next step
     * @param cause what was caught
     */
    public InvalidInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
