package dev.modelregistry.core.codec;

import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.VersionErased;
import dev.modelregistry.event.RunEvent.RunErased;
import dev.modelregistry.storage.Part;
import java.util.List;

/** One event of each kind that lets bytes go, with every part that it can have. */
final class StorageEvents {
    static final List<RegistryEvent> ALL = List.of(
            new VersionErased(
                    2,
                    List.of(Part.text("description"), Part.artifact("model.bin"), Part.comment(3), Part.testimony())),
            new RunErased(List.of(Part.artifact("plots/roc.png"))));

    private StorageEvents() {}
}
