package dev.modelregistry.core;

import dev.modelregistry.Freshness;
import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.spi.JournalId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that what a commit names is there. Somebody may have erased the same bytes while they were on their way to be named: who erases
 * looks at the commits after hiding the bytes, and who commits looks at the bytes after committing, so one of the two sees the other.
 */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private Upkeep() {}

    /**
     * Looks after a commit.
     *
     * @param again stores once more what it names, as far as that is at hand
     * @throws OutcomeUnknownException if something is gone all the same
     */
    static void after(Engine engine, JournalId journal, List<RegistryEvent> events, Runnable again) {
        List<String> gone = missing(engine, journal, events);
        if (gone.isEmpty()) {
            return;
        }
        try {
            again.run();
            gone = missing(engine, journal, events);
        } catch (RegistryException failure) {
            throw new OutcomeUnknownException(problem(journal, gone), failure);
        }
        if (!gone.isEmpty()) {
            throw new OutcomeUnknownException(problem(journal, gone), new IllegalStateException("gone again"));
        }
    }

    private static String problem(JournalId journal, List<String> gone) {
        return "journal " + journal + " has the commit, but the same bytes were erased meanwhile: "
                + String.join("; ", gone)
                + ". Do the same once more with the same bytes, which brings them back, or erase them here, too";
    }

    private static List<String> missing(Engine engine, JournalId journal, List<RegistryEvent> events) {
        try {
            return events.stream()
                    .flatMap(event -> NamedBlob.of(engine, journal, event).stream())
                    .filter(blob -> engine.blobs().find(blob.digest()).isEmpty())
                    .filter(blob -> !blob.isReleased(engine.state(journal, Freshness.latest())))
                    .map(NamedBlob::what)
                    .toList();
        } catch (RegistryException notKnown) { // the commit stands all the same
            LOG.warn("What journal {} names now could not be looked at", journal, notKnown);
            return List.of();
        }
    }
}
