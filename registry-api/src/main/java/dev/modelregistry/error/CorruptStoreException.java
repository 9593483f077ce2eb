package dev.modelregistry.error;

/**
 * Stored bytes are damaged, missing or out of order. Nothing was skipped, truncated or repaired; the message names the place, and the
 * hash that was expected and the one that was found.
 */
public final class CorruptStoreException extends RegistryException {
    private static final long serialVersionUID = 1L;

    /** @param message the value, what was expected, and the next step */
    public CorruptStoreException(String message) {
        super(message);
    }

    /**
     * @param message the value, what was expected, and the next step
     * @param cause what was caught
     */
    public CorruptStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
