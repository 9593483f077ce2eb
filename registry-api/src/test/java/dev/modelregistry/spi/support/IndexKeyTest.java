package dev.modelregistry.spi.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.IndexStore.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Bytes that compare like the values that they stand for. */
class IndexKeyTest {
    private static final Comparator<byte[]> ORDER = Arrays::compareUnsigned;

    private static IndexKey text(String text) {
        return IndexKey.of(new Value.Text(text));
    }

    private static IndexKey number(double number) {
        return IndexKey.of(new Value.Numeric(number));
    }

    @Test
    void numbersAreInTheirOrder() {
        List<Double> inOrder = List.of(
                -Double.MAX_VALUE,
                -1e300,
                -2.5,
                -1.0,
                -Double.MIN_VALUE,
                0.0,
                Double.MIN_VALUE,
                0.1,
                1.0,
                2.0,
                10.0,
                1e300);

        assertThat(inOrder.stream().map(each -> number(each).head())).isSortedAccordingTo(ORDER);
        assertThat(number(-0.0).head()).isEqualTo(number(0.0).head());
    }

    @Test
    void textsAreInTheOrderOfTheirUtf8() {
        List<String> texts = new ArrayList<>(
                List.of("", " ", "a", "a ", "b", "z", "\u00e9", "\u6f22", "\uff21", "\ud83d\udeeb", "\0"));
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            texts.add("common start ".repeat(random.nextInt(20)) + random.nextInt(100));
        }

        assertThat(texts.stream()
                        .sorted(Bytes.UTF8_ORDER)
                        .map(each -> text(each).all()))
                .isSortedAccordingTo(ORDER);
    }

    @Test
    void aHeadIsShortAndTellsEveryTextFromEveryOther() {
        List<String> texts = Stream.iterate(1, size -> size <= 1024, size -> size + 1)
                .map("x"::repeat)
                .toList();

        assertThat(texts.stream().map(each -> Bytes.of(text(each).head())))
                .doesNotHaveDuplicates()
                .allMatch(head -> head.size() <= IndexKey.MAX_HEAD);
    }

    @Test
    void theFirstThousandAndTwentyFourCharactersCount() {
        String long1 = "\u6f22".repeat(1024);

        assertThat(text(long1 + "a").head()).isEqualTo(text(long1 + "b").head());
        assertThat(text(long1).all()).hasSize(1 + 3 * 1024);
        assertThat(text("x".repeat(1023) + "a").head())
                .isNotEqualTo(text("x".repeat(1023) + "b").head());
    }

    /** A condition picks heads between two bounds before it looks at whole values; none may be missed. */
    @Test
    void noValueIsBeyondTheBoundsOfAConditionThatItMeets() {
        Random random = new Random(2);
        List<IndexKey> keys = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String start = "s".repeat(150 + random.nextInt(60));
            keys.add(text(start + random.nextInt(10) + "t".repeat(random.nextInt(80))));
        }
        for (IndexKey value : keys) {
            for (IndexKey asked : keys) {
                int order = ORDER.compare(value.all(), asked.all());
                if (order >= 0) {
                    assertThat(ORDER.compare(value.head(), asked.lowest())).isGreaterThanOrEqualTo(0);
                }
                if (order <= 0) {
                    assertThat(ORDER.compare(value.head(), asked.highest())).isLessThanOrEqualTo(0);
                }
                assertThat(order == 0).isEqualTo(Arrays.equals(value.head(), asked.head()));
            }
        }
    }

    @Test
    void kindsAreApart() {
        for (IndexKey one : List.of(number(-1e300), number(1e300))) {
            assertThat(ORDER.compare(one.head(), one.kind())).isPositive();
            assertThat(ORDER.compare(one.head(), one.behindKind())).isNegative();
            assertThat(ORDER.compare(one.head(), text("").kind())).isNegative();
        }
    }

    @Test
    void aKeyGivesItsValueBack() {
        for (double number : new double[] {-1e300, -2.5, -Double.MIN_VALUE, 0, 0.1, 3, Double.MAX_VALUE}) {
            assertThat(IndexKey.value(number(number).all())).isEqualTo(new Value.Numeric(number));
        }
        for (String text : List.of("", "a", "\u00e9\0", "x".repeat(1024))) {
            assertThat(IndexKey.value(text(text).all())).isEqualTo(new Value.Text(text));
        }
    }
}
