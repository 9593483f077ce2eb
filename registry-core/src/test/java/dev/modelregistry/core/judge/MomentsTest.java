package dev.modelregistry.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.modelregistry.error.InvalidInputException;
import org.junit.jupiter.api.Test;

class MomentsTest {
    @Test
    void areThoseReckonedByHand() {
        Moments moments = Moments.of(2, 4, 4, 4, 5, 5, 7, 9);

        assertThat(moments.count()).isEqualTo(8);
        assertThat(moments.mean()).isCloseTo(5, within(1e-12));
        assertThat(moments.squares()).isCloseTo(32, within(1e-12));
        assertThat(moments.variance()).isCloseTo(32 / 7.0, within(1e-12));
    }

    @Test
    void partsAddUpToTheWholeAlsoFarFromZero() {
        Moments whole = Moments.of(1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4, 1e9 + 10);
        Moments parts = Moments.of(1e9 + 10, 1e9 + 2).plus(Moments.of(1e9 + 1, 1e9 + 4, 1e9 + 3));

        assertThat(parts.count()).isEqualTo(5);
        assertThat(parts.mean()).isCloseTo(1e9 + 4, within(1e-6));
        assertThat(parts.squares()).isCloseTo(50, within(1e-4)).isCloseTo(whole.squares(), within(1e-4));
    }

    @Test
    void nothingChangesNothing() {
        Moments moments = Moments.of(3, 5);

        assertThat(moments.plus(Moments.NONE)).isEqualTo(moments);
        assertThat(Moments.NONE.plus(moments)).isEqualTo(moments);
        assertThat(Moments.of(3).variance()).isZero();
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> Moments.of(1, Double.NaN))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("count 1, mean NaN, squared distances 0.0 are not moments;"
                        + " give finite numbers whose squares are finite");
        assertThatThrownBy(() -> Moments.of(1e200, -1e200))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("squared distances Infinity");
        assertThatThrownBy(() -> new Moments(0, 1, 0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new Moments(2, 1, -1)).isInstanceOf(InvalidInputException.class);
        Moments many = new Moments(Long.MAX_VALUE, 0, 0);
        assertThatThrownBy(() -> many.plus(many))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("count -2");
    }
}
