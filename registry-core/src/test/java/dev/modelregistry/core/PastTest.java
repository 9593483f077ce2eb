package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ModelView;
import dev.modelregistry.Occupancy;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryView;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The registry as it was, and how commits are dated. */
class PastTest {
    private static final Duration MICRO = Duration.of(1, ChronoUnit.MICROS);

    private final SettableClock clock = new SettableClock();
    private final Ground ground = new Ground();
    private final ModelRegistry registry = ground.open(ground.way(), builder -> builder.clock(clock));
    private final RegisteredModel flights = registry.model("flights");

    @AfterEach
    void close() {
        ground.close();
    }

    private ModelView at(Instant instant) {
        return registry.asOf(instant).model("flights");
    }

    @Test
    void answersEveryQuestionAsOfBeforeAtAndAfterEachCommit() {
        Instant created = clock.advance(Duration.ofMinutes(1));
        ModelVersion v1 = register(flights, "1.0.0");
        Instant staged = clock.advance(Duration.ofMinutes(1));
        Occupancy staging = flights.promote(v1, Stage.STAGING, because("tests pass"));
        Instant named = clock.advance(Duration.ofMinutes(1));
        flights.alias("champion", v1, because("best"));
        Instant tagged = clock.advance(Duration.ofMinutes(1));
        flights.tag(v1, "owner", "ml", because("org"));
        Instant replaced = clock.advance(Duration.ofMinutes(1));
        ModelVersion v2 = register(flights, "2.0.0");
        Instant deleted = clock.advance(Duration.ofMinutes(1));
        flights.archive(v1, because("retired"));
        flights.delete(because("unused"));
        clock.advance(Duration.ofMinutes(1));

        assertThat(at(created.minus(MICRO)).exists()).isFalse();
        assertThat(at(created.minus(MICRO)).revision()).isZero();
        assertThat(at(created).versions()).containsExactly(v1);
        assertThat(at(created).stageOf(v1).stage()).isEqualTo(Stage.DEVELOPMENT);
        assertThat(at(staged.minus(MICRO)).in(Stage.STAGING)).isEmpty();
        assertThat(at(staged).in(Stage.STAGING)).contains(staging);
        assertThat(at(named.minus(MICRO)).aliases()).isEmpty();
        assertThat(at(named).aliases()).isEqualTo(Map.of(Alias.of("champion"), v1));
        assertThat(at(tagged.minus(MICRO)).tags(v1)).isEmpty();
        assertThat(at(tagged.plus(MICRO)).tags(v1)).isEqualTo(Map.of("owner", "ml"));
        assertThat(at(replaced.minus(MICRO)).latest()).contains(v1);
        assertThat(at(replaced).latest()).contains(v2);
        assertThat(at(replaced).history()).hasSize(5);
        assertThat(registry.asOf(deleted.minus(MICRO)).models())
                .extracting(ModelView::name)
                .containsExactly(flights.name());
        assertThat(registry.asOf(deleted.plus(MICRO)).models()).isEmpty();
        assertThat(registry.asOf(created.minus(MICRO)).models()).isEmpty();
    }

    @Test
    void resolvesUrisInThePast() {
        ModelVersion v1 = register(flights, "1.0.0");
        Instant then = clock.instant();
        clock.advance(Duration.ofHours(1));
        ModelVersion v2 = register(flights, "2.0.0");
        RegistryView past = registry.asOf(then);

        assertThat(past.resolve("models:/flights/latest")).isEqualTo(v1);
        assertThat(past.find(v2.uri())).isEmpty();
        assertThatThrownBy(() -> past.resolve(v2.uri()))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("model 'flights' has nothing at '/2'; it has versions 1 to 1 and the aliases {}");
        assertThatThrownBy(() -> past.model("flights").stageOf(v2)).isInstanceOf(NotFoundException.class);
        assertThat(past.model("flights").knownAt()).isEqualTo(then);
        assertThat(past).hasToString("faulty: as of " + then);
    }

    @Test
    void datesCommitsWithinOneMicrosecondOneAfterTheOther() {
        ModelVersion v1 = register(flights, "1.0.0");
        for (int i = 0; i < 5; i++) {
            flights.tag("n", Integer.toString(i), because("fast"));
        }

        List<Instant> times = flights.history().map(Commit::time).toList();

        assertThat(times).hasSize(6).first().isEqualTo(SettableClock.START);
        for (int i = 0; i < times.size(); i++) {
            assertThat(times.get(i)).isEqualTo(SettableClock.START.plus(MICRO.multipliedBy(i)));
        }
        clock.advance(Duration.ofSeconds(1));
        assertThat(at(times.get(3)).tags()).isEqualTo(Map.of("n", "2"));
        assertThat(at(times.get(3).plusNanos(999)).tags()).isEqualTo(Map.of("n", "2"));
        assertThat(v1.registeredAt()).isEqualTo(times.get(0));
    }

    @Test
    void datesCommitsForwardEvenWhenTheClockRunsBackwards() {
        register(flights, "1.0.0");
        clock.advance(Duration.ofDays(-1));
        register(flights, "1.1.0");
        clock.set(Instant.parse("1969-12-31T00:00:00Z"));
        register(flights, "1.2.0");

        assertThat(flights.history().map(Commit::time))
                .containsExactly(
                        SettableClock.START,
                        SettableClock.START.plus(MICRO),
                        SettableClock.START.plus(MICRO.multipliedBy(2)));
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void cutsTheClockToMicroseconds() {
        clock.set(SettableClock.START.plusNanos(1_999));

        assertThat(register(flights, "1.0.0").registeredAt()).isEqualTo(SettableClock.START.plusNanos(1_000));
        assertThat(ground.open().model("flights").version(1).registeredAt())
                .isEqualTo(SettableClock.START.plusNanos(1_000));
    }

    @Test
    void refusesAnInstantInTheFuture() {
        Instant future = SettableClock.START.plusNanos(1);

        assertThatThrownBy(() -> registry.asOf(future))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("instant " + future + " lies in the future; it is " + SettableClock.START);
        assertThat(registry.asOf(SettableClock.START).models()).isEmpty();
    }

    @Test
    void saysWhenAnAnswerCanNoLongerChange() {
        RegistryView past = registry.asOf(clock.instant());

        assertThat(registry.isSettled()).isFalse();
        assertThat(past.isSettled()).isFalse();
        clock.advance(Duration.ofSeconds(5));
        assertThat(past.isSettled()).isFalse();
        clock.advance(MICRO);
        assertThat(past.isSettled()).isTrue();
        assertThat(registry.asOf(Instant.EPOCH).isSettled()).isTrue();
    }

    @Test
    void findsAnInstantAmongManyCommitsWithFewReads() {
        for (int i = 0; i < 300; i++) {
            register(flights, "1.0." + i);
            clock.advance(Duration.ofMinutes(1));
        }
        FaultyStore way = ground.way();
        ModelRegistry other = ground.open(way, builder -> builder.clock(clock));
        assertThat(other.model("flights").versions()).hasSize(300);
        way.commitsRead.set(0);

        for (int i = 0; i < 300; i += 37) {
            way.commitsRead.set(0);
            Instant then = SettableClock.START.plus(Duration.ofMinutes(i));
            assertThat(other.asOf(then)
                            .resolve(ModelUri.parse("models:/flights/latest"))
                            .number())
                    .isEqualTo(i + 1);
            assertThat(way.commitsRead).hasValueLessThan(100);
        }
    }
}
