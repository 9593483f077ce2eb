package dev.modelregistry.rollout;

/** The part that a version plays for a request. More may come: treat one that you do not know as an error. */
public enum Arm {
    /** The version in production, which the others are compared with. */
    CONTROL,
    /** A version that a rollout tries out. */
    CANDIDATE;

    /** In lower case, as in log lines. */
    @Override
    public String toString() {
        return this == CONTROL ? "control" : "candidate";
    }
}
