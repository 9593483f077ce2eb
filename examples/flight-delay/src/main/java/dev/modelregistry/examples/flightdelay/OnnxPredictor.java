package dev.modelregistry.examples.flightdelay;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Serves an exported model with ONNX Runtime, knowing nothing of how it was trained.
 *
 * <p>Safe for use by many threads. <strong>Must be closed</strong>: the model lives in native memory, which the garbage
 * collector does not see.
 */
final class OnnxPredictor implements DelayPredictor, AutoCloseable {

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String input;
    private final Features features;

    // A session that is closed under a running prediction takes the whole JVM down, so closing waits for predictions.
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private OnnxPredictor(OrtEnvironment environment, OrtSession session, Features features) {
        this.environment = environment;
        this.session = session;
        this.input = session.getInputNames().iterator().next();
        this.features = features;
    }

    /**
     * Loads a model from the two files that {@link DelayModel#export} writes.
     *
     * @throws IOException if a file cannot be read or the files do not belong together
     */
    static OnnxPredictor load(Path model, Path featureNames) throws IOException {
        Features features = Features.read(featureNames);
        // Warnings of the native library go straight to the process's stderr, past every Java logger.
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // The model is tiny: handing its work to a pool of threads costs more than the work.
            options.setIntraOpNumThreads(1);
            OrtSession session = environment.createSession(model.toString(), options);
            try {
                requireWidth(session, features, model);
                return new OnnxPredictor(environment, session, features);
            } catch (OrtException | IOException | RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw new IOException(model + ": ONNX Runtime cannot load it: " + e.getMessage(), e);
        }
    }

    private static void requireWidth(OrtSession session, Features features, Path model)
            throws OrtException, IOException {
        TensorInfo info =
                (TensorInfo) session.getInputInfo().values().iterator().next().getInfo();
        long[] shape = info.getShape();
        long width = shape[shape.length - 1];
        if (width != features.names().size()) {
            throw new IOException("%s expects %d features, but %d are named"
                    .formatted(model, width, features.names().size()));
        }
    }

    /** @throws IllegalStateException if the predictor is closed */
    @Override
    public double probabilityOfDelay(Flight flight) {
        float[][] batch = {features.encode(flight)};
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the predictor is closed");
            }
            return run(batch);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot predict for " + flight, e);
        } finally {
            lock.readLock().unlock();
        }
    }

    private double run(float[][] batch) throws OrtException {
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, batch);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            float[][] probabilities = (float[][]) result.get(0).getValue();
            return probabilities[0][DelayModel.DELAYED_COLUMN];
        }
    }

    /** Frees the model once the running predictions are done; closing again does nothing. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                session.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close the model", e);
        } finally {
            lock.writeLock().unlock();
        }
    }
}
