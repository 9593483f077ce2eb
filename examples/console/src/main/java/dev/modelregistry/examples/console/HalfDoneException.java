package dev.modelregistry.examples.console;

/** A change is made, and something behind it failed: the cause, which decides the exit code. */
final class HalfDoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HalfDoneException(String done, RuntimeException cause) {
        super(done + ", but: " + (cause.getMessage() == null ? cause : cause.getMessage()), cause);
    }
}
