package dev.modelregistry.core.serve;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.serving.GoldenExample;
import dev.modelregistry.serving.SelfTest;
import dev.modelregistry.serving.ServingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Puts the golden examples of a version to its model. */
final class SelfTesting {
    /** How many examples that fail are told in full; the words are for a log line. */
    private static final int SHOWN = 3;

    private SelfTesting() {}

    /**
     * Returns if the model gives what the examples say, or the host asked for no self-test.
     *
     * @throws ServingException if it does not, or the host demands examples and there are none
     */
    static <T> void run(ServingOptions<T> options, ModelVersion version, T model) {
        if (options.selfTest().isEmpty()) {
            return;
        }
        SelfTest<? super T> test = options.selfTest().get();
        List<GoldenExample> examples = version.golden();
        if (examples.isEmpty() && options.requiresExamples()) {
            throw new ServingException(
                    name(version) + " has no golden examples, and the options of serving require them;"
                            + " register a version with VersionDraft.golden");
        }
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            List<String> differences = ask(test, version, model, examples, i);
            if (!differences.isEmpty()) {
                failures.add(place(examples, i) + ": " + String.join(", ", differences));
            }
        }
        if (!failures.isEmpty()) {
            int shown = Math.min(SHOWN, failures.size());
            throw new ServingException(name(version) + " does not give what its " + GoldenExample.FILE + " says: "
                    + String.join("; ", failures.subList(0, shown))
                    + (shown < failures.size() ? "; and " + (failures.size() - shown) + " more examples" : ""));
        }
    }

    private static <T> List<String> ask(
            SelfTest<? super T> test, ModelVersion version, T model, List<GoldenExample> examples, int place) {
        GoldenExample example = examples.get(place);
        try {
            Map<String, ?> answer = Objects.requireNonNull(test.predict(model, example.inputs()), "predict gave null");
            return example.differences(answer);
        } catch (Exception failure) {
            throw new ServingException(
                    name(version) + " fails at " + place(examples, place) + " of its " + GoldenExample.FILE + ": "
                            + failure,
                    failure);
        }
    }

    private static String place(List<GoldenExample> examples, int place) {
        return "example " + (place + 1) + " of " + examples.size();
    }

    private static String name(ModelVersion version) {
        return version.model() + " v" + version.version() + " (number " + version.number() + ")";
    }
}
