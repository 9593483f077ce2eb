package dev.modelregistry.examples.serving;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.modelregistry.ModelLoader;
import dev.modelregistry.ModelVersion;
import java.util.Map;

/**
 * Loads a version with ONNX Runtime, from {@value #FILE} and {@value Features#FILE}. Whatever wrote that file, scikit-learn or PyTorch as well as Tribuo, it is served alike. Thread-safe.
 */
final class OnnxLoader implements ModelLoader<DelayModel> {
    static final String FILE = "model.onnx";

    /** Which of the two probabilities in the output is that of a delay. */
    static final int DELAYED = 1;

    @Override
    public DelayModel load(ModelVersion version) throws Exception {
        Features features = Features.read(version.artifact(Features.FILE).path());
        // Warnings of the native library go to the process's stderr, past every Java logger.
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1); // the requests themselves are what is done side by side
            return new OnnxModel(
                    environment,
                    environment.createSession(version.artifact(FILE).path().toString(), options),
                    features);
        }
    }

    /**
     * A session, which ONNX Runtime lets many threads use. That none of them uses it when it is closed, which would end the process, is what leases are for: there is no lock here.
     */
    private record OnnxModel(OrtEnvironment environment, OrtSession session, Features features) implements DelayModel {
        @Override
        public double probabilityOfDelay(Flight flight) {
            float[][] batch = {features.encode(flight)};
            try (OnnxTensor input = OnnxTensor.createTensor(environment, batch);
                    OrtSession.Result result = session.run(
                            Map.of(session.getInputNames().iterator().next(), input))) {
                return ((float[][]) result.get(0).getValue())[0][DELAYED];
            } catch (OrtException failure) {
                throw new IllegalStateException("ONNX Runtime cannot predict for " + flight, failure);
            }
        }

        @Override
        public void close() {
            try {
                session.close();
            } catch (OrtException failure) {
                throw new IllegalStateException("ONNX Runtime cannot close the model", failure);
            }
        }
    }
}
