package dev.modelregistry.examples.console;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.pipeline.BreakGlass;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** To act against the rules, by a sentence that nobody types by accident and no completion completes. */
final class BreakGlassOption {
    static final String SENTENCE = "I take the responsibility";

    @Option(
            names = "--break-glass",
            paramLabel = "SENTENCE",
            description = "ask no gate and no rule; give '" + SENTENCE + "', in full. The history keeps it")
    private @Nullable String sentence;

    boolean isGiven() {
        return sentence != null;
    }

    /** @throws InvalidInputException if another sentence is given */
    Optional<BreakGlass> permission() {
        if (sentence == null) {
            return Optional.empty();
        }
        if (!sentence.equals(SENTENCE)) {
            throw new InvalidInputException("--break-glass wants the sentence '" + SENTENCE
                    + "', word for word: no gate is asked, and the history keeps it for ever");
        }
        return Optional.of(BreakGlass.nothingIsChecked());
    }
}
