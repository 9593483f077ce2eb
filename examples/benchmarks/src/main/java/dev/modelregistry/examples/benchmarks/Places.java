package dev.modelregistry.examples.benchmarks;

import java.io.IOException;

/** Where registries can be made: directories, or schemas of a database. */
interface Places {
    /** A place in which nothing is yet, as the URL of a registry to be. */
    String fresh(String name) throws IOException;

    /** Deletes whatever was made there. */
    void delete(String url) throws IOException;
}
