package dev.modelregistry.error;

/** No version can answer: nothing is in production, or what is cannot be loaded: promote a version that works. Or one version is being loaded in place of another, to spare memory: ask again. */
public final class ServingException extends RegistryException {
    private static final long serialVersionUID = 1L;

    /** An error with a message that says which version, and why. */
    public ServingException(String message) {
        super(message);
    }

    /** An error that came of another one. */
    public ServingException(String message, Throwable cause) {
        super(message, cause);
    }
}
