package dev.modelregistry.examples.console;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.ModelName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "unalias",
        description = "Remove an alias; does nothing if there is none of this name.",
        footer = "  registry unalias flights champion -m 'nobody asks for it'")
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class UnaliasCommand extends ChangingCommand {
    @Parameters(paramLabel = "MODEL", description = "its name")
    private ModelName model;

    @Parameters(paramLabel = "ALIAS", description = "such as champion")
    private Alias alias;

    @Override
    Answer answer(ModelRegistry registry) {
        RegisteredModel model = Models.existing(registry.model(this.model), registry);
        model.removeAlias(alias, change());
        return Answer.of(
                JsonOutput.object().put("model", model.name().value()).put("removed", alias.value()),
                model.name() + " has no alias " + alias + "\n");
    }
}
