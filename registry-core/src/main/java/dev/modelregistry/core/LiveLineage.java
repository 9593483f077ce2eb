package dev.modelregistry.core;

import dev.modelregistry.Change;
import dev.modelregistry.Freshness;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryLineage;
import dev.modelregistry.core.decide.Linking;
import dev.modelregistry.core.decide.Settling;
import dev.modelregistry.core.index.EntryNames;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.core.journal.Decision;
import dev.modelregistry.core.lineage.Walk;
import dev.modelregistry.core.lineage.Withdrawing;
import dev.modelregistry.core.state.LineageState;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.lineage.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/** The lineage as it is now, and every way to change it. */
final class LiveLineage extends LineageReader implements RegistryLineage {
    private final Optional<Actor> actor;
    private final Freshness freshness;
    private final Predicate<ModelName> visible;
    private final Function<ModelName, RegisteredModel> models;

    /**
     * @param visible of which models may be told
     * @param models in whose name versions are taken out of service
     */
    LiveLineage(
            Engine engine,
            Optional<Actor> actor,
            Freshness freshness,
            Predicate<ModelName> visible,
            Function<ModelName, RegisteredModel> models) {
        super(engine, new Inputs.Known(engine, freshness), visible);
        this.actor = actor;
        this.freshness = freshness;
        this.visible = visible;
        this.models = models;
    }

    @Override
    SettingsState settings() {
        return engine.settings().state(freshness);
    }

    @Override
    Walk.Edges outputs() {
        return new Outputs(engine.indexing().index(freshness), List.of(EntryNames.INPUT));
    }

    /** The index does not say it of the first node, and of those that an edge was recorded to. */
    @Override
    Map<Node, Stage> stages(Walk walk, Walk.Edges outputs) {
        Map<Node, Stage> stages = new HashMap<>(((Outputs) outputs).stages());
        stages.putAll(stages(walk.cameFrom().keySet().stream()
                .filter(node -> !stages.containsKey(node))
                .toList()));
        return stages;
    }

    @Override
    public void record(Node from, Node to, Change change) {
        link(from, to, change, Linking::record);
    }

    @Override
    public void retract(Node from, Node to, Change change) {
        link(from, to, change, Linking::retract);
    }

    private void link(Node from, Node to, Change change, BiFunction<LineageState, Edge, List<RegistryEvent>> decide) {
        engine.requireOpen();
        Edge edge = Linking.checked(from, to);
        engine.journals().of(to).commit(Author.of(change, actor), state -> Decision.of(decide.apply(state, edge)));
    }

    @Override
    public void quarantine(Node node, Change change) {
        engine.requireOpen();
        Linking.check(node);
        settle(change, state -> Settling.quarantine(state, node));
    }

    @Override
    public void liftQuarantine(Node node, Change change) {
        settle(change, state -> Settling.liftQuarantine(state, node));
    }

    private void settle(Change change, Function<SettingsState, List<RegistryEvent>> decide) {
        engine.settings().commit(Author.of(change, actor), state -> Decision.of(decide.apply(state)));
    }

    @Override
    public List<Withdrawal> rollBackLive(Node node, Change change) {
        Author.of(change, actor).requireReasonAlone("several models may be changed");
        LiveLineage now = new LiveLineage(engine, actor, Freshness.latest(), visible, models);
        return Withdrawing.withdraw(now.impact(node), models, change);
    }
}
