package dev.modelregistry.core.codec;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.Bytes;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The one way to write a document, so that equal documents have equal bytes on every host and in every language: the JSON
 * Canonicalization Scheme of <a href="https://www.rfc-editor.org/rfc/rfc8785">RFC 8785</a> (no white space, fields sorted by UTF-16,
 * shortest numbers), except that whole numbers keep all their digits also beyond 2^53.
 */
final class CanonicalJson {
    private CanonicalJson() {}

    static String text(JsonNode document) {
        StringBuilder out = new StringBuilder(1024);
        write(document, out);
        return out.toString();
    }

    static Bytes bytes(JsonNode document) {
        return Bytes.utf8(text(document));
    }

    private static void write(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            List<String> names = new ArrayList<>(node.size());
            node.fieldNames().forEachRemaining(names::add);
            Collections.sort(names);
            char separator = '{';
            for (String name : names) {
                out.append(separator);
                string(name, out);
                out.append(':');
                write(node.get(name), out);
                separator = ',';
            }
            out.append(names.isEmpty() ? "{}" : "}");
        } else if (node.isArray()) {
            out.append('[');
            for (int i = 0; i < node.size(); i++) {
                out.append(i == 0 ? "" : ",");
                write(node.get(i), out);
            }
            out.append(']');
        } else if (node.isTextual()) {
            string(node.textValue(), out);
        } else if (node.isFloatingPointNumber()) {
            out.append(number(node.doubleValue()));
        } else {
            out.append(node.asText()); // a whole number, true, false or null
        }
    }

    /** RFC 8785, section 3.2.2.2. */
    private static void string(String text, StringBuilder out) {
        if (text.length() > Json.MAX_STRING) {
            throw new InvalidInputException(
                    "a text has " + text.length() + " characters; at most " + Json.MAX_STRING + " can be read again");
        }
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(c < 16 ? "0" : "1").append(Character.forDigit(c & 15, 16));
                    } else if (Character.isSurrogate(c)) {
                        i = surrogates(text, i, out);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static int surrogates(String text, int at, StringBuilder out) {
        if (at + 1 == text.length() || !Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1))) {
            throw new InvalidInputException(
                    "a text has half a surrogate pair at position " + at + "; it cannot be written as UTF-8");
        }
        out.append(text, at, at + 2);
        return at + 1;
    }

    /**
     * A number as ECMAScript writes it (ECMA-262, Number::toString), which RFC 8785 prescribes. The shortest digits come from Jackson's
     * implementation of Schubfach, because {@link Double#toString} has some digits too many before Java 19.
     */
    static String number(double value) {
        if (value == 0) {
            return "0"; // also for -0
        }
        if (!Double.isFinite(value)) {
            throw new InvalidInputException("the number " + value + " is not finite; it cannot be written as JSON");
        }
        BigDecimal shortest = new BigDecimal(NumberOutput.toString(value, true)).stripTrailingZeros();
        if (shortest.precision()
                == 2) { // Java never asks for less than two digits: 4.9E-324 where ECMAScript has 5e-324
            BigDecimal one = shortest.round(new MathContext(1)).stripTrailingZeros();
            shortest = one.doubleValue() == value ? one : shortest;
        }
        String digits = shortest.unscaledValue().abs().toString();
        int k = digits.length();
        int n = k - shortest.scale(); // the value is 0.digits × 10^n
        StringBuilder text = new StringBuilder(value < 0 ? "-" : "");
        if (k <= n && n <= 21) {
            text.append(digits).append("0".repeat(n - k));
        } else if (0 < n && n <= 21) {
            text.append(digits, 0, n).append('.').append(digits, n, k);
        } else if (-6 < n && n <= 0) {
            text.append("0.").append("0".repeat(-n)).append(digits);
        } else {
            text.append(digits, 0, 1).append(k == 1 ? "" : ".").append(digits, 1, k);
            text.append('e').append(n > 0 ? "+" : "-").append(Math.abs(n - 1));
        }
        return text.toString();
    }
}
