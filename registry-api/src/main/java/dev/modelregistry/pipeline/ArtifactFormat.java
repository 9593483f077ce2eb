package dev.modelregistry.pipeline;

import dev.modelregistry.error.InvalidInputException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a file is, by its bytes and never by its name. There may be more formats in later releases: treat those you do not know as {@link
 * #UNKNOWN}.
 */
public enum ArtifactFormat {
    /** A serialized {@code ModelProto}. */
    ONNX("onnx", Loading.READS_DATA),
    /** A length, a JSON object and tensors. */
    SAFETENSORS("safetensors", Loading.READS_DATA),
    /** As llama.cpp reads it. Its chat template is a Jinja program, which the host must run in a sandbox. */
    GGUF("gguf", Loading.READS_DATA),
    /** TensorFlow Lite's FlatBuffer. */
    TFLITE("tflite", Loading.READS_DATA),
    /** A container, among others of Keras models; the code of Lambda layers may be in it. */
    HDF5("hdf5", Loading.MAY_RUN_CODE),
    /** One array, as in {@code .npy}. */
    NUMPY("numpy", Loading.READS_DATA),
    /** A ZIP file with arrays and nothing else, as in {@code .npz}. */
    NUMPY_ARCHIVE("numpy-archive", Loading.READS_DATA),
    /** A program for Python's unpickler, of whichever protocol; or several in a row. */
    PICKLE("pickle", Loading.MAY_RUN_CODE),
    /** A ZIP file with a pickle inside, as {@code torch.save} writes it. */
    PYTORCH("pytorch", Loading.MAY_RUN_CODE),
    /** Any other ZIP file, such as a Java archive or a Keras model. */
    ZIP("zip", Loading.MAY_RUN_CODE),
    /** Something packed; it is scanned as well, but may be anything. */
    GZIP("gzip", Loading.MAY_RUN_CODE),
    /** One object or array. */
    JSON("json", Loading.READS_DATA),
    /** Such as PMML. */
    XML("xml", Loading.READS_DATA),
    /** UTF-8 that is none of the above, such as LightGBM's models. */
    TEXT("text", Loading.READS_DATA),
    /** A model or booster of XGBoost in Universal Binary JSON, as in {@code .ubj}. */
    XGBOOST_BINARY("xgboost-binary", Loading.READS_DATA),
    /** Anything else, and what is empty. */
    UNKNOWN("unknown", Loading.MAY_RUN_CODE);

    private enum Loading {
        READS_DATA,
        MAY_RUN_CODE
    }

    private final String wireName;
    private final Loading loading;

    ArtifactFormat(String wireName, Loading loading) {
        this.wireName = wireName;
        this.loading = loading;
    }

    /** Its name in stores and configuration, such as {@code numpy-archive}; never changes. */
    public String wireName() {
        return wireName;
    }

    /**
     * Whether the usual loaders may run code that is in such a file. If not, then a loader only reads data; it may still have faults of its
     * own.
     */
    public boolean mayRunCode() {
        return loading == Loading.MAY_RUN_CODE;
    }

    /**
     * The format with this {@link #wireName()}.
     *
     * @throws InvalidInputException if no format has it
     */
    public static ArtifactFormat ofWireName(String wireName) {
        return Arrays.stream(values())
                .filter(format -> format.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("artifact format '" + wireName + "' is unknown; known are "
                        + Arrays.stream(values()).map(ArtifactFormat::wireName).collect(Collectors.joining(", "))));
    }
}
