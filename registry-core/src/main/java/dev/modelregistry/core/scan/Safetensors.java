package dev.modelregistry.core.scan;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.IOException;
import java.io.InputStream;

/** Safetensors: the length of a header, the header in JSON, and tensors which fill the rest of the file. */
final class Safetensors implements Recogniser {
    /** As in the reference implementation. */
    private static final long LONGEST_HEADER = 100_000_000;

    private static final int LENGTH = 8;

    @Override
    public ArtifactFormat format() {
        return ArtifactFormat.SAFETENSORS;
    }

    @Override
    public boolean claims(byte[] head) {
        if (!Recogniser.has(head, LENGTH, "{")) {
            return false;
        }
        return headerLength(head) >= 2 && headerLength(head) <= LONGEST_HEADER;
    }

    private static long headerLength(byte[] head) {
        long length = 0;
        for (int i = LENGTH - 1; i >= 0; i--) {
            length = (length << 8) | (head[i] & 0xff);
        }
        return length;
    }

    @Override
    public ArtifactFormat read(Content content, Findings findings) throws IOException {
        long header = headerLength(content.head(LENGTH));
        long data = content.size() - LENGTH - header;
        if (data < 0) {
            throw new Unfinished("its safetensors header has " + header + " bytes, but there are "
                    + (content.size() - LENGTH) + " only; it is damaged or cut off");
        }
        try (InputStream in = new Limited(content.open(LENGTH), header);
                JsonParser parser = Json.parser(in)) {
            new Header(parser, data).read();
        } catch (JsonProcessingException e) {
            throw new Unfinished("its safetensors header is no JSON object: " + e.getOriginalMessage());
        }
        return format();
    }

    private static final class Header {
        private final JsonParser parser;
        private final long data;
        private long tensors;

        Header(JsonParser parser, long data) {
            this.parser = parser;
            this.data = data;
        }

        void read() throws IOException {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                expect(parser.nextToken() == JsonToken.START_OBJECT, name);
                if (name.equals("__metadata__")) {
                    while (parser.nextToken() == JsonToken.FIELD_NAME) {
                        expect(parser.nextToken() == JsonToken.VALUE_STRING, name);
                    }
                } else {
                    tensor(name);
                }
            }
            if (parser.nextToken() != null) {
                throw new Unfinished("its safetensors header goes on behind the JSON object; it is damaged");
            }
            if (tensors != data) {
                throw new Unfinished("its safetensors header tells of " + tensors + " bytes of tensors, but there are "
                        + data + "; it is damaged or cut off");
            }
        }

        private void tensor(String name) throws IOException {
            boolean placed = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (key) {
                    case "dtype" -> expect(value == JsonToken.VALUE_STRING, name);
                    case "shape" -> {
                        expect(value == JsonToken.START_ARRAY, name);
                        while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                            expect(parser.getLongValue() >= 0, name);
                        }
                        expect(parser.currentToken() == JsonToken.END_ARRAY, name);
                    }
                    case "data_offsets" -> {
                        expect(value == JsonToken.START_ARRAY && !placed, name);
                        long begin = offset(name);
                        long end = offset(name);
                        expect(begin <= end && parser.nextToken() == JsonToken.END_ARRAY, name);
                        tensors += end - begin;
                        expect(tensors <= data, name);
                        placed = true;
                    }
                    default -> expect(false, name);
                }
            }
            expect(placed, name);
        }

        private long offset(String name) throws IOException {
            expect(parser.nextToken() == JsonToken.VALUE_NUMBER_INT, name);
            long offset = parser.getLongValue();
            expect(offset >= 0 && offset <= data, name);
            return offset;
        }

        private static void expect(boolean holds, String name) throws Unfinished {
            if (!holds) {
                throw new Unfinished("its safetensors header describes " + Findings.quote(name)
                        + " in a way that does not fit the format or the size of the file; it is damaged or cut off");
            }
        }
    }
}
