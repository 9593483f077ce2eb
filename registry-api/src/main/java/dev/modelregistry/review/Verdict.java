package dev.modelregistry.review;

/** How a gate was judged. Kinds may be added: treat one that you do not know as not passed. */
public enum Verdict {
    /** It holds. */
    PASSED("passed"),
    /** It does not hold. */
    FAILED("failed"),
    /** There is nothing yet to judge by, such as an approval or a check's evidence. */
    MISSING("missing");

    private final String wireName;

    Verdict(String wireName) {
        this.wireName = wireName;
    }

    /** The stored name. */
    public String wireName() {
        return wireName;
    }
}
