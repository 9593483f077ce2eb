/** A store in a directory; found by the service loader, so nothing is exported. */
module dev.modelregistry.fs {
    requires dev.modelregistry.api;
    requires org.slf4j;

    provides dev.modelregistry.spi.StoreProvider with
            dev.modelregistry.fs.FileStoreProvider;
}
