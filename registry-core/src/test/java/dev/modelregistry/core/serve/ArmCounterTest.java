package dev.modelregistry.core.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.core.judge.Latencies;
import dev.modelregistry.core.judge.Moments;
import dev.modelregistry.core.judge.Sample;
import dev.modelregistry.core.judge.SlotSample;
import dev.modelregistry.rollout.SlotRange;
import org.junit.jupiter.api.Test;

class ArmCounterTest {
    private static final int FIRST_STRIPE = Loaded.SPACING;
    private static final int LAST_STRIPE = Loaded.STRIPES * Loaded.SPACING;

    private final ArmCounter counter = new ArmCounter();

    @Test
    void ofTheSlotsEveryEighthIsLookedAt() {
        for (int slot = 1; slot < SlotSample.EVERY; slot++) {
            request(slot);
        }
        assertThat(counter.take().slots()).isEqualTo(SlotSample.NONE);

        request(0);
        request(16);
        request(SlotRange.SLOTS - SlotSample.EVERY);
        assertThat(counter.take().slots()).isEqualTo(SlotSample.of(0b101).plus(SlotSample.of(lastSlot())));
    }

    private void request(int slot) {
        counter.count(FIRST_STRIPE, slot, 1_000_000, false);
    }

    private static byte[] lastSlot() {
        byte[] bytes = new byte[SlotSample.SIZE / Byte.SIZE];
        bytes[bytes.length - 1] = (byte) 0x80;
        return bytes;
    }

    @Test
    void allSlotsAreAnEighthOfThem() {
        for (int slot = 0; slot < SlotRange.SLOTS; slot++) {
            request(slot);
            request(slot);
        }

        assertThat(counter.take().slots().count()).isEqualTo(SlotSample.SIZE);
    }

    @Test
    void takesWhatCameSinceTheLastTimeAndOfTheSlotsAll() {
        counter.count(FIRST_STRIPE, 8, 1_000_000, false);
        counter.count(LAST_STRIPE, 8, 1_000_000, true);
        counter.score(0.25);
        counter.score(0.75);
        assertThat(counter.take())
                .isEqualTo(new Sample(
                        Latencies.ofNanos(1_000_000, 1_000_000), 1, Moments.of(0.25, 0.75), SlotSample.of(0b10)));

        counter.count(FIRST_STRIPE, 24, 5_000_000, true);
        assertThat(counter.take())
                .isEqualTo(new Sample(Latencies.ofNanos(5_000_000), 1, Moments.NONE, SlotSample.of(0b1010)));
        assertThat(counter.take()).isEqualTo(new Sample(Latencies.NONE, 0, Moments.NONE, SlotSample.of(0b1010)));
    }
}
