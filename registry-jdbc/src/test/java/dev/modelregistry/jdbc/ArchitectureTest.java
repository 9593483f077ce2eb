package dev.modelregistry.jdbc;

import dev.modelregistry.architecture.ArchitectureRules;
import java.util.Set;

class ArchitectureTest extends ArchitectureRules {
    ArchitectureTest() {
        super(JdbcStoreProvider.class, Set.of("dev.modelregistry.jdbc"), "javax.sql..", "org.slf4j..");
    }
}
