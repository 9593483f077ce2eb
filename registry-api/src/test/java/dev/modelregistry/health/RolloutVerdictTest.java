package dev.modelregistry.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.health.Health.Counts;
import dev.modelregistry.health.RolloutVerdict.Decision;
import dev.modelregistry.health.RolloutVerdict.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutVerdictTest {
    private static final Counts NOTHING = new Counts(0, 0, Optional.empty(), Optional.empty());
    private static final Health HEALTH = new Health(NOTHING, NOTHING);
    private static final Evidence ERRORS = new Evidence("errors", 0.5, 40);

    private static RolloutVerdict verdict(String reason) {
        return new RolloutVerdict(Decision.HOLD, 1, reason, HEALTH, List.of(ERRORS));
    }

    @Test
    void readsAsASentence() {
        assertThat(verdict("bake time is not over")).hasToString("hold in step 2: bake time is not over");
        assertThat(new RolloutVerdict(Decision.ROLL_BACK, 0, "more errors", HEALTH, List.of()))
                .hasToString("roll back in step 1: more errors");
    }

    @ParameterizedTest
    @CsvSource({"PROMOTE, promote", "HOLD, hold", "ROLL_BACK, roll-back", "NO_DATA, no-data"})
    void decisionsHaveNamesThatAreStored(Decision decision, String wireName) {
        assertThat(decision.wireName()).isEqualTo(wireName);
        assertThat(decision).hasToString(wireName.replace("-", " "));
    }

    @Test
    void theListIsCopied() {
        List<Evidence> evidence = new ArrayList<>(List.of(ERRORS));
        RolloutVerdict verdict = new RolloutVerdict(Decision.HOLD, 1, "too few", HEALTH, evidence);
        evidence.clear();

        assertThat(verdict.evidence()).containsExactly(ERRORS);
        assertThat(verdict).isEqualTo(verdict("too few")).hasSameHashCodeAs(verdict("too few"));
        assertThat(verdict).isNotEqualTo(verdict("too many"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_097})
    void aReasonThatIsNoneOrTooLongIsRefused(int length) {
        assertThat(RolloutVerdict.MAX_REASON).isEqualTo(4_096);
        assertThat(verdict("x".repeat(4_096)).reason()).hasSize(4_096);
        String reason = length == 1 ? " " : "x".repeat(length);
        assertThatThrownBy(() -> verdict(reason))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the reason of a verdict has " + length + " characters; give 1 to 4096");
    }

    @Test
    void theErrorRateIsAPartOfTheRequests() {
        assertThat(NOTHING.errorRate()).isZero();
        assertThat(new Counts(400, 3, Optional.empty(), Optional.empty()).errorRate())
                .isEqualTo(0.0075);
    }
}
