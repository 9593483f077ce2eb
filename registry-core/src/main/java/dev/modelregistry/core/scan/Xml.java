package dev.modelregistry.core.scan;

import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * XML in UTF-8: elements that are closed in the right order, of which there is one that holds the others. A document type is a finding,
 * because parsers fetch and multiply what it names. Not checked are the characters of names and text.
 */
final class Xml implements Recogniser {
    private static final int MAX_DEPTH = 1000;
    private static final int LONGEST_NAME = 1000;

    @Override
    public ArtifactFormat format() {
        return ArtifactFormat.XML;
    }

    @Override
    public boolean claims(byte[] head) {
        int first = Text.firstVisible(head);
        return first == '<' || first == Text.NOTHING;
    }

    @Override
    public ArtifactFormat read(Content content, Findings findings) throws IOException {
        if (new Text().read(content, findings) == ArtifactFormat.UNKNOWN) {
            return ArtifactFormat.UNKNOWN;
        }
        try (Input in = content.read()) {
            return new Document(in, findings).read() ? format() : ArtifactFormat.UNKNOWN;
        }
    }

    /** It is no XML at this point. */
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static final class Document {
        private final Input in;
        private final Findings findings;
        private final Deque<String> open = new ArrayDeque<>();
        private boolean declared;
        private boolean hadRoot;

        Document(Input in, Findings findings) {
            this.in = in;
            this.findings = findings;
        }

        /** Whether it is XML: well-formed, or else at least announced. */
        boolean read() throws IOException {
            try {
                skipByteOrderMark();
                for (int c = in.readOrEnd(); c >= 0; c = in.readOrEnd()) {
                    if (c == '<') {
                        markup();
                    } else if (open.isEmpty() && !Text.isBlank(c)) {
                        throw new Malformed();
                    } else if (c == '&') {
                        reference();
                    }
                }
                if (hadRoot && open.isEmpty()) {
                    return true;
                }
            } catch (Malformed e) {
                // Judged below, as a missing end is.
            }
            if (declared) {
                throw new Unfinished(
                        "its XML is not well-formed at byte " + in.position() + "; it is damaged or cut off");
            }
            return false;
        }

        private void skipByteOrderMark() throws IOException, Malformed {
            if (in.peek() == 0xef) {
                in.readOrEnd();
                if (in.readOrEnd() != 0xbb || in.readOrEnd() != 0xbf) {
                    throw new Malformed();
                }
            }
        }

        private int next() throws IOException, Malformed {
            int c = in.readOrEnd();
            if (c < 0) {
                throw new Malformed();
            }
            return c;
        }

        private void markup() throws IOException, Malformed {
            switch (in.peek()) {
                case '?' -> instruction();
                case '!' -> {
                    next();
                    declaration();
                }
                case '/' -> {
                    next();
                    endTag();
                }
                default -> startTag();
            }
        }

        /** Such as the declaration of XML itself, which may name an encoding in which all would mean something else. */
        private void instruction() throws IOException, Malformed {
            next();
            StringBuilder text = new StringBuilder();
            int last = 0;
            for (int c = next(); c != '>' || last != '?'; c = next()) {
                if (text.length() < LONGEST_NAME) {
                    text.append((char) c);
                }
                last = c;
            }
            String lower =
                    text.toString().toLowerCase(Locale.ROOT).replace('\'', '"').replaceAll("\\s", "");
            if (lower.startsWith("xmlversion=")) {
                declared = true;
                if (lower.contains("encoding=")
                        && !lower.contains("encoding=\"utf-8\"")
                        && !lower.contains("encoding=\"us-ascii\"")) {
                    throw new Unfinished("its XML is not in UTF-8: " + Findings.quote(text.toString()));
                }
            }
        }

        private void declaration() throws IOException, Malformed {
            if (in.peek() == '-') {
                next();
                if (next() != '-') {
                    throw new Malformed();
                }
                skipTo("-->");
            } else if (in.peek() == '[') {
                for (char expected : "[CDATA[".toCharArray()) {
                    if (next() != expected) {
                        throw new Malformed();
                    }
                }
                if (open.isEmpty()) {
                    throw new Malformed();
                }
                skipTo("]]>");
            } else {
                documentType();
            }
        }

        private void documentType() throws IOException, Malformed {
            for (char expected : "DOCTYPE".toCharArray()) {
                if (next() != expected) {
                    throw new Malformed();
                }
            }
            declared = true;
            findings.add("its XML has a document type, by which parsers may fetch files and run out of memory");
            throw new Unfinished("what follows the document type, at byte " + in.position() + ", is not read");
        }

        private void skipTo(String end) throws IOException, Malformed {
            int last = 0;
            int beforeLast = 0;
            for (int c = next();
                    c != end.charAt(2) || last != end.charAt(1) || beforeLast != end.charAt(0);
                    c = next()) {
                beforeLast = last;
                last = c;
            }
        }

        /** One of the five that need no declaration, or a number. */
        private void reference() throws IOException, Malformed {
            StringBuilder name = new StringBuilder();
            for (int c = next(); c != ';'; c = next()) {
                name.append((char) c);
                if (name.length() > 10) {
                    throw new Malformed();
                }
            }
            if (!name.toString().matches("lt|gt|amp|quot|apos|#[0-9]+|#x[0-9a-fA-F]+")) {
                throw new Malformed();
            }
        }

        private void endTag() throws IOException, Malformed {
            String name = name();
            skipBlanks();
            if (next() != '>' || open.isEmpty() || !open.pop().equals(name)) {
                throw new Malformed();
            }
        }

        private void startTag() throws IOException, Malformed {
            if (open.isEmpty() && hadRoot) {
                throw new Malformed();
            }
            hadRoot = true;
            open.push(name());
            if (open.size() > MAX_DEPTH) {
                throw new Unfinished("its XML is more than " + MAX_DEPTH + " elements deep");
            }
            for (skipBlanks(); ; skipBlanks()) {
                switch (in.peek()) {
                    case '>' -> {
                        next();
                        return;
                    }
                    case '/' -> {
                        next();
                        if (next() != '>') {
                            throw new Malformed();
                        }
                        open.pop();
                        return;
                    }
                    default -> attribute();
                }
            }
        }

        private void attribute() throws IOException, Malformed {
            name();
            skipBlanks();
            int equals = next();
            skipBlanks();
            int quote = next();
            if (equals != '=' || (quote != '"' && quote != '\'')) {
                throw new Malformed();
            }
            for (int c = next(); c != quote; c = next()) {
                if (c == '<') {
                    throw new Malformed();
                }
                if (c == '&') {
                    reference();
                }
            }
        }

        private String name() throws IOException, Malformed {
            StringBuilder name = new StringBuilder();
            for (int c = in.peek(); isNamePart(c); c = in.peek()) {
                name.append((char) next());
                if (name.length() > LONGEST_NAME) {
                    throw new Malformed();
                }
            }
            if (name.length() == 0 || Character.isDigit(name.charAt(0))) {
                throw new Malformed();
            }
            return name.toString();
        }

        private static boolean isNamePart(int c) {
            return c >= 0x80 || (c > ' ' && "<>/=\"'&!?[](){}#;,".indexOf(c) < 0);
        }

        private void skipBlanks() throws IOException, Malformed {
            while (Text.isBlank(in.peek())) {
                next();
            }
        }
    }
}
