/** A store in a relational database; found by the service loader, so nothing is exported. */
module dev.modelregistry.jdbc {
    requires dev.modelregistry.api;

    provides dev.modelregistry.spi.StoreProvider with
            dev.modelregistry.jdbc.JdbcStoreProvider;
}
