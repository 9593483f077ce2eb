package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.contract.Race;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.search.ModelHit;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.IndexImage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the engine keeps an image of its index, and what it does about one that is no good. */
class KeptImageTest {
    private final Ground ground = new Ground();
    private final Place place = new Place();

    @AfterEach
    void close() {
        ground.close();
    }

    /** A place for an image that counts. */
    private static final class Place implements IndexImage {
        private Optional<Bytes> kept = Optional.empty();
        private int times;

        @Override
        public Optional<Bytes> read() {
            return kept;
        }

        @Override
        public void replace(Bytes image) {
            kept = Optional.of(image);
            times++;
        }
    }

    private FaultyStore way(IndexImage image) {
        FaultyStore way = ground.way();
        way.image = Optional.of(image);
        return way;
    }

    private static void count(ModelRegistry registry, int from, int to) {
        RegisteredModel flights = registry.model("flights");
        for (int i = from; i <= to; i++) {
            flights.tag("count", Integer.toString(i), because("counted"));
        }
    }

    private static int count(ModelRegistry registry) {
        List<ModelHit> hits = registry.search().models("tags.count != ''").hits();
        return Integer.parseInt(hits.get(0).tags().get("count"));
    }

    /** A registry with so many commits. */
    private ModelRegistry counted(FaultyStore way, int commits) {
        ModelRegistry registry = ground.open(way);
        Ground.register(registry.model("flights"), "1.0.0");
        count(registry, 2, commits);
        return registry;
    }

    @Test
    void oneIsKeptWhenAThousandCommitsAndAnEighthOfAllAreInNone() {
        ModelRegistry registry = counted(way(place), 999);
        count(registry);
        assertThat(place.times).isZero();
        count(registry, 1_000, 1_000);
        count(registry);
        assertThat(place.times).isEqualTo(1);

        count(registry, 1_001, 10_000);
        count(registry);
        assertThat(place.times).isEqualTo(2);

        count(registry, 10_001, 11_428); // 7 * 1,428.6 commits are in the image
        count(registry);
        assertThat(place.times).isEqualTo(2);
        count(registry, 11_429, 11_429);
        assertThat(count(registry)).isEqualTo(11_429);
        assertThat(place.times).isEqualTo(3);
    }

    @Test
    void onlyWhatIsNewIsReadByOneThatFindsAnImage() {
        count(counted(way(place), 1_000));
        FaultyStore other = way(place);
        ModelRegistry registry = ground.open(other);

        assertThat(count(registry)).isEqualTo(1_000);
        assertThat(other.commitsRead).hasValue(0);
    }

    @Test
    void whoMayOnlyReadFindsItAndKeepsNone() {
        count(counted(way(place), 1_000));
        FaultyStore reader = way(place);
        reader.access = Access.READ_ONLY;
        ModelRegistry registry = ground.open(reader);
        assertThat(count(registry)).isEqualTo(1_000);
        assertThat(reader.commitsRead).hasValue(0);

        Place empty = new Place();
        FaultyStore first = way(empty);
        first.access = Access.READ_ONLY;
        assertThat(count(ground.open(first))).isEqualTo(1_000);
        assertThat(empty.times).isZero();
    }

    @Test
    void oneThatCannotBeReadOrKeptCostsTimeAlone() {
        FaultyStore way = way(new IndexImage() {
            @Override
            public Optional<Bytes> read() {
                throw new IllegalStateException("a defect");
            }

            @Override
            public void replace(Bytes image) {
                throw new IllegalStateException("another one");
            }
        });

        assertThat(count(counted(way, 1_000))).isEqualTo(1_000);
    }

    @Test
    void oneThatIsNotWhatItShouldBeIsNone() {
        count(counted(way(place), 1_000));
        byte[] image = place.kept.orElseThrow().array();
        int vocabulary = ByteBuffer.wrap(image).getInt();
        place.kept = Optional.of(Bytes.of(Arrays.copyOf(image, 4 + vocabulary + 2))); // nothing behind it

        assertThat(count(ground.open(way(place)))).isEqualTo(1_000);
    }

    @Test
    void manyWhoSearchAtOnceReadTheSameImage() {
        count(counted(way(place), 1_000));
        ModelRegistry registry = ground.open(way(place));

        assertThat(Race.all(8, racer -> count(registry))).containsOnly(1_000);
    }

    @Test
    void whatWasKnownStaysWhereItCannotBeDerivedAgain() {
        FaultyStore way = way(place);
        ModelRegistry registry = counted(way, 1_000);
        assertThat(count(registry)).isEqualTo(1_000);
        way.down = true;
        assertThatThrownBy(() -> registry.storage().reindex()).isInstanceOf(StoreUnavailableException.class);
        assertThat(count(registry.with(Freshness.bounded(Duration.ofNanos(1))))).isEqualTo(1_000);

        way.down = false;
        registry.storage().reindex();
        assertThat(place.times).isEqualTo(2);
        way.down = true;
        assertThat(count(registry.with(Freshness.bounded(Duration.ofNanos(1))))).isEqualTo(1_000);
    }
}
