package dev.modelregistry.examples.serving;

import dev.modelregistry.ModelLoader;
import dev.modelregistry.ModelVersion;
import java.io.IOException;
import java.util.Objects;
import org.tribuo.Model;
import org.tribuo.classification.Label;

/** Loads a version with Tribuo, from {@value #FILE} and {@value Features#FILE}: no native code, for models that Tribuo trained. Thread-safe. */
final class TribuoLoader implements ModelLoader<DelayModel> {
    static final String FILE = "model.tribuo";

    @Override
    public DelayModel load(ModelVersion version) throws IOException {
        return new TribuoModel(
                Model.deserializeFromFile(version.artifact(FILE).path()).castModel(Label.class),
                Features.read(version.artifact(Features.FILE).path()));
    }

    /** A model, which predicts for many threads at once, and is memory of the JVM: there is nothing to close. */
    private record TribuoModel(Model<Label> model, Features features) implements DelayModel {
        @Override
        public double probabilityOfDelay(Flight flight) {
            return Objects.requireNonNull(model.predict(Examples.of(features, flight))
                            .getOutputScores()
                            .get(Examples.DELAYED.getLabel()))
                    .getScore();
        }

        @Override
        public void close() {}
    }
}
