package dev.modelregistry.core.state;

import dev.modelregistry.core.state.LineageState.Standing;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.EventType;
import dev.modelregistry.event.LineageEvent.EdgeRecorded;
import dev.modelregistry.event.LineageEvent.EdgeRetracted;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;

/** The one place where events become what is recorded about a node. Pure. */
public final class LineageFold {
    private LineageFold() {}

    /**
     * What is recorded after a commit.
     *
     * @throws CorruptStoreException if the commit does not follow this state, or says what cannot be: nothing is skipped
     */
    public static LineageState apply(LineageState state, Commit commit) {
        state.checkFollows(commit);
        LineageState next = state.at(new Head(commit.revision(), commit.hash()), commit.time());
        for (RegistryEvent event : commit.events()) {
            next = apply(next, event, commit);
        }
        return next;
    }

    private static LineageState apply(LineageState next, RegistryEvent event, Commit commit) {
        if (event instanceof EdgeRecorded recorded) {
            return moved(next, recorded.edge(), Standing.HOLDS, event, commit);
        } else if (event instanceof EdgeRetracted retracted) {
            return moved(next, retracted.edge(), Standing.RETRACTED, event, commit);
        } else if (event.type() == EventType.UNKNOWN) {
            return next;
        }
        throw Fold.misplaced(event, commit);
    }

    private static LineageState moved(
            LineageState next, Edge edge, Standing standing, RegistryEvent event, Commit commit) {
        boolean ours = JournalId.of(edge.to()).toString().equals(commit.journal());
        boolean moves = next.isMadeFrom(edge.from()) != (standing == Standing.HOLDS);
        Fold.check(ours && moves, event, commit);
        return next.with(edge.to(), edge.from(), standing);
    }
}
