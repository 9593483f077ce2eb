package dev.modelregistry.core.scan;

import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** XGBoost's models in Universal Binary JSON: one object to the end, which has a learner and a version. */
final class XgboostBinary implements Recogniser {
    private static final Set<String> KEYS = Set.of("learner", "version");
    private static final int LONGEST_KEY = 1000;
    private static final int MAX_DEPTH = 100;

    @Override
    public ArtifactFormat format() {
        return ArtifactFormat.XGBOOST_BINARY;
    }

    @Override
    public boolean claims(byte[] head) {
        return head.length > 1 && head[0] == '{' && "iUIlL".indexOf(head[1]) >= 0;
    }

    /** There is no signature: what does not fit is something else, or cut off. */
    @Override
    public ArtifactFormat read(Content content, Findings findings) throws IOException {
        try (Input in = content.read()) {
            in.skip(1);
            Document document = new Document(in);
            document.object(0);
            return in.peek() < 0 && document.rootKeys.equals(KEYS) ? format() : ArtifactFormat.UNKNOWN;
        } catch (Unfinished e) {
            return ArtifactFormat.UNKNOWN;
        }
    }

    private static final class Document {
        private final Input in;
        /** Those that a model must have. */
        private final Set<String> rootKeys = new HashSet<>();

        Document(Input in) {
            this.in = in;
        }

        void object(int depth) throws IOException {
            check(depth < MAX_DEPTH && in.peek() != '$' && in.peek() != '#');
            for (int marker = in.u8(); marker != '}'; marker = in.u8()) {
                long length = integer(marker);
                check(length <= LONGEST_KEY);
                String key = new String(in.bytes((int) length), StandardCharsets.UTF_8);
                if (depth == 0 && KEYS.contains(key)) {
                    check(rootKeys.add(key));
                }
                value(in.u8(), depth);
            }
        }

        private void value(int marker, int depth) throws IOException {
            switch (marker) {
                case '{' -> object(depth + 1);
                case '[' -> array(depth + 1);
                case 'S' -> in.skip(integer(in.u8()));
                default -> in.skip(bytes(marker));
            }
        }

        /** Up to a bracket, or as many as are announced, or as many of one type as are announced. */
        private void array(int depth) throws IOException {
            check(depth < MAX_DEPTH);
            int type = 0;
            if (in.peek() == '$') {
                in.u8();
                type = in.u8();
                check(in.peek() == '#' && bytes(type) > 0);
            }
            if (in.peek() != '#') {
                for (int marker = in.u8(); marker != ']'; marker = in.u8()) {
                    value(marker, depth);
                }
                return;
            }
            in.u8();
            long count = integer(in.u8());
            if (type != 0) {
                check(count <= Long.MAX_VALUE / Long.BYTES);
                in.skip(count * bytes(type));
            } else {
                for (long i = 0; i < count; i++) {
                    value(in.u8(), depth);
                }
            }
        }

        private static int bytes(int marker) throws Unfinished {
            return switch (marker) {
                case 'Z', 'T', 'F' -> 0;
                case 'i', 'U', 'C' -> 1;
                case 'I' -> 2;
                case 'l', 'd' -> 4;
                case 'L', 'D' -> 8;
                default -> throw new Unfinished("UBJSON has no type " + marker);
            };
        }

        /** A length, with its highest byte first. */
        private long integer(int marker) throws IOException {
            check("iUIlL".indexOf(marker) >= 0);
            long value = marker == 'U' ? 0 : (byte) in.peek() < 0 ? -1 : 0;
            for (byte next : in.bytes(bytes(marker))) {
                value = (value << 8) | (next & 0xff);
            }
            check(value >= 0);
            return value;
        }

        private static void check(boolean holds) throws Unfinished {
            if (!holds) {
                throw new Unfinished("it is no UBJSON of XGBoost");
            }
        }
    }
}
