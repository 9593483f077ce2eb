package dev.modelregistry.core.memory;

import dev.modelregistry.contract.RegistryContract;

class MemoryRegistryTest extends RegistryContract {
    @Override
    protected String freshUrl() {
        return "memory:";
    }
}
