package dev.modelregistry.core.notification;

import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.Map;
import java.util.Set;

/** Somebody who wants to know where journals end. */
interface Audience {
    /** Whether to tell it is to call a listener, who may be slow: then the others are told first. */
    boolean mayTakeLong();

    /** Which ones; empty for all that there are. */
    Set<JournalId> journals();

    /** Where journals end: those that were asked for, and maybe others. Must not fail. */
    void heads(Map<JournalId, Head> heads);
}
