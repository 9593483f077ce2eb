package dev.modelregistry.pipeline;

import dev.modelregistry.error.InvalidInputException;
import java.util.Arrays;
import java.util.Locale;

/** What a file is by its content. More may be added: treat an unknown one as {@link #UNKNOWN}. The wire names are stored. */
public enum ArtifactFormat {
    /** A model in ONNX. */
    ONNX,
    /** Tensors in Safetensors. */
    SAFETENSORS,
    /** A model in GGUF. */
    GGUF,
    /** A model for TensorFlow Lite. */
    TFLITE,
    /** HDF5. */
    HDF5,
    /** One array of NumPy. */
    NUMPY,
    /** Several arrays of NumPy. */
    NUMPY_ARCHIVE,
    /** Python's pickle: code runs when it is read. */
    PICKLE,
    /** PyTorch's archive with a pickle inside. */
    PYTORCH,
    /** Any other zip archive. */
    ZIP,
    /** Compressed with gzip. */
    GZIP,
    /** JSON. */
    JSON,
    /** XML. */
    XML,
    /** Other text. */
    TEXT,
    /** Something else. */
    UNKNOWN;

    /** The stored name. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The format with this stored name.
     *
     * @throws InvalidInputException if there is none; the message lists those that there are
     */
    public static ArtifactFormat ofWireName(String name) {
        return Arrays.stream(values())
                .filter(format -> format.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("artifact format '" + name + "' is unknown; known are "
                        + Arrays.stream(values()).map(ArtifactFormat::wireName).toList()));
    }
}
