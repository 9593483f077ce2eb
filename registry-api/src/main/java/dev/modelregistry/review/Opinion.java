package dev.modelregistry.review;

/** What somebody says of a version that wants to enter a stage. The last word counts. */
public enum Opinion {
    /** It may enter. */
    APPROVED("approved"),
    /** It must not enter: one rejection is enough, whoever approved. */
    REJECTED("rejected"),
    /** The word said before is taken back. */
    WITHDRAWN("withdrawn");

    private final String wireName;

    Opinion(String wireName) {
        this.wireName = wireName;
    }

    /** The stored name. */
    public String wireName() {
        return wireName;
    }
}
