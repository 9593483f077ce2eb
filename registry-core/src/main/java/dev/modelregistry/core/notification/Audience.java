package dev.modelregistry.core.notification;

import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.Map;
import java.util.Set;

/** Somebody who wants to know where journals end. */
interface Audience {
    /** Which ones; empty for all that there are. */
    Set<JournalId> journals();

    /** Where journals end: those that were asked for, and maybe others. Must not fail. */
    void heads(Map<JournalId, Head> heads);
}
