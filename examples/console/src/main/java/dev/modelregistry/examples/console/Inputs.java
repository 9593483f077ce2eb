package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that are named on the command line. */
final class Inputs {
    private Inputs() {}

    /** The text in a file. */
    static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException absent) {
            throw new NotFoundException("there is no file " + file, absent);
        } catch (CharacterCodingException binary) {
            throw new InvalidInputException(file + " is no text in UTF-8", binary);
        } catch (IOException failed) {
            throw new IOException(file + " cannot be read: " + failed, failed);
        }
    }

    /** The JSON document in a file. */
    static JsonNode json(Path file) throws IOException {
        return JsonOutput.parse(read(file), file.toString());
    }
}
