package dev.modelregistry.core.scan;

import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** UTF-8 without control characters, other than those that texts have. */
final class Text implements Recogniser {
    /** There are blanks only, as far as one sees. */
    static final int NOTHING = -1;

    /** The first byte that is neither a blank nor part of a byte order mark, or {@link #NOTHING}. */
    static int firstVisible(byte[] head) {
        for (int i = Recogniser.has(head, 0, "\u00ef\u00bb\u00bf") ? 3 : 0; i < head.length; i++) {
            if (!isBlank(head[i])) {
                return head[i] & 0xff;
            }
        }
        return NOTHING;
    }

    static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    @Override
    public ArtifactFormat format() {
        return ArtifactFormat.TEXT;
    }

    @Override
    public boolean claims(byte[] head) {
        return head.length > 0;
    }

    @Override
    public ArtifactFormat read(Content content, Findings findings) throws IOException {
        char[] buffer = new char[8192];
        try (Reader reader = new InputStreamReader(content.open(0), StandardCharsets.UTF_8.newDecoder())) {
            for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    if (Character.isISOControl(buffer[i]) && !isBlank(buffer[i]) && buffer[i] != '\f') {
                        return ArtifactFormat.UNKNOWN;
                    }
                }
            }
            return format();
        } catch (CharacterCodingException e) {
            return ArtifactFormat.UNKNOWN;
        }
    }
}
