package dev.modelregistry.core.lineage;

import dev.modelregistry.Change;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryLineage.Withdrawal;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Impact;
import dev.modelregistry.lineage.Impact.Live;
import dev.modelregistry.pipeline.Rollback;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Takes versions out of service. */
public final class Withdrawing {
    private Withdrawing() {}

    /**
     * Takes out what serves and comes of a node. What keeps one version from that does not keep the others.
     *
     * @param models those in whose name it is done
     */
    public static List<Withdrawal> withdraw(Impact impact, Function<ModelName, RegisteredModel> models, Change change) {
        return impact.live().stream()
                .map(live -> withdraw(models.apply(live.uri().model()), live, change))
                .toList();
    }

    private static Withdrawal withdraw(RegisteredModel model, Live live, Change change) {
        try {
            long revision = model.revision();
            ModelVersion version = model.version(((ModelUri.ByNumber) live.uri().reference()).number());
            Occupancy now = model.stageOf(version);
            if (now.stage().equals(Stage.PRODUCTION)) {
                // What it was made from is the reason, so there is no doubt whether it is the model.
                now = model.rollbackFrom(version, Rollback.toLastGood().despiteFlapGuard(), change);
            } else if (now.stage().equals(Stage.CANARY)) {
                boolean isTried = model.rollouts()
                        .current()
                        .filter(rollout -> rollout.tries(version.number()))
                        .isPresent();
                now = isTried
                        ? model.rollbackFrom(version, Rollback.toLastGood().despiteFlapGuard(), change)
                        : model.archive(version, change.ifRevisionIs(revision)); // it must not be in production by then
            }
            return new Withdrawal(live, Optional.of(now), Optional.empty());
        } catch (RegistryClosedException closed) {
            throw closed;
        } catch (RegistryException failed) {
            return new Withdrawal(live, Optional.empty(), Optional.of(String.valueOf(failed.getMessage())));
        }
    }
}
