package dev.modelregistry.error;

/**
 * The store cannot tell whether the change was made durable. Look at the history before doing it again: the message names the journal,
 * the revision and the commit's hash to look for. Repeating the same registration is safe, it finds the version that may be there.
 */
public final class OutcomeUnknownException extends RegistryException {
    private static final long serialVersionUID = 1L;

    /** @param message the value, what was expected, and the next step */
    public OutcomeUnknownException(String message) {
        super(message);
    }

    /**
     * @param message the value, what was expected, and the next step
     * @param cause what was caught
     */
    public OutcomeUnknownException(String message, Throwable cause) {
        super(message, cause);
    }
}
