package dev.modelregistry.core.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.IndexStore.Change;
import dev.modelregistry.spi.IndexStore.Condition;
import dev.modelregistry.spi.IndexStore.Direction;
import dev.modelregistry.spi.IndexStore.Range.Interval;
import dev.modelregistry.spi.IndexStore.Slice;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.IndexStore.Walk;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImageTest {
    private static final String KNOWN = "1 model.created name";
    private static final List<String> KEYS = List.of("kind", "version.tags.team", "version.tags.\u6f22", "k\t");
    private static final List<String> TEXTS = List.of(
            "", "a", "A\u0000\uffff", "\ud83d\ude00", "x".repeat(300), "x".repeat(300) + "y", "z".repeat(1_100));

    private final Random random = new Random(3);

    private Change change() {
        String entity = "version/m" + random.nextInt(40) + "\t0000000001";
        String key = KEYS.get(random.nextInt(KEYS.size()));
        Value value = random.nextInt(3) == 0
                ? new Value.Numeric(List.of(-1e300, -0.5, 0.0, 7.25).get(random.nextInt(4)))
                : new Value.Text(TEXTS.get(random.nextInt(TEXTS.size())));
        return random.nextInt(3) == 0 ? new Change.Remove(entity, key, value) : new Change.Put(entity, key, value);
    }

    private static void assertSame(Entries actual, Entries expected) {
        List<String> entities = expected.entities("", "", Integer.MAX_VALUE);
        assertThat(entities).isNotEmpty();
        assertThat(actual.entities("", "", Integer.MAX_VALUE)).isEqualTo(entities);
        assertThat(actual.entries(entities)).isEqualTo(expected.entries(entities));
        for (String key : KEYS) {
            assertThat(all(actual, key)).as(key).isEqualTo(all(expected, key));
        }
    }

    private static Slice all(Entries entries, String key) {
        return entries.walk(new Walk(
                key, Interval.ALL, Direction.ASCENDING, Optional.empty(), Condition.ALWAYS, Integer.MAX_VALUE));
    }

    @Test
    void anImageSaysWhatTheIndexSaidAndTakesChangesLikeIt() {
        Map<JournalId, Head> heads = Map.of(
                new JournalId("model", "m \u6f22"), new Head(3, Digest.of(new byte[] {1})),
                new JournalId("run", "r/1"), new Head(1, Digest.of(new byte[] {2})));
        Entries expected = new Entries();
        for (int round = 0; round < 20; round++) {
            Image image = Image.encode(KNOWN, heads, expected)
                    .flatMap(bytes -> Image.decode(KNOWN, bytes))
                    .orElseThrow();
            assertThat(image.heads()).isEqualTo(heads);
            for (int i = 0; i < 30; i++) { // to what was not looked at yet
                Change change = change();
                expected.apply(change);
                image.entries().apply(change);
            }
            assertSame(image.entries(), expected);
        }
    }

    @Test
    void theImageOfAnIndexOfOneWhoKnowsOtherThingsIsNone() {
        Bytes image = Image.encode(KNOWN, Map.of(), new Entries()).orElseThrow();

        assertThat(Image.decode(KNOWN, image)).isPresent();
        assertThat(Image.decode(KNOWN + " version.sealed", image)).isEmpty();
    }
}
