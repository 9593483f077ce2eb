package dev.modelregistry.signature;

import dev.modelregistry.error.InvalidInputException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The type of one element. Treat a constant that you do not know as incompatible with everything but itself. */
public enum DataType {
    /** True or false. */
    BOOLEAN,
    /** A signed whole number of 8 bits. */
    INT8,
    /** A signed whole number of 16 bits. */
    INT16,
    /** A signed whole number of 32 bits. */
    INT32,
    /** A signed whole number of 64 bits. */
    INT64,
    /** An unsigned whole number of 8 bits. */
    UINT8,
    /** An IEEE 754 number of 16 bits. */
    FLOAT16,
    /** An IEEE 754 number of 32 bits. */
    FLOAT32,
    /** An IEEE 754 number of 64 bits. */
    FLOAT64,
    /** A Unicode text. */
    STRING,
    /** Opaque bytes. */
    BYTES,
    /** An instant. */
    TIMESTAMP;

    /** The stable name by which the type is stored: lower case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether every value of this type has an equal one in another: a type fits into itself, and a number into wider ones. */
    public boolean fitsInto(DataType other) {
        return this == other || wider().contains(other);
    }

    private Set<DataType> wider() {
        return switch (this) {
            case INT8, UINT8 -> EnumSet.of(INT16, INT32, INT64, FLOAT16, FLOAT32, FLOAT64);
            case INT16 -> EnumSet.of(INT32, INT64, FLOAT32, FLOAT64);
            case INT32 -> EnumSet.of(INT64, FLOAT64);
            case FLOAT16 -> EnumSet.of(FLOAT32, FLOAT64);
            case FLOAT32 -> EnumSet.of(FLOAT64);
            case BOOLEAN, INT64, FLOAT64, STRING, BYTES, TIMESTAMP -> EnumSet.noneOf(DataType.class);
        };
    }

    /**
     * The type stored under this name.
     *
     * @throws InvalidInputException if there is none
     */
    public static DataType ofWireName(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("data type '" + wireName + "' is unknown; known are "
                        + Arrays.toString(values()).toLowerCase(Locale.ROOT)));
    }
}
