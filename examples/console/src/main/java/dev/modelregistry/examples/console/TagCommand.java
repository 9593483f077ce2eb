package dev.modelregistry.examples.console;

import dev.modelregistry.ModelRegistry;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "tag",
        description = "Set tags on a version, or on a model.",
        footer = {
            "  registry tag flights/1.3.0 team=ops -m 'they own it'",
            "  registry tag flights cost-centre=4711 -m 'asked for by finance'"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class TagCommand extends ChangingCommand {
    @Parameters(index = "0", paramLabel = "URI|MODEL", description = "a version, or a model by its name")
    private String target;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY=VALUE", description = "each is a change of its own")
    private Map<String, String> tags;

    @Override
    void check() throws IOException {
        super.check();
        tags.forEach(Tagged::check);
    }

    @Override
    Answer answer(ModelRegistry registry) {
        Tagged tagged = Tagged.of(target, registry);
        return tagged.each(tags.keySet(), key -> tagged.tag(key, tags.getOrDefault(key, ""), change()));
    }
}
