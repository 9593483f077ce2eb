package dev.modelregistry.fs;

import dev.modelregistry.architecture.ArchitectureRules;
import java.util.Set;

class ArchitectureTest extends ArchitectureRules {
    ArchitectureTest() {
        super(FileStoreProvider.class, Set.of(), "org.slf4j..");
    }
}
