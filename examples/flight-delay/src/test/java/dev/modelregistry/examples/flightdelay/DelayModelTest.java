package dev.modelregistry.examples.flightdelay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DelayModelTest {

    private static final long SEED = 42;
    private static final Progress SILENT = (epoch, epochs, loss) -> {};
    private static final Split SPLIT = Split.byTime(FlightData.generate(SEED));

    @Test
    void theSecondVersionIsBetterThanTheFirstAndTheFirstBetterThanGuessing() {
        Metrics first = Metrics.of(train(Recipe.BASELINE), SPLIT.heldOut());
        Metrics second = Metrics.of(train(Recipe.CALENDAR), SPLIT.heldOut());

        assertThat(first.auc()).isGreaterThan(0.6);
        assertThat(second.auc()).isGreaterThan(first.auc() + 0.03);
        assertThat(second.logLoss()).isLessThan(first.logLoss());
    }

    @Test
    void theSameSeedGivesTheSameModelToTheByte() {
        assertThat(train(Recipe.CALENDAR).toOnnx())
                .isEqualTo(train(Recipe.CALENDAR).toOnnx());
    }

    @Test
    void anotherSeedGivesAnotherModel() {
        DelayModel other = DelayModel.train(Recipe.BASELINE, SPLIT.training(), SEED + 1, SILENT);

        assertThat(other.toOnnx()).isNotEqualTo(train(Recipe.BASELINE).toOnnx());
    }

    @Test
    void eachEpochIsReportedOnceInOrderWithALossThatFalls() {
        List<Integer> epochs = new ArrayList<>();
        List<Double> losses = new ArrayList<>();

        DelayModel.train(Recipe.CALENDAR, SPLIT.training(), SEED, (epoch, total, loss) -> {
            assertThat(total).isEqualTo(Recipe.CALENDAR.epochs());
            epochs.add(epoch);
            losses.add(loss);
        });

        assertThat(epochs).containsExactly(1, 2, 3, 4, 5);
        assertThat(losses.get(4)).isLessThan(losses.get(0)).isBetween(0.4, 0.6);
    }

    @Test
    void aModelKnowsHowItWasMade() {
        DelayModel model = train(Recipe.BASELINE);

        assertThat(model.rows()).isEqualTo(12_800);
        assertThat(model.features().names()).containsExactlyInAnyOrder("hour", "distance");
        assertThat(model.recipe()).isEqualTo(Recipe.BASELINE);
        assertThat(model.seed()).isEqualTo(SEED);
    }

    @Test
    void rareAirportsAreNoFeatures() {
        List<FlownFlight> flights = new ArrayList<>(SPLIT.training());
        Flight usual = flights.get(0).flight();
        flights.add(new FlownFlight(new Flight(usual.departure(), 100, "XXX", usual.destination()), 0));

        DelayModel model = DelayModel.train(Recipe.CALENDAR, flights, SEED, SILENT);

        assertThat(model.features().names())
                .contains("origin=ORD", "destination=ORD", "weekday=FRIDAY", "month=MAY")
                .doesNotContain("origin=XXX");
    }

    @Test
    void oneOutcomeAloneIsNothingToLearnFrom() {
        List<FlownFlight> delayed =
                SPLIT.training().stream().filter(FlownFlight::isDelayed).toList();

        assertThatThrownBy(() -> DelayModel.train(Recipe.BASELINE, delayed, SEED, SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected delayed and on-time");
    }

    private static DelayModel train(Recipe recipe) {
        return DelayModel.train(recipe, SPLIT.training(), SEED, SILENT);
    }
}
