package dev.modelregistry.core.rollout;

import static dev.modelregistry.rollout.SlotRange.SLOTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.modelregistry.rollout.SlotRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static List<SlotRange> reshared(List<SlotRange> before, Map<Integer, Double> shares) {
        return Allocation.reshared(before, new TreeMap<>(shares));
    }

    private static int[] owners(List<SlotRange> ranges) {
        int[] owners = new int[SLOTS];
        ranges.forEach(range -> {
            Arrays.fill(owners, range.from(), range.to(), range.version());
        });
        assertThat(ranges.stream().mapToInt(SlotRange::size).sum())
                .as("each slot has one owner")
                .isEqualTo(Arrays.stream(owners).filter(owner -> owner != 0).count());
        return owners;
    }

    private static long count(int[] owners, int version) {
        return Arrays.stream(owners).filter(owner -> owner == version).count();
    }

    @Test
    void aRampKeepsWhomItHas() {
        List<SlotRange> five = reshared(List.of(), Map.of(2, 0.05));
        List<SlotRange> fifty = reshared(five, Map.of(2, 0.5));
        List<SlotRange> all = reshared(fifty, Map.of(2, 1.0));

        assertThat(five).containsExactly(new SlotRange(2, 0, 3277));
        assertThat(fifty).containsExactly(new SlotRange(2, 0, 32768));
        assertThat(all).containsExactly(new SlotRange(2, 0, SLOTS));
        assertThat(reshared(all, Map.of(2, 0.05))).as("and back").isEqualTo(five);
        assertThat(reshared(fifty, Map.of())).as("and away").isEmpty();
    }

    /** With ranges that follow each other 100 % of the keys of the second arm would move here. */
    @Test
    void anArmThatGrowsTakesNothingFromAnotherOne() {
        List<SlotRange> before = reshared(List.of(), Map.of(2, 0.05, 3, 0.05));
        List<SlotRange> after = reshared(before, Map.of(2, 0.1, 3, 0.05));

        assertThat(before).containsExactly(new SlotRange(2, 0, 3277), new SlotRange(3, 3277, 6554));
        assertThat(after)
                .containsExactly(new SlotRange(2, 0, 3277), new SlotRange(2, 6554, 9831), new SlotRange(3, 3277, 6554));
    }

    @Test
    void keysMoveBetweenControlAndOneArmOnlyWhileControlHasAny() {
        Random random = new Random(2026);
        List<SlotRange> now = List.of();
        int moves = 0;
        for (int i = 0; i < 100; i++) {
            Map<Integer, Double> shares = new TreeMap<>();
            double left = 1;
            for (int version : new int[] {3, 7, 8}) {
                double share = random.nextInt(4) == 0 ? 0 : left * random.nextDouble();
                shares.put(version, share);
                left -= share;
            }
            List<SlotRange> next = reshared(now, shares);

            int[] before = owners(now);
            int[] after = owners(next);
            long gained = shares.keySet().stream()
                    .mapToLong(version -> Math.max(0, count(after, version) - count(before, version)))
                    .sum();
            long fromArmToArm = IntStream.range(0, SLOTS)
                    .filter(slot -> before[slot] != 0 && after[slot] != 0 && before[slot] != after[slot])
                    .count();
            assertThat(fromArmToArm)
                    .as("slots that went from arm to arm from %s to %s", now, shares)
                    .isEqualTo(Math.max(0, gained - count(before, 0)));
            shares.forEach((version, share) -> {
                assertThat((double) count(after, version))
                        .isCloseTo(share * SLOTS, within(0.5 + (share > 0 ? 0.5 : 0)));
                if (count(before, version) <= count(after, version)) {
                    assertThat(IntStream.range(0, SLOTS)
                                    .filter(slot -> before[slot] == version && after[slot] != version))
                            .as("slots that an arm lost that does not shrink")
                            .isEmpty();
                }
            });
            moves += fromArmToArm == 0 ? 0 : 1;
            now = next;
        }
        assertThat(moves).as("both cases occur").isBetween(10, 90);
    }

    @Test
    void whatAnotherArmGetsIsNoMatter() {
        List<SlotRange> before = reshared(List.of(), Map.of(2, 0.05, 3, 0.05));

        for (double share = 0.05; share < 0.94; share += 0.013) {
            assertThat(reshared(before, Map.of(2, share, 3, 0.05)))
                    .filteredOn(range -> range.version() == 3)
                    .containsExactly(new SlotRange(3, 3277, 6554));
        }
    }

    @Test
    void sharesThatAddUpToAllLeaveNothing() {
        List<SlotRange> thirds = reshared(List.of(), Map.of(1, 1 / 3.0, 2, 1 / 3.0, 3, 1 / 3.0));
        Map<Integer, Double> many = new TreeMap<>();
        IntStream.rangeClosed(1, 100).forEach(version -> many.put(version, version == 1 ? 1 - 99e-6 : 1e-6));

        assertThat(thirds.stream().mapToInt(SlotRange::size)).containsExactlyInAnyOrder(21846, 21845, 21845);
        assertThat(reshared(List.of(), many)).hasSize(100).allSatisfy(range -> {
            if (range.version() > 1) {
                assertThat(range.size()).as("a tiny share is some").isEqualTo(1);
            }
        });
        assertThat(count(owners(reshared(List.of(), many)), 0)).isZero();
    }

    @Test
    void aTinyShareOfControlIsSomeToo() {
        assertThat(count(owners(reshared(List.of(), Map.of(2, 0.5, 3, 0.499999))), 0))
                .isEqualTo(1);
    }

    @Test
    void whatOneGaveBackAndNobodyTookItGetsBack() {
        List<SlotRange> start = new ArrayList<>(reshared(List.of(), Map.of(2, 0.2, 3, 0.2)));
        List<SlotRange> shrunk = reshared(start, Map.of(2, 0.1, 3, 0.2));

        assertThat(reshared(shrunk, Map.of(2, 0.2, 3, 0.2))).isEqualTo(start);
    }
}
