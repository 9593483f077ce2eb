package dev.modelregistry.core.scan;

import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.IOException;
import java.util.Map;

/**
 * ONNX: a {@code ModelProto}. Protocol buffers have no signature, so all fields of the model and of its graph must be ones that are known,
 * once where they may be there once, and end where the file ends. What is inside of nodes and tensors is not looked into.
 */
final class Onnx implements Recogniser {
    private static final int VARINT = 0;
    private static final int BYTES = 2;

    private static final int IR_VERSION = 1;
    private static final int GRAPH = 7;
    private static final int OPSET_IMPORT = 8;
    /** Far beyond today's; above it is something else. */
    private static final long HIGHEST_IR_VERSION = 100;

    private static final Map<Integer, Field> MODEL = Map.ofEntries(
            Map.entry(IR_VERSION, new Field(VARINT, Count.ONE)),
            Map.entry(2, new Field(BYTES, Count.ONE)), // producer_name
            Map.entry(3, new Field(BYTES, Count.ONE)), // producer_version
            Map.entry(4, new Field(BYTES, Count.ONE)), // domain
            Map.entry(5, new Field(VARINT, Count.ONE)), // model_version
            Map.entry(6, new Field(BYTES, Count.ONE)), // doc_string
            Map.entry(GRAPH, new Field(BYTES, Count.ONE)),
            Map.entry(OPSET_IMPORT, new Field(BYTES, Count.MANY)),
            Map.entry(14, new Field(BYTES, Count.MANY)), // metadata_props
            Map.entry(20, new Field(BYTES, Count.MANY)), // training_info
            Map.entry(25, new Field(BYTES, Count.MANY)), // functions
            Map.entry(26, new Field(BYTES, Count.MANY))); // configuration

    private static final Map<Integer, Field> GRAPH_FIELDS = Map.of(
            1, new Field(BYTES, Count.MANY), // node
            2, new Field(BYTES, Count.ONE), // name
            5, new Field(BYTES, Count.MANY), // initializer
            10, new Field(BYTES, Count.ONE), // doc_string
            11, new Field(BYTES, Count.MANY), // input
            12, new Field(BYTES, Count.MANY), // output
            13, new Field(BYTES, Count.MANY), // value_info
            14, new Field(BYTES, Count.MANY), // quantization_annotation
            15, new Field(BYTES, Count.MANY), // sparse_initializer
            16, new Field(BYTES, Count.MANY)); // metadata_props

    private enum Count {
        ONE,
        MANY
    }

    private record Field(int wireType, Count count) {}

    @Override
    public ArtifactFormat format() {
        return ArtifactFormat.ONNX;
    }

    @Override
    public boolean claims(byte[] head) {
        return head.length > 0 && MODEL.containsKey((head[0] & 0xff) >> 3);
    }

    /** Where it does not fit it is no ONNX, be it damaged or another thing: nothing tells the two apart. */
    @Override
    public ArtifactFormat read(Content content, Findings findings) throws IOException {
        try (Input in = content.read()) {
            long seen = fields(in, content.size(), MODEL);
            long needed = bit(IR_VERSION) | bit(GRAPH) | bit(OPSET_IMPORT);
            return (seen & needed) == needed ? format() : ArtifactFormat.UNKNOWN;
        } catch (NoOnnx e) {
            return ArtifactFormat.UNKNOWN;
        }
    }

    private static long bit(int field) {
        return 1L << field;
    }

    /** The fields that there are, as bits. */
    private long fields(Input in, long end, Map<Integer, Field> known) throws IOException, NoOnnx {
        long seen = 0;
        while (in.position() < end) {
            long tag = varint(in);
            int number = (int) Math.min(tag >>> 3, Integer.MAX_VALUE);
            Field field = known.get(number);
            if (field == null
                    || field.wireType() != (tag & 7)
                    || (field.count() == Count.ONE && (seen & bit(number)) != 0)) {
                throw new NoOnnx();
            }
            seen |= bit(number);
            long value = varint(in);
            if (field.wireType() == BYTES) {
                nested(in, value, end, known == MODEL && number == GRAPH);
            } else if (number == IR_VERSION && (value < 1 || value > HIGHEST_IR_VERSION)) {
                throw new NoOnnx();
            }
        }
        if (in.position() != end) {
            throw new NoOnnx();
        }
        return seen;
    }

    private void nested(Input in, long length, long end, boolean isGraph) throws IOException, NoOnnx {
        if (length < 0 || length > end - in.position()) {
            throw new NoOnnx();
        }
        if (isGraph) {
            fields(in, in.position() + length, GRAPH_FIELDS);
        } else {
            in.skip(length);
        }
    }

    private static long varint(Input in) throws IOException, NoOnnx {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = in.readOrEnd();
            if (next < 0) {
                throw new NoOnnx();
            }
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new NoOnnx();
    }

    private static final class NoOnnx extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
