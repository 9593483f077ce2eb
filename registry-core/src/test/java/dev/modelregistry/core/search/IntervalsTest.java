package dev.modelregistry.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.search.Query;
import dev.modelregistry.search.Target;
import dev.modelregistry.spi.IndexStore.Condition;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntervalsTest {
    private static List<Condition> conditions(Target target, String query) {
        return Plan.of(Query.parse(query), target).all();
    }

    @Test
    void twoEndsAreOneInterval() {
        assertThat(conditions(Target.VERSIONS, "metrics.auc >= 0.5 AND tags.team = 'a' AND metrics.auc <= 0.75"))
                .isEqualTo(conditions(Target.VERSIONS, "metrics.auc BETWEEN 0.5 AND 0.75 AND tags.team = 'a'"));
        assertThat(conditions(Target.RUNS, "created < '2026-01-02' AND created > '2026-01-01'"))
                .isEqualTo(conditions(Target.RUNS, "created > '2026-01-01' AND created < '2026-01-02'"))
                .hasSize(1);
    }

    @Test
    void oneEndAfterTheOtherIsNotJoined() {
        assertThat(conditions(Target.VERSIONS, "number > 1 AND number > 2")).hasSize(2);
        assertThat(conditions(Target.VERSIONS, "number > 1 AND number < 9 AND number < 5"))
                .hasSize(2);
    }

    @Test
    void endsThatDifferentValuesMayMeetAreNotJoined() {
        assertThat(conditions(Target.VERSIONS, "alias > 'a' AND alias < 'c'")).hasSize(2);
        assertThat(conditions(Target.MODELS, "stage > 'a' AND stage < 'c'")).hasSize(2);
        assertThat(conditions(Target.VERSIONS, "stage > 'a' AND stage < 'c'")).hasSize(1);
        assertThat(conditions(Target.VERSIONS, "dataset > 'a' AND dataset < 'c'"))
                .hasSize(2);
    }

    @Test
    void aNumberAndATextAreNoInterval() {
        assertThat(conditions(Target.VERSIONS, "parameters.lr > 1 AND parameters.lr < 'a'"))
                .hasSize(2);
    }
}
