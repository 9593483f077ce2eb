package dev.modelregistry.examples.console;

import dev.modelregistry.Change;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.Stage;
import dev.modelregistry.review.Review;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What is said of a version that wants to enter a stage; the answer is all that has been said. */
@SuppressWarnings("NullAway.Init") // picocli sets what is required
abstract class ReviewCommand extends ChangingCommand {
    @Parameters(paramLabel = "URI", description = "the version")
    private ModelUri uri;

    @Parameters(paramLabel = "STAGE", description = "the stage that it wants to enter")
    private Stage stage;

    abstract void say(RegisteredModel model, ModelVersion version, Stage to, Change change);

    @Override
    final Answer answer(ModelRegistry registry) {
        ModelVersion version = registry.resolve(uri);
        RegisteredModel model = registry.model(version.model());
        say(model, version, stage, change());
        Review review = Models.known(model.name(), registry).review(version, stage);
        return Answer.of(
                JsonOutput.version(version).setAll(JsonOutput.review(review)),
                version + " to " + stage + ": " + Models.text(review, host().now()) + "\n");
    }

    @Command(
            name = "request",
            description = "Ask for approval of a version.",
            footer = "  registry request flights/1.3.0 Production -m 'ready to serve'")
    static final class Request extends ReviewCommand {
        @Override
        void say(RegisteredModel model, ModelVersion version, Stage to, Change change) {
            model.requestApproval(version, to, change);
        }
    }

    @Command(
            name = "approve",
            description = "Approve a version that somebody else registered and asked for.",
            footer = "  registry approve flights/1.3.0 Production --as bob -m 'figures are right'")
    static final class Approve extends ReviewCommand {
        @Override
        void say(RegisteredModel model, ModelVersion version, Stage to, Change change) {
            model.approve(version, to, change);
        }
    }

    @Command(
            name = "reject",
            description = "Reject a version; one rejection blocks it.",
            footer = "  registry reject flights/1.3.0 Production --as bob -m 'trained on the test data'")
    static final class Reject extends ReviewCommand {
        @Override
        void say(RegisteredModel model, ModelVersion version, Stage to, Change change) {
            model.reject(version, to, change);
        }
    }

    @Command(
            name = "withdraw",
            description = "Take back what you said: the request, or else the vote.",
            footer = "  registry withdraw flights/1.3.0 Production -m 'one more test'")
    static final class Withdraw extends ReviewCommand {
        @Override
        void say(RegisteredModel model, ModelVersion version, Stage to, Change change) {
            model.withdraw(version, to, change);
        }
    }
}
