package dev.modelregistry.examples.console;

import dev.modelregistry.Change;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.ModelUri;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "alias",
        description = "Point an alias at a version; moves it if it exists.",
        footer = "  registry alias flights/1.3.0 champion -m 'best so far'")
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class AliasCommand extends ChangingCommand {
    @Parameters(paramLabel = "URI", description = "the version")
    private ModelUri uri;

    @Parameters(paramLabel = "ALIAS", description = "such as champion")
    private Alias alias;

    @Mixin
    private final BreakGlassOption breakGlass = new BreakGlassOption();

    @Override
    Answer answer(ModelRegistry registry) {
        ModelVersion version = registry.resolve(uri);
        RegisteredModel model = registry.model(version.model());
        Change change = change();
        breakGlass
                .permission()
                .ifPresentOrElse(
                        danger -> model.alias(alias, version, change, danger),
                        () -> model.alias(alias, version, change));
        return Answer.of(
                JsonOutput.version(version).put("alias", alias.value()),
                model.name() + "@" + alias + " = " + Models.label(version) + "\n");
    }
}
