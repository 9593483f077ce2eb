/** A store in a relational database. */
module dev.modelregistry.jdbc {
    requires transitive dev.modelregistry.api;
    requires java.sql;
    requires org.slf4j;

    exports dev.modelregistry.jdbc;

    provides dev.modelregistry.spi.StoreProvider with
            dev.modelregistry.jdbc.JdbcStoreProvider;
}
