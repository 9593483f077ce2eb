package dev.modelregistry.core.scan;

/** How much may still be unpacked, however deep in whatever: small files can unpack to nearly anything. */
final class Budget {
    private final long limit;
    private long spent;

    Budget(long limit) {
        this.limit = limit;
    }

    void spend(long bytes) throws Unfinished {
        spent += bytes;
        if (spent > limit) {
            throw new Unfinished(
                    "it unpacks to more than the " + limit + " bytes that are read of a file of this size");
        }
    }
}
