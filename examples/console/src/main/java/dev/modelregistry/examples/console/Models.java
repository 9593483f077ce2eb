package dev.modelregistry.examples.console;

import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ModelView;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryView;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.review.Review;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What several commands ask of models, and say of them. */
final class Models {
    private Models() {}

    /** @throws NotFoundException if there is no such model */
    static <V extends ModelView> V existing(V model, RegistryView registry) {
        if (model.exists()) {
            return model;
        }
        throw notFound(model.name(), registry);
    }

    /** A model as this process knows it behind a change that it made: the store need not be there any more. */
    static RegisteredModel known(ModelName name, ModelRegistry registry) {
        return registry.with(Freshness.pinned()).model(name);
    }

    static NotFoundException notFound(ModelName name, RegistryView registry) {
        List<String> known = registry.models().stream()
                .limit(20)
                .map(other -> other.name().value())
                .toList();
        return new NotFoundException("there is no model '" + name + "'; "
                + (known.isEmpty() ? "the registry has none" : "there are " + String.join(", ", known)));
    }

    /** {@code 1.2.0 (3)}. */
    static String label(ModelVersion version) {
        return version.version() + " (" + version.number() + ")";
    }

    static List<String> aliases(ModelView model, ModelVersion version) {
        return model.aliases().entrySet().stream()
                .filter(alias -> alias.getValue().equals(version))
                .map(Map.Entry::getKey)
                .map(Alias::value)
                .toList();
    }

    /** Who asked, and what was said, in one line. */
    static String text(Review review, Instant now) {
        String request = review.request()
                .map(asked ->
                        "asked for by " + asked.by() + " " + Times.age(asked.at(), now) + " (" + asked.reason() + ")")
                .orElse("not asked for");
        return review.votes().stream()
                .map(vote -> vote.opinion().wireName() + " by " + vote.by() + " " + Times.age(vote.at(), now) + " ("
                        + vote.reason() + ")")
                .reduce(request, (all, vote) -> all + "; " + vote)
                .transform(Terminal::line);
    }
}
