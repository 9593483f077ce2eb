package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void countsOfSeveralJvmsAddUp() {
        assertThat(new Tally(100, 3).plus(new Tally(20, 1))).isEqualTo(new Tally(120, 4));
    }

    @Test
    void moreErrorsThanRequestsAreRefused() {
        assertThatThrownBy(() -> new Tally(3, 4))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("4 errors of 3 requests; there must be 0 or more, and no more than requests");
        assertThatThrownBy(() -> new Tally(3, -1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("-1 errors of 3 requests");
    }

    @Test
    void whatDoesNotFitIntoALongIsRefused() {
        Tally most = new Tally(Long.MAX_VALUE, 0);
        Tally one = new Tally(1, 0);

        assertThatThrownBy(() -> most.plus(one))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("9223372036854775807 and 1 requests are too many");
    }
}
