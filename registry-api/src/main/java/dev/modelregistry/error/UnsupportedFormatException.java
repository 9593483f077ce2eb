package dev.modelregistry.error;

/**
 * The store was written by a newer version of this library in a way that this one must not guess at. Upgrade this host.
 */
public final class UnsupportedFormatException extends RegistryException {
    private static final long serialVersionUID = 1L;

    /** @param message the value, what was expected, and the next step */
    public UnsupportedFormatException(String message) {
        super(message);
    }

    /**
     * @param message the value, what was expected, and the next step
     * @param cause what was caught
     */
    public UnsupportedFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
