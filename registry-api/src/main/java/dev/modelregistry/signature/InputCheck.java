package dev.modelregistry.signature;

import dev.modelregistry.text.Elements;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares the value of one input with its declaration. Not thread-safe. */
final class InputCheck {
    private static final int SHOWN = 3;
    private static final int SHOWN_NAMES = 20;
    private static final int SHOWN_TEXT = 80;

    private final Field field;
    private final List<String> problems;
    /** The size of each dimension, as declared or as first met; {@link Field#ANY} before that. */
    private final long[] sizes;
    /** Where in the value the check is. */
    private final int[] position;

    private int shown;
    private long more;

    private InputCheck(Field field, List<String> problems) {
        this.field = field;
        this.problems = problems;
        this.sizes = field.shape().stream().mapToLong(Long::longValue).toArray();
        this.position = new int[sizes.length];
    }

    /** Adds what is wrong with the inputs to the problems. */
    static void check(List<Field> fields, Map<String, ?> inputs, List<String> problems) {
        int known = 0;
        for (Field field : fields) {
            Object value = inputs.get(field.name());
            known += value != null || inputs.containsKey(field.name()) ? 1 : 0;
            if (value != null) {
                new InputCheck(field, problems).check(value);
            } else if (field.presence() == Field.Presence.REQUIRED) {
                problems.add("input '" + field.name() + "' is missing; expected " + expected(field));
            }
        }
        if (known < inputs.size()) {
            unknown(fields.stream().map(Field::name).toList(), inputs, problems);
        }
    }

    private static void unknown(List<String> known, Map<String, ?> inputs, List<String> problems) {
        Set<String> names = Set.copyOf(known);
        List<String> unknown = inputs.keySet().stream()
                .map(String::valueOf)
                .filter(name -> !names.contains(name))
                .sorted()
                .map(InputCheck::words)
                .toList();
        problems.add((unknown.size() == 1 ? "input " : "inputs ") + some(unknown)
                + (unknown.size() == 1 ? " is" : " are") + " unknown; known are " + some(known));
    }

