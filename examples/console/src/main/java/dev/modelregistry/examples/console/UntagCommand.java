package dev.modelregistry.examples.console;

import dev.modelregistry.ModelRegistry;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "untag",
        description = "Remove tags from a version, or from a model; does nothing where there is none.",
        footer = "  registry untag flights/1.3.0 team -m 'nobody owns it'")
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class UntagCommand extends ChangingCommand {
    @Parameters(index = "0", paramLabel = "URI|MODEL", description = "a version, or a model by its name")
    private String target;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY", description = "each is a change of its own")
    private List<String> keys;

    @Override
    Answer answer(ModelRegistry registry) {
        Tagged tagged = Tagged.of(target, registry);
        return tagged.each(keys, key -> tagged.untag(key, change()));
    }
}
