package dev.modelregistry.search;

/** What a search finds. */
public enum Target {
    /** Registered models. */
    MODELS("models"),
    /** Their versions. */
    VERSIONS("versions"),
    /** Training runs. */
    RUNS("runs");

    private final String plural;

    Target(String plural) {
        this.plural = plural;
    }

    /** In words, such as {@code versions}. */
    @Override
    public String toString() {
        return plural;
    }
}
