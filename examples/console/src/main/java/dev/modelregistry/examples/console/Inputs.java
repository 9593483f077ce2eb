package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that are named on the command line. */
final class Inputs {
    /** No document that a person or a script writes is longer; 16 MB. */
    static final int LONGEST = 16 << 20;

    private Inputs() {}

    /** The text in a file. */
    static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        } catch (NoSuchFileException absent) {
            throw new NotFoundException("there is no file " + file, absent);
        } catch (IOException failed) {
            throw new IOException(file + " cannot be read: " + failed, failed);
        }
    }

    /**
     * The text that comes from somewhere.
     *
     * @throws InvalidInputException if it is too long, or no UTF-8
     */
    static String read(InputStream in, String where) throws IOException {
        byte[] bytes = in.readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) {
            throw new InvalidInputException(where + " has more than " + LONGEST + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException binary) {
            throw new InvalidInputException(where + " is no text in UTF-8", binary);
        }
    }

    /** The JSON document in a file. */
    static JsonNode json(Path file) throws IOException {
        return JsonOutput.parse(read(file), file.toString());
    }
}
