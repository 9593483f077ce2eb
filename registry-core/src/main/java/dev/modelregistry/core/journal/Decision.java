package dev.modelregistry.core.journal;

import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is to be committed.
 *
 * @param events what happens; none if things are as wished
 * @param basis the journals that were read to decide so, each with its head; those that were empty are left out
 * @param notBefore when what it follows was decided elsewhere; the commit is not dated before that, whatever the clock says
 */
public record Decision(List<RegistryEvent> events, Map<JournalId, Head> basis, Instant notBefore) {
    /** A decision that follows nothing. */
    public Decision(List<RegistryEvent> events, Map<JournalId, Head> basis) {
        this(events, basis, Instant.MIN);
    }

    /** A decision that rests on its own journal alone. */
    public static Decision of(List<RegistryEvent> events) {
        return new Decision(events, Map.of());
    }
}
