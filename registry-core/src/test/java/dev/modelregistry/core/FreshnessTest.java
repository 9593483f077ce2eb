package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.contract.Race;
import dev.modelregistry.core.memory.MemoryStore;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.ModelUri;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How current an answer is, and what happens while the store is away. */
class FreshnessTest {
    private static final Freshness HOUR = Freshness.bounded(Duration.ofHours(1));
    private static final Freshness INSTANT = Freshness.bounded(Duration.ofNanos(1));

    private final SettableClock clock = new SettableClock();
    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way, builder -> builder.clock(clock));
    private final RegisteredModel elsewhere = ground.open().model("flights");

    @AfterEach
    void close() {
        ground.close();
    }

    private RegisteredModel flights(Freshness freshness) {
        return registry.with(freshness).model("flights");
    }

    @Test
    void seesCommitsOfOthersAtOnceByDefault() {
        RegisteredModel flights = registry.model("flights");

        for (int i = 0; i < 5; i++) {
            ModelVersion version = register(elsewhere, "1.0." + i);
            assertThat(flights.latest()).contains(version);
        }
    }

    @Test
    void failsByDefaultWhileTheStoreIsDown() {
        register(elsewhere, "1.0.0");
        RegisteredModel flights = registry.model("flights");
        assertThat(flights.exists()).isTrue();
        way.down = true;

        assertThatThrownBy(flights::exists)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("the network is down");
        way.down = false;

        assertThat(flights.exists()).isTrue();
    }

    @Test
    void doesNotLookAgainWhileTheLastLookIsYoungEnough() {
        register(elsewhere, "1.0.0");
        RegisteredModel flights = flights(HOUR);
        assertThat(flights.revision()).isEqualTo(1);
        int asked = way.headsAsked.get();
        register(elsewhere, "1.1.0");

        assertThat(flights.revision()).isEqualTo(1);
        assertThat(flights.versions()).hasSize(1);
        assertThat(registry.with(HOUR).resolve("models:/flights/latest").number())
                .isEqualTo(1);
        assertThat(way.headsAsked).hasValue(asked);
    }

    @Test
    void looksAgainWhenTheLastLookIsTooOld() {
        register(elsewhere, "1.0.0");
        RegisteredModel flights = flights(INSTANT);
        assertThat(flights.revision()).isEqualTo(1);

        register(elsewhere, "1.1.0");

        assertThat(flights.revision()).isEqualTo(2);
    }

    @Test
    void servesTheLastStateWhileTheStoreIsDownAndTellsItsAge() {
        register(elsewhere, "1.0.0");
        RegisteredModel flights = flights(INSTANT);
        ModelUri latest = ModelUri.parse("models:/flights/latest");
        assertThat(flights.revision()).isEqualTo(1);
        assertThat(flights.knownAt()).isEqualTo(SettableClock.START);
        register(elsewhere, "1.1.0");
        way.down = true;
        clock.advance(Duration.ofMinutes(7));

        assertThat(flights.revision()).isEqualTo(1);
        assertThat(registry.with(INSTANT).resolve(latest).number()).isEqualTo(1);
        assertThat(flights.knownAt()).isEqualTo(SettableClock.START);
        way.down = false;

        assertThat(flights.revision()).isEqualTo(2);
        assertThat(flights.knownAt()).isEqualTo(SettableClock.START.plus(Duration.ofMinutes(7)));
    }

    @Test
    void servesTheLastStateWhenTheClockOfTheStoreIsDownToo() {
        register(elsewhere, "1.0.0");
        FaultyStore other = ground.way();
        RegisteredModel flights = ground.open(other).with(INSTANT).model("flights");
        assertThat(flights.revision()).isEqualTo(1);

        other.clockDown = true;

        assertThat(flights.revision()).isEqualTo(1);
    }

    @Test
    void failsWithoutAnyStateToServe() {
        register(elsewhere, "1.0.0");
        way.down = true;

        assertThatThrownBy(() -> flights(HOUR).exists()).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> flights(Freshness.pinned()).exists()).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void keepsAPinnedStateWhateverOthersDo() {
        register(elsewhere, "1.0.0");
        RegisteredModel flights = flights(Freshness.pinned());
        assertThat(flights.revision()).isEqualTo(1);
        Instant pinned = flights.knownAt();
        int asked = way.headsAsked.get();

        register(elsewhere, "1.1.0");
        clock.advance(Duration.ofDays(1000));
        way.down = true;

        assertThat(flights.revision()).isEqualTo(1);
        assertThat(flights.knownAt()).isEqualTo(pinned);
        assertThat(way.headsAsked).hasValue(asked);
    }

    @Test
    void seesItsOwnWritesThroughEveryHandleOfTheRegistry() {
        for (Freshness freshness : new Freshness[] {Freshness.latest(), HOUR, Freshness.pinned()}) {
            RegisteredModel reader = flights(freshness);
            RegisteredModel writer = registry.as("bob").with(Freshness.latest()).model("flights");
            int before = reader.versions().size();

            ModelVersion version = register(writer, "1.0." + before);

            assertThat(reader.latest()).as(freshness.toString()).contains(version);
            assertThat(registry.with(freshness).resolve(version.uri())).isEqualTo(version);
            assertThat(registry.with(freshness).models()).hasSize(1);
        }
    }

    /** Asking by a name that differs in case must not keep an older state of the same journal. */
    @Test
    void seesItsOwnWritesAfterItWasAskedForACaseTwin() {
        ModelRegistry pinned = registry.with(Freshness.pinned());
        assertThat(pinned.model("flights").exists()).isFalse();

        ModelVersion version = register(pinned.model("Flights"), "1.0.0");
        pinned.model("Flights").tag(version, "k", "v", because("x"));

        assertThat(pinned.models()).extracting(model -> model.name().value()).containsExactly("Flights");
        assertThat(pinned.versionsTagged("k", "v")).containsExactly(version);
        assertThatThrownBy(() -> pinned.resolve("models:/flights/latest"))
                .hasMessage("there is no model 'flights'; did you mean 'Flights'?");
    }

    @Test
    void refusesAJournalThatWentBack() throws Exception {
        register(elsewhere, "1.0.0");
        RegisteredModel flights = registry.model("flights");
        assertThat(flights.revision()).isEqualTo(1);
        try (MemoryStore backup = new MemoryStore()) {
            way.ground = backup.journals();

            assertThatThrownBy(flights::revision)
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageStartingWith("journal model/flights of faulty: is at revision 0 (")
                    .hasMessageContaining("but was at 1 (")
                    .hasMessageContaining("commits were lost or replaced");
            assertThatThrownBy(() -> register(flights, "9.0.0")).isInstanceOf(CorruptStoreException.class);
        }
    }

    @Test
    void refusesAJournalThatWasReplacedByOneAsLongOrLonger() throws Exception {
        register(elsewhere, "1.0.0");
        RegisteredModel flights = registry.model("flights");
        RegisteredModel relaxed = flights(INSTANT);
        assertThat(flights.revision()).isEqualTo(1);
        try (Ground other = new Ground()) {
            RegisteredModel foreign = other.open().model("flights");
            register(foreign, "1.0.0");
            way.ground = other.memory.journals();

            assertThatThrownBy(flights::revision)
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageContaining("commits were lost or replaced");
            register(foreign, "1.1.0");
            assertThatThrownBy(flights::revision)
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageStartingWith("journal model/flights: commit 2 names ");
            assertThatThrownBy(relaxed::revision)
                    .as("damage is not served over")
                    .isInstanceOf(CorruptStoreException.class);
        }
    }

    /** Serving must not wait for a writer whose store hangs. */
    @Test
    void readsWhileAWriterOfTheSameRegistryHangs() throws Exception {
        register(elsewhere, "1.0.0");
        RegisteredModel flights = flights(INSTANT);
        assertThat(flights.revision()).isEqualTo(1);
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        way.beforeAppend = () -> {
            hanging.countDown();
            await(release);
        };

        Race.all(2, racer -> {
            if (racer == 0) {
                flights.tag("owner", "ml", because("org"));
                return null;
            }
            try {
                await(hanging);
                register(elsewhere, "1.1.0");
                assertThat(Ground.elsewhere(flights::revision)).isEqualTo(2);
            } finally {
                release.countDown();
            }
            return null;
        });

        assertThat(flights.revision()).isEqualTo(3);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }
}
