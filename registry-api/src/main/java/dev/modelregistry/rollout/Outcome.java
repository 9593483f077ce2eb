package dev.modelregistry.rollout;

/** How a rollout ended. More may come: treat one that you do not know as an error. */
public enum Outcome {
    /** A version proved good and is in production. */
    COMPLETED("completed"),
    /** A candidate failed. */
    ROLLED_BACK("rolled-back"),
    /** Somebody ended it, and says nothing about the candidates. */
    ABORTED("aborted");

    private final String wireName;

    Outcome(String wireName) {
        this.wireName = wireName;
    }

    /** The stored name. */
    public String wireName() {
        return wireName;
    }

    /** The stored name in words. */
    @Override
    public String toString() {
        return this == ROLLED_BACK ? "rolled back" : wireName;
    }
}
