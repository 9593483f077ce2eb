package dev.modelregistry.error;

/**
 * A name, version, alias, stage or registry that was asked for does not exist. Nothing was created by asking.
 */
public final class NotFoundException extends RegistryException {
    private static final long serialVersionUID = 1L;

    /** @param message the value, what was expected, and the next step */
    public NotFoundException(String message) {
        super(message);
    }

    /**
     * @param message the value, what was expected, and the next step
     * @param cause what was caught
     */
    public NotFoundException(String message, Throwable cause) {
        super(message, cause);
    }
}
