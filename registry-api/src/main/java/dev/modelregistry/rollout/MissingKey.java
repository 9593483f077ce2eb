package dev.modelregistry.rollout;

/** Where a request without a key goes while a rollout is under way. More may come: treat one that you do not know as an error. */
public enum MissingKey {
    /** To control, while control answers any key; else as {@link #BY_WEIGHT}. The default: nobody meets a candidate by accident. */
    CONTROL("control"),
    /** To a version by chance, each with its share. The next request may go elsewhere. */
    BY_WEIGHT("by-weight");

    private final String wireName;

    MissingKey(String wireName) {
        this.wireName = wireName;
    }

    /** The stored name. */
    public String wireName() {
        return wireName;
    }
}
