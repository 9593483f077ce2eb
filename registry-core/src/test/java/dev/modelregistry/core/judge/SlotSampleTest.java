package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlotSampleTest {
    private static final int WORDS = 128;

    @Test
    void everyEighthSlotIsLookedAt() {
        assertThat(SlotSample.EVERY).isEqualTo(8);
        assertThat(SlotSample.SIZE).isEqualTo(8_192).isEqualTo(WORDS * Long.SIZE);
    }

    @Test
    void aSlotCountsOnceInHoweverManyProcesses() {
        SlotSample one = SlotSample.of(0b0111, 1L << 63);
        SlotSample other = SlotSample.of(0b1110);

        assertThat(one.plus(other)).isEqualTo(SlotSample.of(0b1111, 1L << 63));
        assertThat(one.plus(other).count()).isEqualTo(5);
        assertThat(one.plus(one)).isEqualTo(one);
        assertThat(one.plus(SlotSample.NONE)).isEqualTo(one);
    }

    @Test
    void whatTheOtherOneHasIsTakenAway() {
        SlotSample one = SlotSample.of(0b0111, 1L << 63);
        SlotSample other = SlotSample.of(0b1110);

        assertThat(one.minus(other)).isEqualTo(SlotSample.of(0b0001, 1L << 63));
        assertThat(other.minus(one)).isEqualTo(SlotSample.of(0b1000));
        assertThat(one.minus(one)).isEqualTo(SlotSample.NONE);
        assertThat(one.minus(SlotSample.NONE)).isEqualTo(one);
    }

    @Test
    void addingAndTakingAwayLeaveTheOriginalsAlone() {
        SlotSample one = SlotSample.of(0b0111);
        SlotSample other = SlotSample.of(0b1110);

        one.plus(other);
        one.minus(other);

        assertThat(one).isEqualTo(SlotSample.of(0b0111));
        assertThat(other).isEqualTo(SlotSample.of(0b1110));
        assertThat(SlotSample.NONE.count()).isZero();
    }

    @Test
    void becomesBytesAndComesBack() {
        Random random = new Random(2026);
        for (int i = 0; i < 200; i++) {
            long[] words = random.longs(random.nextInt(WORDS + 1)).toArray();
            SlotSample sample = SlotSample.of(words);

            assertThat(SlotSample.of(sample.bytes())).isEqualTo(sample).hasSameHashCodeAs(sample);
            assertThat(sample.count())
                    .isEqualTo(Arrays.stream(words).mapToInt(Long::bitCount).sum());
        }
    }

    @Test
    void isAsFewBytesAsHoldIt() {
        assertThat(SlotSample.NONE.bytes()).isEmpty();
        assertThat(SlotSample.of(1L << 8).bytes()).containsExactly(0, 1);
        assertThat(SlotSample.of(full()).bytes()).hasSize(1_024).containsOnly(0xff);
    }

    private static byte[] full() {
        byte[] bytes = new byte[1_024];
        Arrays.fill(bytes, (byte) 0xff);
        return bytes;
    }

    @Test
    void tooManyBytesAreRefused() {
        assertThat(SlotSample.of(full()).count()).isEqualTo(SlotSample.SIZE);
        assertThatThrownBy(() -> SlotSample.of(new byte[1_025]))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("1025 bytes of slots; there are at most 1024");
    }

    @Test
    void bitsBeyondTheLastSlotAreDropped() {
        long[] words = new long[WORDS + 2];
        words[WORDS - 1] = 1L << 63; // the last slot
        words[WORDS] = 1; // the first that there is not
        words[WORDS + 1] = 1L << 63;

        assertThat(SlotSample.of(words).count()).isOne();
        assertThat(SlotSample.of(words)).isEqualTo(SlotSample.of(Arrays.copyOf(words, WORDS)));
        assertThat(SlotSample.of(words).bytes()).hasSize(1_024);
    }

    @Test
    void differsWhereASlotDoes() {
        assertThat(SlotSample.of(1L)).isNotEqualTo(SlotSample.of(2L)).isNotEqualTo("1 of 8192 slots");
        assertThat(SlotSample.of(0b101L)).hasToString("2 of 8192 slots");
    }
}
