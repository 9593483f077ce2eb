/** The registry's values, its facade and what a store implements; needs nothing at run time. */
module dev.modelregistry.api {
    requires static transitive org.jspecify;

    exports dev.modelregistry;
    exports dev.modelregistry.access;
    exports dev.modelregistry.checkpoint;
    exports dev.modelregistry.deployment;
    exports dev.modelregistry.descriptor;
    exports dev.modelregistry.encryption;
    exports dev.modelregistry.error;
    exports dev.modelregistry.event;
    exports dev.modelregistry.health;
    exports dev.modelregistry.id;
    exports dev.modelregistry.lineage;
    exports dev.modelregistry.notification;
    exports dev.modelregistry.pipeline;
    exports dev.modelregistry.release;
    exports dev.modelregistry.retention;
    exports dev.modelregistry.review;
    exports dev.modelregistry.rollout;
    exports dev.modelregistry.run;
    exports dev.modelregistry.search;
    exports dev.modelregistry.serving;
    exports dev.modelregistry.signature;
    exports dev.modelregistry.spi;
    exports dev.modelregistry.spi.support;
    exports dev.modelregistry.storage;
    exports dev.modelregistry.versioning;

    uses dev.modelregistry.RegistryEngine;
    uses dev.modelregistry.spi.StoreProvider;
}
