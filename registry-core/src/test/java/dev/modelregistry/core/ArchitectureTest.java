package dev.modelregistry.core;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.architecture.ArchitectureRules;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** The API is tested here too: it comes before the module that holds the rules. */
class ArchitectureTest {
    @Nested
    class Api extends ArchitectureRules {
        Api() {
            super(
                    ModelRegistry.class,
                    Set.of(
                            "dev.modelregistry",
                            "dev.modelregistry.access",
                            "dev.modelregistry.checkpoint",
                            "dev.modelregistry.deployment",
                            "dev.modelregistry.descriptor",
                            "dev.modelregistry.encryption",
                            "dev.modelregistry.error",
                            "dev.modelregistry.event",
                            "dev.modelregistry.health",
                            "dev.modelregistry.id",
                            "dev.modelregistry.lineage",
                            "dev.modelregistry.notification",
                            "dev.modelregistry.pipeline",
                            "dev.modelregistry.release",
                            "dev.modelregistry.retention",
                            "dev.modelregistry.review",
                            "dev.modelregistry.rollout",
                            "dev.modelregistry.run",
                            "dev.modelregistry.search",
                            "dev.modelregistry.serving",
                            "dev.modelregistry.signature",
                            "dev.modelregistry.spi",
                            "dev.modelregistry.spi.support",
                            "dev.modelregistry.storage",
                            "dev.modelregistry.versioning"),
                    "javax.crypto..");
        }
    }

    @Nested
    class Core extends ArchitectureRules {
        Core() {
            super(
                    CoreEngine.class,
                    Set.of(),
                    "com.dynatrace.hash4j..",
                    "com.fasterxml.jackson..",
                    "com.github.benmanes.caffeine..",
                    "com.sun.management..",
                    "javax.crypto..",
                    "org.apache.commons.statistics..",
                    "org.slf4j..");
        }
    }
}
