package dev.modelregistry.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.serving.MemoryBudget.Listening;
import dev.modelregistry.serving.MemoryBudget.Reservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private final MemoryBudget budget = MemoryBudget.ofBytes(1_000);

    @Test
    void whatIsReservedIsUsedUntilItIsGivenBack() {
        assertThat(budget.limit()).isEqualTo(1_000);
        assertThat(budget.used()).isZero();
        assertThat(budget).hasToString("1000 of 1000 bytes are free");

        Reservation ranks = budget.reserve("ranks", 600).orElseThrow();
        Reservation flights = budget.reserve("flights", 400).orElseThrow();
        assertThat(budget.used()).isEqualTo(1_000);
        assertThat(budget.free()).isZero();
        assertThat(budget.reserve("more", 1)).isEmpty();
        assertThat(budget.reserve("nothing", 0)).isPresent();
        assertThat(flights.bytes()).isEqualTo(400);

        ranks.close();
        ranks.close();
        assertThat(ranks.bytes()).isZero();
        assertThat(budget.used()).isEqualTo(400);
        assertThat(budget).hasToString("600 of 1000 bytes are free; flights has 400, nothing has 0");
        flights.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void whatIsTooLargeForANumberIsRefusedToo() {
        assertThat(budget.reserve("a little", 10)).isPresent();

        assertThat(budget.reserve("all there is", Long.MAX_VALUE)).isEmpty();
        MemoryBudget huge = MemoryBudget.ofBytes(Long.MAX_VALUE);
        assertThat(huge.reserve("all there is", Long.MAX_VALUE)).isPresent();
        assertThat(huge.reserve("more", 1)).isEmpty();
        assertThat(huge.free()).isZero();
    }

    @Test
    void holdersOfTheSameNameAreAddedUp() {
        budget.reserve("flights", 100).orElseThrow();
        Reservation second = budget.reserve("flights", 200).orElseThrow();
        budget.reserve("ranks", 50).orElseThrow();

        Map<String, Long> before = budget.holders();
        assertThat(before).containsExactly(Map.entry("flights", 300L), Map.entry("ranks", 50L));
        second.close();

        assertThat(budget.holders()).containsExactly(Map.entry("flights", 100L), Map.entry("ranks", 50L));
        assertThat(before).as("what was said before").containsEntry("flights", 300L);
        assertThatThrownBy(() -> before.put("more", 1L)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aReservationGrowsShrinksAndChangesHandsWithoutALapse() {
        Reservation reservation = budget.reserve("flights", 400).orElseThrow();
        Reservation other = budget.reserve("ranks", 500).orElseThrow();

        assertThat(reservation.change("flights 2", 501)).isFalse();
        assertThat(budget.holders()).containsExactly(Map.entry("flights", 400L), Map.entry("ranks", 500L));
        assertThat(reservation.change("flights 2", 500)).isTrue();
        assertThat(budget.free()).isZero();
        assertThat(reservation.change("flights 3", 10)).isTrue();
        assertThat(reservation.bytes()).isEqualTo(10);
        assertThat(budget.holders()).containsExactly(Map.entry("flights 3", 10L), Map.entry("ranks", 500L));
        reservation.close();
        assertThat(reservation.change("flights 4", 0))
                .as("after it was given back")
                .isFalse();
        other.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void whoeverListensHearsOfWhatIsGivenBackUntilThatIsEnded() {
        List<Long> heard = new ArrayList<>();
        Runnable listener = () -> heard.add(budget.free());
        Listening first = budget.whenFreed(listener);
        Listening second = budget.whenFreed(listener);
        Reservation reservation = budget.reserve("flights", 400).orElseThrow();
        reservation.change("flights", 500);
        assertThat(heard).as("when nothing was given back").isEmpty();

        reservation.change("flights", 300);
        assertThat(heard).containsExactly(700L, 700L);
        first.close();
        first.close();
        reservation.close();
        reservation.close();
        assertThat(heard).containsExactly(700L, 700L, 1_000L);
        second.close();
        budget.reserve("flights", 1).orElseThrow().close();
        assertThat(heard).hasSize(3);
    }

    @Test
    void aListenerThatFailsKeepsNobodyFromHearing() throws InterruptedException {
        List<Throwable> uncaught = new ArrayList<>();
        List<String> heard = new ArrayList<>();
        IllegalStateException failure = new IllegalStateException("broken");
        budget.whenFreed(() -> {
            throw failure;
        });
        budget.whenFreed(() -> heard.add("second"));
        Thread thread = new Thread(() -> {
            budget.reserve("flights", 400).orElseThrow().close();
            heard.add("done");
        });
        thread.setUncaughtExceptionHandler((where, what) -> uncaught.add(what));

        thread.start();
        thread.join();

        assertThat(heard).containsExactly("second", "done");
        assertThat(uncaught).containsExactly(failure);
        assertThat(budget.used()).isZero();
    }

    @Test
    @SuppressWarnings("NullAway")
    void whatMakesNoSenseIsRefused() {
        Reservation reservation = budget.reserve("flights", 1).orElseThrow();

        assertThatThrownBy(() -> MemoryBudget.ofBytes(0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a memory budget of 0 bytes is not above zero");
        assertThatThrownBy(() -> budget.reserve("flights", -1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("cannot reserve -1 bytes for flights; 0 is the least");
        assertThatThrownBy(() -> budget.reserve(" ", 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the holder ' ' of memory is blank; say what it is used for");
        assertThatThrownBy(() -> reservation.change("flights", -1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("cannot reserve -1 bytes for flights; 0 is the least");
        assertThatNullPointerException()
                .isThrownBy(() -> budget.whenFreed(null))
                .withMessage("listener");
        assertThat(budget.used()).isEqualTo(1);
    }
}
