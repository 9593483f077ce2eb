package dev.modelregistry.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    private static final Field DISTANCE = Field.of("distance", DataType.FLOAT32);

    @Test
    void keepsTheOrderOfInputsAndOutputs() {
        Signature signature = Signature.builder()
                .input("b", DataType.INT8)
                .input("a", DataType.STRING)
                .output("y", DataType.FLOAT64)
                .output("x", DataType.BOOLEAN)
                .task("binary classification")
                .target("arrival delay > 15 minutes")
                .build();

        assertThat(signature.inputs()).extracting(Field::name).containsExactly("b", "a");
        assertThat(signature.outputs()).extracting(Field::name).containsExactly("y", "x");
        assertThat(signature.task()).contains("binary classification");
        assertThat(signature.target()).contains("arrival delay > 15 minutes");
        assertThat(signature).hasToString("[b: int8, a: string] → [y: float64, x: boolean]");
    }

    @Test
    void anInputAndAnOutputMayHaveTheSameName() {
        assertThat(Signature.builder().input(DISTANCE).output(DISTANCE).build().outputs())
                .containsExactly(DISTANCE);
    }

    @Test
    void refusesTheSameNameTwice() {
        assertThatThrownBy(() -> Signature.builder().input(DISTANCE).input("distance", DataType.STRING))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("input 'distance' is there twice; names must differ");
        assertThatThrownBy(() -> Signature.builder().output("y", DataType.INT8).output("y", DataType.INT8))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("output 'y' is there twice; names must differ");
    }

    @Test
    void wantsAnInputAndAnOutput() {
        assertThatThrownBy(() -> Signature.builder().input(DISTANCE).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a signature has at least one input and one output; this one has 1 and 0");
        assertThatThrownBy(() -> Signature.builder().output(DISTANCE).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a signature has at least one input and one output; this one has 0 and 1");
    }

    @Test
    void isEqualByEveryPart() {
        Signature one = signature().build();

        assertThat(one)
                .isEqualTo(signature().build())
                .hasSameHashCodeAs(signature().build());
        assertThat(one)
                .isNotEqualTo(signature().input("more", DataType.INT8).build())
                .isNotEqualTo(signature().output("more", DataType.INT8).build())
                .isNotEqualTo(signature().task("other").build())
                .isNotEqualTo(signature().target("other").build())
                .isNotEqualTo(null);
    }

    private static Signature.Builder signature() {
        return Signature.builder().input(DISTANCE).output("y", DataType.INT8).task("t");
    }

    @Test
    void doesNotChangeWithItsBuilder() {
        Signature.Builder builder = signature();
        Signature signature = builder.build();
        builder.input("later", DataType.BYTES);

        assertThat(signature.inputs()).containsExactly(DISTANCE);
        assertThatThrownBy(() -> signature.inputs().add(DISTANCE)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aFieldIsARequiredScalarAtFirst() {
        assertThat(DISTANCE.name()).isEqualTo("distance");
        assertThat(DISTANCE.type()).isEqualTo(DataType.FLOAT32);
        assertThat(DISTANCE.shape()).isEmpty();
        assertThat(DISTANCE.presence()).isEqualTo(Field.Presence.REQUIRED);
        assertThat(DISTANCE.categories()).isEmpty();
        assertThat(DISTANCE).hasToString("distance: float32");
    }

    @Test
    void aFieldGivesChangedCopiesThatKeepEverythingElse() {
        Field full = DISTANCE.shape(Field.ANY, 3).optional().categories("b", "a", "b");

        assertThat(full.shape()).containsExactly(-1L, 3L);
        assertThat(full.presence()).isEqualTo(Field.Presence.OPTIONAL);
        assertThat(full.categories()).containsExactly("a", "b");
        assertThat(full).hasToString("distance: float32[-1, 3]? of [a, b]");
        assertThat(full.categories(List.of()).categories()).isEmpty();
        assertThat(full.shape(new long[0]).shape()).isEmpty();
        assertThat(DISTANCE.shape()).isEmpty();
        assertThat(DISTANCE.presence()).isEqualTo(Field.Presence.REQUIRED);
    }

    @Test
    void fieldsAreEqualByEveryPart() {
        assertThat(DISTANCE).isEqualTo(Field.of("distance", DataType.FLOAT32));
        assertThat(DISTANCE.categories("a", "b"))
                .isEqualTo(DISTANCE.categories("b", "a"))
                .hasSameHashCodeAs(DISTANCE.categories("b", "a", "a"));
        assertThat(DISTANCE)
                .isNotEqualTo(Field.of("Distance", DataType.FLOAT32))
                .isNotEqualTo(Field.of("distance", DataType.FLOAT64))
                .isNotEqualTo(DISTANCE.shape(1))
                .isNotEqualTo(DISTANCE.optional())
                .isNotEqualTo(DISTANCE.categories("a"))
                .isNotEqualTo("distance");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -2, Long.MIN_VALUE})
    void refusesDimensionsThatNothingCanHave(long size) {
        assertThatThrownBy(() -> DISTANCE.shape(1, size))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("dimension " + size + " of field 'distance' is neither Field.ANY nor 1 or more");
    }

    @Test
    void refusesNamesThatAreBlankOrTooLong() {
        assertThat(Field.of("n".repeat(256), DataType.INT8).name()).hasSize(256);
        for (String name : List.of("", " ", "n".repeat(257))) {
            assertThatThrownBy(() -> Field.of(name, DataType.INT8))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("field name '" + name + "' is blank or longer than 256 characters");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyDataTypeIsFoundByItsStoredName(DataType type) {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr", "TR"));
            assertThat(type.wireName()).matches("[a-z]+[0-9]*");
            assertThat(DataType.ofWireName(type.wireName())).isEqualTo(type);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void theStoredNamesNeverChange() {
        assertThat(List.of(DataType.values()))
                .extracting(DataType::wireName)
                .startsWith(
                        "boolean",
                        "int8",
                        "int16",
                        "int32",
                        "int64",
                        "uint8",
                        "float16",
                        "float32",
                        "float64",
                        "string",
                        "bytes",
                        "timestamp");
    }

    /** The whole numbers that a type holds without a gap, as a power of two on each side; NaN for what is no number. */
    private static double[] reach(DataType type) {
        return switch (type) {
            case INT8 -> new double[] {7, 7};
            case UINT8 -> new double[] {Double.NEGATIVE_INFINITY, 8};
            case INT16 -> new double[] {15, 15};
            case INT32 -> new double[] {31, 31};
            case INT64 -> new double[] {63, 63};
            case FLOAT16 -> new double[] {11, 11};
            case FLOAT32 -> new double[] {24, 24};
            case FLOAT64 -> new double[] {53, 53};
            case BOOLEAN, STRING, BYTES, TIMESTAMP -> new double[] {Double.NaN, Double.NaN};
        };
    }

    @ParameterizedTest
    @EnumSource
    void aTypeFitsIntoEveryTypeThatHasAllItsValues(DataType type) {
        for (DataType other : DataType.values()) {
            boolean fractions = type.name().startsWith("FLOAT") && !other.name().startsWith("FLOAT");
            boolean fits = !fractions && reach(type)[0] <= reach(other)[0] && reach(type)[1] <= reach(other)[1];

            assertThat(type.fitsInto(other)).as("%s into %s", type, other).isEqualTo(fits || type == other);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "INT8", "complex64"})
    void listsTheDataTypesThatThereAre(String name) {
        assertThatThrownBy(() -> DataType.ofWireName(name))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("data type '" + name + "' is unknown; known are [boolean, int8, int16");
    }
}
