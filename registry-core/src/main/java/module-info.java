/** The engine behind the API, and the in-memory store. Hosts compile against the API alone, so nothing is exported. */
module dev.modelregistry.core {
    requires dev.modelregistry.api;
    requires com.dynatrace.hash4j;
    requires com.fasterxml.jackson.databind;
    requires com.github.benmanes.caffeine;
    requires org.apache.commons.statistics.inference;
    requires jdk.management;
    requires org.slf4j;

    provides dev.modelregistry.RegistryEngine with
            dev.modelregistry.core.CoreEngine;
    provides dev.modelregistry.spi.StoreProvider with
            dev.modelregistry.core.memory.MemoryStoreProvider;
}
