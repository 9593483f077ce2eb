/** A store in a relational database. */
module dev.modelregistry.jdbc {
    requires transitive dev.modelregistry.api;
    requires transitive java.sql;
    requires org.slf4j;

    exports dev.modelregistry.jdbc;

    uses dev.modelregistry.spi.StoreProvider;
    uses java.sql.Driver;

    provides dev.modelregistry.spi.StoreProvider with
            dev.modelregistry.jdbc.JdbcStoreProvider;
}
