package dev.modelregistry.core.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.codec.SubscriptionCodec;
import dev.modelregistry.core.cursor.Cursor.Step;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a worker may do in a journal follows from its cursor, the time and who asks. */
class CursorTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final JournalId FLIGHTS = new JournalId("model", "flights");
    private static final CellId CELL = new CellId("subscription-cursor", "x");

    private final Cursor free = Cursor.at(5);
    private final Cursor claimed = free.claimed(at(5), "one", LEASE, NOW);
    private final Cursor failed = claimed.failed(at(7), NOW, PAUSE, "no route");

    private static Head at(long revision) {
        return new Head(revision, Digest.ZERO);
    }

    @Test
    void doubtsAJournalThatDoesNotHaveWhatWasAcknowledged() {
        Head here = new Head(6, Bytes.utf8("here").digest());
        Head there = new Head(6, Bytes.utf8("there").digest());
        Cursor cursor = free.released(here);

        assertThat(cursor.next(here, "one", NOW)).isEqualTo(new Step.Nothing());
        assertThat(cursor.next(there, "one", NOW)).isEqualTo(new Step.Doubt());
        assertThat(cursor.contradiction(there))
                .hasValueSatisfying(words ->
                        assertThat(words).startsWith("commit 6 is another one than that which was acknowledged"));
        assertThat(cursor.contradiction(at(5)))
                .hasValueSatisfying(words -> assertThat(words)
                        .startsWith("the journal ends at commit 5, but commit 6 was acknowledged: it was set back"));
        assertThat(cursor.contradiction(here)).isEmpty();
        assertThat(Cursor.at(6).contradiction(there)).as("not known which one").isEmpty();
        Cursor shown = cursor.failed(here, NOW, PAUSE, "set back");
        assertThat(shown.next(there, "one", NOW)).isEqualTo(new Step.Wait(NOW.plus(PAUSE)));
        assertThat(shown.next(here, "one", NOW.plus(PAUSE))).as("it is back").isEqualTo(new Step.Doubt());
        assertThat(SubscriptionCodec.cursor(CELL, FLIGHTS, SubscriptionCodec.encode(FLIGHTS, shown)))
                .isEqualTo(shown);
    }

    @Test
    void hasNothingToDoWhereAllIsAcknowledged() {
        assertThat(free.next(at(5), "one", NOW)).isEqualTo(new Step.Nothing());
        assertThat(free.next(at(4), "two", NOW))
                .as("a head that is not the latest, or a journal that was set back")
                .isEqualTo(new Step.Doubt());
        assertThat(free.next(at(6), "one", NOW)).isEqualTo(new Step.Deliver());
    }

    @Test
    void isOneWorkersUntilItsLeaseEnds() {
        assertThat(claimed.next(at(6), "two", NOW)).isEqualTo(new Step.Theirs(NOW.plus(LEASE)));
        assertThat(claimed.next(at(6), "two", NOW.plus(LEASE).minusNanos(1000))).isInstanceOf(Step.Theirs.class);
        assertThat(claimed.next(at(6), "two", NOW.plus(LEASE))).isEqualTo(new Step.TakeOver("one"));
        assertThat(claimed.next(at(6), "one", NOW)).as("its own").isEqualTo(new Step.Deliver());
        assertThat(claimed.released(at(6)).next(at(7), "two", NOW)).isEqualTo(new Step.Deliver());
    }

    @Test
    void isNotHeldForEverByAClockThatWasSetBack() {
        assertThat(claimed.next(at(6), "two", NOW.minusSeconds(1))).isInstanceOf(Step.Theirs.class);
        assertThat(claimed.next(at(6), "two", NOW.minus(Duration.ofDays(1)))).isEqualTo(new Step.TakeOver("one"));
        assertThat(failed.next(at(8), "two", NOW.minus(Duration.ofDays(1)))).isEqualTo(new Step.Deliver());
    }

    @Test
    void waitsAfterAFailureWhoeverAsks() {
        assertThat(failed.acknowledged()).isEqualTo(7);
        assertThat(failed.claim()).isNull();
        assertThat(failed.next(at(8), "one", NOW)).isEqualTo(new Step.Wait(NOW.plus(PAUSE)));
        assertThat(failed.next(at(8), "two", NOW.plus(PAUSE))).isEqualTo(new Step.Deliver());
    }

    @Test
    void remembersAFailureUntilItsCommitIsAcknowledged() {
        Instant later = NOW.plusSeconds(60);
        Cursor again = failed.claimed(at(7), "two", LEASE, later).failed(at(7), later, PAUSE, "refused");

        assertThat(again.trouble()).isEqualTo(new Cursor.Trouble(8, NOW, 2, later, PAUSE, "refused"));
        assertThat(again.tries(7)).isEqualTo(2);
        assertThat(again.tries(8)).isZero();
        assertThat(again.released(at(8)).trouble()).isNull();
        assertThat(again.claimed(at(8), "two", LEASE, later).trouble()).isNull();
        assertThat(again.failed(at(9), later, PAUSE, "another").trouble())
                .isEqualTo(new Cursor.Trouble(10, later, 1, later, PAUSE, "another"));
    }

    @Test
    void neverGoesBack() {
        assertThatThrownBy(() -> failed.released(at(6)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a cursor at 7 cannot go back to 6; this is a bug");
    }

    @Test
    void isReadAsItWasWritten() {
        for (Cursor cursor : List.of(free, claimed, failed, failed.claimed(at(7), "two", LEASE, NOW.plusNanos(1000)))) {
            assertThat(SubscriptionCodec.cursor(CELL, FLIGHTS, SubscriptionCodec.encode(FLIGHTS, cursor)))
                    .isEqualTo(cursor);
        }
        assertThat(SubscriptionCodec.encode(FLIGHTS, claimed).utf8())
                .isEqualTo("{\"format\":1,\"journal\":\"model/flights\",\"acknowledged\":5,"
                        + "\"claim\":{\"worker\":\"one\",\"at\":1893456000000000,\"lease\":60000}}");
        Enrolment all = new Enrolment("g", NOW, 2, Set.of(), false);
        for (Enrolment enrolment : List.of(all, all.asking(Set.of(FLIGHTS, JournalId.SETTINGS)), all.forget())) {
            assertThat(SubscriptionCodec.enrolment(CELL, SubscriptionCodec.encode(enrolment)))
                    .isEqualTo(enrolment);
        }
    }

    @Test
    void doesNotGuessWhatItCannotRead() {
        assertThatThrownBy(() -> SubscriptionCodec.cursor(CELL, FLIGHTS, Bytes.utf8("{\"format\":2}")))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessage("cell subscription-cursor/x has the format 2; this library knows 1: upgrade it");
        assertThatThrownBy(() ->
                        SubscriptionCodec.cursor(CELL, JournalId.SETTINGS, SubscriptionCodec.encode(FLIGHTS, free)))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessage("cell subscription-cursor/x is not what a subscription keeps:"
                        + " it is of journal model/flights, not of settings/registry");
        assertThatThrownBy(() -> SubscriptionCodec.enrolment(CELL, Bytes.utf8("pager")))
                .isInstanceOf(CorruptStoreException.class);
    }

    @Test
    void keepsWhereManyJournalsEndedInSeveralCells() {
        Map<JournalId, Long> heads = new TreeMap<>();
        for (int i = 0; i < 10_000; i++) {
            heads.put(new JournalId("model", "a \"model\" of number " + i), Long.MAX_VALUE - i);
        }

        List<Bytes> cells = SubscriptionCodec.encode(heads, 60_000);

        assertThat(cells)
                .hasSizeGreaterThan(1)
                .allSatisfy(cell -> assertThat(cell.size()).isLessThan(64 << 10));
        Map<JournalId, Long> read = new TreeMap<>();
        cells.forEach(cell -> read.putAll(SubscriptionCodec.starts(CELL, cell)));
        assertThat(read).isEqualTo(heads);
        assertThat(SubscriptionCodec.encode(Map.of(), 60_000)).isEmpty();
    }

    @Test
    void pausesGrowUpToALimitAndAreShortenedByChance() {
        Pauses pauses = new Pauses(Duration.ofSeconds(1), Duration.ofMinutes(5));

        assertThat(pauses.after(1, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pauses.after(4, 0)).isEqualTo(Duration.ofSeconds(8));
        assertThat(pauses.after(4, 0.5)).isEqualTo(Duration.ofSeconds(6));
        assertThat(pauses.after(10, 0)).isEqualTo(Duration.ofMinutes(5));
        assertThat(pauses.after(Integer.MAX_VALUE, 0.999_999))
                .isBetween(Duration.ofSeconds(150), Duration.ofSeconds(151));
        Pauses longest = new Pauses(Duration.ofDays(1), Duration.ofDays(1));
        assertThat(longest.after(1_000, 0)).isEqualTo(Duration.ofDays(1));
        assertThat(new Pauses(Duration.ofMillis(1), Duration.ofMillis(1)).after(1, 0.9))
                .isEqualTo(Duration.ofMillis(1));
    }
}
