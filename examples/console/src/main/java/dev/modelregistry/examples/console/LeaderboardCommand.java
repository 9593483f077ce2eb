package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.ModelName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "leaderboard",
        description = "The best versions of a model by a metric.",
        footer = "  registry leaderboard flights auc --limit 5")
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class LeaderboardCommand extends RegistryCommand {
    /** As the option is written. */
    enum Better {
        HIGHER(Direction.HIGHER_IS_BETTER),
        LOWER(Direction.LOWER_IS_BETTER);

        private final Direction direction;

        Better(Direction direction) {
            this.direction = direction;
        }
    }

    @Parameters(paramLabel = "MODEL", description = "its name")
    private ModelName model;

    @Parameters(paramLabel = "METRIC", description = "such as auc")
    private String metric;

    @Option(
            names = "--better",
            description = "which values are better, if neither name nor version says so: higher, lower")
    private @Nullable Better better;

    @Mixin
    private final Limit limit = new Limit();

    @Override
    Answer answer(ModelRegistry registry) {
        RegisteredModel model = Models.existing(registry.model(this.model), registry);
        Direction direction = direction(model);
        ObjectNode json = JsonOutput.object()
                .put("model", model.name().value())
                .put("metric", metric)
                .put("direction", DescriptorJson.name(direction));
        ArrayNode best = json.putArray("versions");
        Table table = new Table("RANK", "VERSION", "STAGE", "VALUE", "REGISTERED", "BY", "WHY");
        for (ModelVersion version : model.leaderboard(metric, direction, limit.count())) {
            double value = Objects.requireNonNull(version.metrics().get(metric));
            String stage = model.stageOf(version).stage().name();
            best.add(JsonOutput.version(version).put("stage", stage).put("value", value));
            table.row(
                    best.size(),
                    Models.label(version),
                    stage,
                    value,
                    Times.text(version.registeredAt()),
                    version.registeredBy(),
                    version.reason());
        }
        return Answer.of(json, best.isEmpty() ? "no version has the metric " + metric + "\n" : table(table));
    }

    /** As it was asked for, as the newest version declares it, or as its name is understood. */
    private Direction direction(RegisteredModel model) {
        if (better != null) {
            return better.direction;
        }
        List<ModelVersion> newestFirst = new ArrayList<>(model.versions());
        Collections.reverse(newestFirst);
        return newestFirst.stream()
                .map(version -> version.descriptor().directions().get(metric))
                .filter(Objects::nonNull)
                .findFirst()
                .or(() -> Direction.ofName(metric))
                .orElseThrow(() -> new InvalidInputException("whether higher or lower values of '" + metric
                        + "' are better is not known; say --better higher or --better lower"));
    }
}
