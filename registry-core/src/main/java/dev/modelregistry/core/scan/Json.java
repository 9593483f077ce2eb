package dev.modelregistry.core.scan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/**
 * JSON: one object or array. If it goes wrong before the end it is a text that begins with a bracket; if the end is missing, it is cut off.
 */
final class Json implements Recogniser {
    /** Names are not kept: there may be a billion different ones. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** Cut in the middle of {@code false}, or of a number, it goes wrong that long before the end. */
    private static final int LONGEST_LITERAL = 5;

    static JsonParser parser(InputStream in) throws IOException {
        return FACTORY.createParser(in);
    }

    @Override
    public ArtifactFormat format() {
        return ArtifactFormat.JSON;
    }

    @Override
    public boolean claims(byte[] head) {
        int first = Text.firstVisible(head);
        return first == '{' || first == '[' || first == Text.NOTHING;
    }

    @Override
    public ArtifactFormat read(Content content, Findings findings) throws IOException {
        if (new Text().read(content, findings) == ArtifactFormat.UNKNOWN) {
            return ArtifactFormat.UNKNOWN;
        }
        try (InputStream in = content.open(0);
                JsonParser parser = parser(in)) {
            parser.nextToken();
            if (!parser.isExpectedStartArrayToken() && !parser.isExpectedStartObjectToken()) {
                return ArtifactFormat.UNKNOWN;
            }
            // A string is not kept unless it is asked for.
            while (parser.nextToken() != null) {
                if (parser.getParsingContext().inRoot() && parser.currentToken().isStructEnd()) {
                    return parser.nextToken() == null ? format() : ArtifactFormat.UNKNOWN;
                }
            }
            return ArtifactFormat.UNKNOWN;
        } catch (StreamConstraintsException e) {
            throw new Unfinished("its JSON goes beyond a limit: " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            if (e.getLocation().getCharOffset() >= characters(content) - LONGEST_LITERAL) {
                throw new Unfinished("its JSON ends too early: " + e.getOriginalMessage());
            }
            return ArtifactFormat.UNKNOWN;
        }
    }

    private static long characters(Content content) throws IOException {
        try (Reader reader = new InputStreamReader(content.open(0), StandardCharsets.UTF_8)) {
            return reader.skip(Long.MAX_VALUE);
        }
    }
}