    private static String some(List<String> names) {
        return names.size() <= SHOWN_NAMES
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, SHOWN_NAMES)) + " and " + (names.size() - SHOWN_NAMES) + " more";
    }

    private void check(Object value) {
        check(value, 0);
        if (more > 0) {
            problems.add("input '" + field.name() + "' has " + more + " more problems");
        }
    }

    private void check(@Nullable Object value, int depth) {
        if (depth == sizes.length) {
            checkElement(value, depth);
            return;
        }
        List<?> elements = Elements.of(value);
        if (elements == null) {
            problem(depth, " is " + words(value) + "; expected " + expected(field));
            return;
        }
        int size = elements.size();
        if (sizes[depth] == Field.ANY) {
            sizes[depth] = size;
        } else if (sizes[depth] != size) {
            problem(depth, " has " + size + " elements; expected " + sizes[depth] + " as " + reason(depth));
            return;
        }
        if (depth == sizes.length - 1 && areAllFine(value)) {
            return;
        }
        int i = 0;
        for (Object element : elements) {
            position[depth] = i++;
            check(element, depth + 1);
        }
    }

    private String reason(int depth) {
        return field.shape().get(depth) == Field.ANY
                ? "another list has at that depth"
                : "the shape " + shape(field) + " says";
    }

    /** Whether an array can have nothing but elements that fit, so that a large one is not looked at one by one. */
    private boolean areAllFine(@Nullable Object array) {
        DataType elements = primitive(array);
        return elements != null
                && field.categories().isEmpty()
                && (elements.fitsInto(field.type()) || (elements == DataType.INT8 && field.type() == DataType.UINT8));
    }

    private static @Nullable DataType primitive(@Nullable Object array) {
        if (array instanceof float[]) {
            return DataType.FLOAT32;
        }
        if (array instanceof double[]) {
            return DataType.FLOAT64;
        }
        if (array instanceof long[]) {
            return DataType.INT64;
        }
        if (array instanceof int[]) {
            return DataType.INT32;
        }
        if (array instanceof short[]) {
            return DataType.INT16;
        }
        if (array instanceof byte[]) {
            return DataType.INT8;
        }
        return array instanceof boolean[] ? DataType.BOOLEAN : null;
    }

    private void checkElement(@Nullable Object value, int depth) {
        if (value == null || !fits(value, field.type())) {
            problem(depth, " is " + words(value) + "; expected " + expected(field.type()));
        } else if (!field.categories().isEmpty()
                && Collections.binarySearch(field.categories(), value.toString()) < 0) {
            problem(depth, " is " + words(value) + "; expected one of " + some(field.categories()));
        }
    }

    private static boolean fits(Object value, DataType type) {
        return switch (type) {
            case BOOLEAN -> value instanceof Boolean;
            case INT8 -> isWhole(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case INT16 -> isWhole(value, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT32 -> isWhole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64 -> isWhole(value, Long.MIN_VALUE, Long.MAX_VALUE);
            case UINT8 -> value instanceof Byte || isWhole(value, 0, 255); // a byte by its bits, as in an image
            case FLOAT16 -> isReal(value, 11, 0x1.ffep15); // 65520 and more becomes infinite
            case FLOAT32 -> isReal(value, 24, 0x1.ffffffp127);
            case FLOAT64 -> isReal(value, 53, Double.POSITIVE_INFINITY);
            case STRING -> value instanceof String;
            case BYTES -> value instanceof byte[] || value instanceof ByteBuffer;
            case TIMESTAMP -> value instanceof Instant;
        };
    }

    private static boolean isWhole(Object value, long least, long most) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            long number = ((Number) value).longValue();
            return number >= least && number <= most;
        }
        return false;
    }

    /**
     * Whether it is a number that a floating-point type has, rounded if it has a floating-point type of its own: 0.1 is a float, too, but an id must not become another one.
     *
     * @param precision how many digits the significand has, in base 2
     * @param overflow the first magnitude that is rounded to infinity
     */
    private static boolean isReal(Object value, int precision, double overflow) {
        if (value instanceof Float || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            return !Double.isFinite(number) || Math.abs(number) < overflow;
        }
        if (!isWhole(value, Long.MIN_VALUE, Long.MAX_VALUE)) {
            return false;
        }
        long number = ((Number) value).longValue();
        if (number == 0 || number == Long.MIN_VALUE) {
            return number == 0 || overflow > 0x1p63;
        }
        long odd = Math.abs(number) >>> Long.numberOfTrailingZeros(number);
        return Long.SIZE - Long.numberOfLeadingZeros(odd) <= precision && Math.abs((double) number) < overflow;
    }

    private void problem(int depth, String what) {
        if (shown == SHOWN) {
            more++;
            return;
        }
        shown++;
        StringBuilder where = new StringBuilder("input '").append(field.name()).append('\'');
        for (int i = 0; i < depth; i++) {
            where.append('[').append(position[i]).append(']');
        }
        problems.add(where.append(what).toString());
    }

    private static String expected(Field field) {
        return expected(field.type()) + (field.shape().isEmpty() ? "" : " in the shape " + shape(field));
    }

    private static String shape(Field field) {
        return field.shape().stream()
                .map(size -> size == Field.ANY ? "any" : size.toString())
                .toList()
                .toString();
    }

    private static String expected(DataType type) {
        return type.wireName()
                + switch (type) {
                    case INT8 -> ", a whole number from -128 to 127";
                    case INT16 -> ", a whole number from -32768 to 32767";
                    case INT32 -> ", a whole number from -2147483648 to 2147483647";
                    case INT64 -> ", a whole number";
                    case UINT8 -> ", a whole number from 0 to 255";
                    case FLOAT16 -> ", a number up to 65504, a whole one with at most 11 binary digits";
                    case FLOAT32 -> ", a number up to 3.4E38, a whole one with at most 24 binary digits";
                    case FLOAT64 -> ", a number, a whole one with at most 53 binary digits";
                    case BYTES -> ", a byte[] or ByteBuffer";
                    case TIMESTAMP -> ", an Instant";
                    case BOOLEAN, STRING -> "";
                };
    }

    private static String words(@Nullable Object value) {
        if (value instanceof String text) {
            return text.length() <= SHOWN_TEXT
                    ? "'" + text + "'"
                    : "'" + text.substring(0, SHOWN_TEXT) + "…' (" + text.length() + " characters)";
        }
        if (value instanceof Float
                || value instanceof Double
                || value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            return value + " (" + value.getClass().getSimpleName() + ")";
        }
        List<?> elements = Elements.of(value);
        if (elements != null) {
            return "a list of " + elements.size();
        }
        return value == null || value instanceof Boolean
                ? String.valueOf(value)
                : "a " + value.getClass().getName();
    }
}
