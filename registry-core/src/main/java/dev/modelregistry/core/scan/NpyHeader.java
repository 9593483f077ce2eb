package dev.modelregistry.core.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of NumPy's format: a dictionary as Python writes it, with the three keys that it always has.
 *
 * @param itemBytes the bytes of an element
 */
record NpyHeader(long itemBytes, boolean holdsObjects, List<Long> shape) {
    private static final char QUOTE = '\'';
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:'([^'\\\\]*)'|(\\d{1,18}|True|False|[{}()\\[\\],:]))");
    private static final Pattern TYPE = Pattern.compile("[<>|=]?([biufcSaUVmMO])(\\d{0,9})(\\[[0-9A-Za-z/]*])?");
    private static final int MAX_NESTING = 16;
    private static final long LARGEST_ELEMENT = 1L << 40;

    /** @throws Unfinished if it is none, or has what NumPy's own writer never writes */
    static NpyHeader parse(String text) throws Unfinished {
        return new Parser(text).header();
    }

    /** The bytes of all elements, or −1 if there are more than a limit. */
    long bytes(long limit) {
        if (shape.contains(0L)) {
            return 0;
        }
        long bytes = itemBytes;
        for (long dimension : shape) {
            if (bytes > limit / dimension) {
                return -1;
            }
            bytes *= dimension;
        }
        return bytes;
    }

    private static final class Parser {
        private final List<String> tokens;
        private int next;
        private boolean holdsObjects;

        Parser(String text) throws Unfinished {
            tokens = tokens(text);
        }

        NpyHeader header() throws Unfinished {
            long itemBytes = -1;
            List<Long> shape = null;
            expect("{");
            while (!accept("}")) {
                String key = string();
                expect(":");
                switch (key) {
                    case "descr" -> itemBytes = type(0);
                    case "fortran_order" -> {
                        if (!accept("True")) {
                            expect("False");
                        }
                    }
                    case "shape" -> shape = shape();
                    default -> throw unexpected();
                }
                separate("}");
            }
            if (itemBytes < 0 || shape == null || next < tokens.size()) {
                throw unexpected();
            }
            return new NpyHeader(itemBytes, holdsObjects, List.copyOf(shape));
        }

        /** The bytes of one element: of a name such as {@code <f4}, or of a list of fields. */
        private long type(int depth) throws Unfinished {
            if (accept("[") && depth < MAX_NESTING) {
                long bytes = 0;
                while (!accept("]")) {
                    bytes += field(depth);
                    separate("]");
                }
                return bytes;
            }
            Matcher type = TYPE.matcher(string());
            if (!type.matches()) {
                throw unexpected();
            }
            holdsObjects |= type.group(1).equals("O");
            long length = type.group(2).isEmpty() ? 0 : Long.parseLong(type.group(2));
            return type.group(1).equals("U") ? 4 * length : length;
        }

        /** A name, or a title and a name; a type; and a shape, if it is an array itself. */
        private long field(int depth) throws Unfinished {
            expect("(");
            if (accept("(")) {
                string();
                expect(",");
                string();
                expect(")");
            } else {
                string();
            }
            expect(",");
            long bytes = type(depth + 1);
            if (accept(",")) {
                bytes = new NpyHeader(bytes, false, shape()).bytes(LARGEST_ELEMENT);
            }
            if (bytes < 0 || bytes > LARGEST_ELEMENT) {
                throw unexpected();
            }
            expect(")");
            return bytes;
        }

        private List<Long> shape() throws Unfinished {
            List<Long> shape = new ArrayList<>();
            expect("(");
            while (!accept(")")) {
                String digits = read();
                if (!Character.isDigit(digits.charAt(0))) {
                    throw unexpected();
                }
                shape.add(Long.parseLong(digits));
                separate(")");
            }
            return shape;
        }

        private String string() throws Unfinished {
            String string = read();
            if (string.charAt(0) != QUOTE) {
                throw unexpected();
            }
            return string.substring(1);
        }

        /** A comma, or what closes the list: that is read later. */
        private void separate(String end) throws Unfinished {
            if (!accept(",") && !(next < tokens.size() && tokens.get(next).equals(end))) {
                throw unexpected();
            }
        }

        private void expect(String token) throws Unfinished {
            if (!accept(token)) {
                throw unexpected();
            }
        }

        private boolean accept(String token) {
            boolean fits = next < tokens.size() && tokens.get(next).equals(token);
            next += fits ? 1 : 0;
            return fits;
        }

        private String read() throws Unfinished {
            if (next == tokens.size()) {
                throw unexpected();
            }
            return tokens.get(next++);
        }

        private Unfinished unexpected() {
            return new Unfinished("its NumPy header is not as NumPy writes it");
        }

        /** Texts begin with a quote, and have no other one. */
        private static List<String> tokens(String text) throws Unfinished {
            List<String> tokens = new ArrayList<>();
            Matcher token = TOKEN.matcher(text.stripTrailing());
            while (token.lookingAt()) {
                tokens.add(token.group(1) == null ? token.group(2) : QUOTE + token.group(1));
                token.region(token.end(), token.regionEnd());
            }
            if (token.regionStart() < token.regionEnd()) {
                throw new Unfinished("its NumPy header is not as NumPy writes it");
            }
            return tokens;
        }
    }
}
