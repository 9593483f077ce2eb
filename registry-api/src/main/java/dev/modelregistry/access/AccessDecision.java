package dev.modelregistry.access;

import dev.modelregistry.error.InvalidInputException;

/** What an {@link AccessPolicy} says to a request. Immutable. */
public final class AccessDecision {
    private static final AccessDecision GRANTED = new AccessDecision(true, "granted");

    private final boolean granted;
    private final String reason;

    private AccessDecision(boolean granted, String reason) {
        this.granted = granted;
        this.reason = reason;
    }

    /** Yes. */
    public static AccessDecision granted() {
        return GRANTED;
    }

    /**
     * No.
     *
     * @param reason why, and what would help, for whoever asked; it must not tell what they may not read
     * @throws InvalidInputException if it is blank
     */
    public static AccessDecision denied(String reason) {
        if (reason.isBlank()) {
            throw new InvalidInputException("the reason for denying access is blank; say why, and what would help");
        }
        return new AccessDecision(false, reason);
    }

    /** Whether it is a yes. */
    public boolean isGranted() {
        return granted;
    }

    /** Why not; {@code granted} if it is a yes. */
    public String reason() {
        return reason;
    }

    @Override
    public String toString() {
        return granted ? reason : "denied: " + reason;
    }
}
