package dev.modelregistry.core.journal;

import dev.modelregistry.core.codec.StateCodec;
import dev.modelregistry.core.state.Fold;
import dev.modelregistry.core.state.JournalState;
import dev.modelregistry.core.state.LineageFold;
import dev.modelregistry.core.state.LineageState;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.ReleaseSetFold;
import dev.modelregistry.core.state.ReleaseSetState;
import dev.modelregistry.core.state.RunFold;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.core.state.SettingsFold;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A kind of journal: how its commits become states, and states snapshots.
 *
 * @param name as it stands in journal ids
 * @param nothing the state before the first commit
 * @param fold the state after a commit
 * @param snapshots how states are kept, for journals that become long
 */
public record Kind<S extends JournalState>(
        String name, S nothing, BiFunction<S, Commit, S> fold, Optional<Snapshots<S>> snapshots) {
    /**
     * How states are kept.
     *
     * @param encode a state as a snapshot
     * @param decode the state in a snapshot; empty if it is of another format
     */
    public record Snapshots<S>(Function<S, Snapshot> encode, Function<Snapshot, Optional<S>> decode) {}

    /** The journals of models. */
    public static final Kind<ModelState> MODEL = new Kind<>(
            JournalId.MODEL,
            ModelState.NOTHING,
            Fold::apply,
            Optional.of(new Snapshots<>(StateCodec::encode, StateCodec::decode)));

    /** The journals of training runs, which do not become long. */
    public static final Kind<RunState> RUN =
            new Kind<>(JournalId.RUN, RunState.NOTHING, RunFold::apply, Optional.empty());

    /** The journals of what was recorded about nodes of the lineage. */
    public static final Kind<LineageState> LINEAGE =
            new Kind<>(JournalId.LINEAGE, LineageState.NOTHING, LineageFold::apply, Optional.empty());

    /** The journals of models that go into production together. */
    public static final Kind<ReleaseSetState> RELEASE_SET =
            new Kind<>(JournalId.RELEASE_SET, ReleaseSetState.NOTHING, ReleaseSetFold::apply, Optional.empty());

    /** The journal of the registry's own settings. */
    public static final Kind<SettingsState> SETTINGS =
            new Kind<>(JournalId.SETTINGS.kind(), SettingsState.NOTHING, SettingsFold::apply, Optional.empty());

    /** All there are; what others are based on comes last, so that a look at all sees also what the earlier ones are based on. */
    public static final List<Kind<?>> ALL = List.of(MODEL, RUN, LINEAGE, RELEASE_SET, SETTINGS);

    /** Those whose commits are told to whoever wants to hear of everything; runs say too much for that, and edges of the lineage concern no model. */
    public static final List<Kind<?>> TOLD = List.of(MODEL, RELEASE_SET, SETTINGS);

    /**
     * The kind of a journal.
     *
     * @throws UnsupportedFormatException if this library does not know it
     */
    public static Kind<?> of(JournalId journal) {
        return find(journal.kind())
                .orElseThrow(() -> new UnsupportedFormatException(
                        "journal " + journal + " is of a kind that this library does not know; upgrade it"));
    }

    /** The kind of this name, if this library knows it. */
    static Optional<Kind<?>> find(String name) {
        return ALL.stream().filter(kind -> kind.name.equals(name)).findFirst();
    }
}
