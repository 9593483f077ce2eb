package dev.modelregistry.spi;

/** What to do about a registry that is not there. */
public enum OpenMode {
    /** Open what is there; {@link dev.modelregistry.error.NotFoundException} where there is nothing. Creates nothing. */
    EXISTING,
    /** Open what is there, or create it. Of several processes that create at once, one does and the others open its registry. */
    CREATE_IF_ABSENT
}
