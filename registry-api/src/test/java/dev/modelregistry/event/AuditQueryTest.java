package dev.modelregistry.event;

import static dev.modelregistry.event.AuditQuery.everything;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RegistryEvent.Unknown;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.spi.JournalId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditQueryTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final Commit ROLLBACK =
            commit("model/flights", NOON, "alice", new Failed(2), new StageChanged(2, Stage.PRODUCTION, Stage.STAGING));

    private static Commit commit(String journal, Instant time, String actor, RegistryEvent... events) {
        return new Commit(
                journal,
                7,
                time,
                Actor.of(actor),
                "slow",
                Optional.empty(),
                Map.of(),
                Digest.ZERO,
                Digest.ZERO,
                List.of(events));
    }

    @Test
    void asksForEverythingUntilItIsNarrowed() {
        assertThat(everything().matches(ROLLBACK)).isTrue();
        assertThat(everything().actors()).isEmpty();
        assertThat(everything().journals()).isEmpty();
        assertThat(everything().from()).isEmpty();
        assertThat(everything().until()).isEmpty();
        assertThat(everything().eventTypes()).isEmpty();
    }

    @Test
    void meetsACriterionByAnyOfItsValues() {
        assertThat(everything().by("bob").matches(ROLLBACK)).isFalse();
        assertThat(everything().by("bob").by(Actor.of("alice")).matches(ROLLBACK))
                .isTrue();
        assertThat(everything().by("bob", "alice").matches(ROLLBACK)).isTrue();
        assertThat(everything().model("hotels").matches(ROLLBACK)).isFalse();
        assertThat(everything().model("hotels").model(ModelName.of("flights")).matches(ROLLBACK))
                .isTrue();
        assertThat(everything().settings().matches(ROLLBACK)).isFalse();
        assertThat(everything().settings().matches(commit("settings/registry", NOON, "alice", new Failed(1))))
                .isTrue();
        assertThat(everything().settings().model("flights").matches(ROLLBACK)).isTrue();
        assertThat(everything().kinds(EventType.TAG_SET).matches(ROLLBACK)).isFalse();
        assertThat(everything()
                        .kinds(EventType.TAG_SET)
                        .kinds(EventType.STAGE_CHANGED)
                        .matches(ROLLBACK))
                .isTrue();
        assertThat(everything()
                        .kinds(EventType.UNKNOWN)
                        .matches(commit("model/flights", NOON, "alice", new Unknown("x.future", "{}"))))
                .isTrue();
    }

    @Test
    void meetsEveryCriterion() {
        AuditQuery query = everything()
                .by("alice")
                .model("flights")
                .from(NOON)
                .until(NOON.plusNanos(1))
                .kinds(EventType.FAILED);

        assertThat(query.matches(ROLLBACK)).isTrue();
        assertThat(query.matches(commit("model/flights", NOON, "bob", new Failed(2))))
                .isFalse();
        assertThat(query.matches(commit("model/hotels", NOON, "alice", new Failed(2))))
                .isFalse();
        assertThat(query.matches(commit("model/flights", NOON.plusNanos(1), "alice", new Failed(2))))
                .isFalse();
        assertThat(query.matches(commit("model/flights", NOON.minusNanos(1), "alice", new Failed(2))))
                .isFalse();
        assertThat(query.matches(
                        commit("model/flights", NOON, "alice", new StageChanged(2, Stage.PRODUCTION, Stage.STAGING))))
                .isFalse();
    }

    @Test
    void comparesModelsWithoutRegardToCase() {
        assertThat(everything().model("FLIGHTS").matches(ROLLBACK)).isTrue();
        assertThat(everything().model("FLIGHTS")).isEqualTo(everything().model("flights"));
    }

    @Test
    void includesItsBeginningAndExcludesItsEnd() {
        assertThat(everything().from(NOON).matches(ROLLBACK)).isTrue();
        assertThat(everything().from(NOON.plusNanos(1)).matches(ROLLBACK)).isFalse();
        assertThat(everything().until(NOON).matches(ROLLBACK)).isFalse();
        assertThat(everything().until(NOON.plusNanos(1)).matches(ROLLBACK)).isTrue();
        assertThat(everything().from(Instant.MIN).until(Instant.MAX).matches(ROLLBACK))
                .isTrue();
    }

    @Test
    void replacesAnInstantThatWasGivenBefore() {
        assertThat(everything().from(NOON).from(NOON.minusSeconds(1)).from()).contains(NOON.minusSeconds(1));
        assertThat(everything().until(NOON).until(NOON.plusSeconds(1)).until()).contains(NOON.plusSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void refusesAnEndThatIsNotAfterTheBeginning(long seconds) {
        Instant end = NOON.plusSeconds(seconds);
        AuditQuery begun = everything().from(NOON);
        AuditQuery ended = everything().until(end);
        String message = "nothing happens from 2026-11-01T12:00:00Z on and before " + end
                + "; from is inclusive and must be before until, which is exclusive";

        assertThatThrownBy(() -> begun.until(end))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> ended.from(NOON))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }

    @Test
    void refusesToAskForNoneOfThem() {
        assertThatThrownBy(() -> everything().by(new Actor[0]))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "a query without an actor to ask for finds nothing; give one or more, or leave it out to ask for any");
        assertThatThrownBy(() -> everything().by(new String[0])).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> everything().model(new String[0]))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("a query without a model ");
        assertThatThrownBy(() -> everything().model(new ModelName[0])).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> everything().kinds())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("a query without a kind of event ");
    }

    @Test
    void refusesWhatIsNoNameAndNoActor() {
        assertThatThrownBy(() -> everything().model("a/b"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'a/b'");
        assertThatThrownBy(() -> everything().by(" ")).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void isAValueThatNoCopyChanges() {
        AuditQuery query = everything().by("alice");
        AuditQuery narrower = query.by("bob").settings();

        assertThat(query).isEqualTo(everything().by("alice")).isNotEqualTo(narrower);
        assertThat(narrower)
                .isEqualTo(everything().settings().by("bob", "alice", "bob"))
                .hasSameHashCodeAs(everything().settings().by("bob", "alice"));
        assertThat(narrower.journals()).containsExactly(JournalId.SETTINGS);
        assertThatThrownBy(() -> narrower.actors().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> narrower.journals().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(everything().from(NOON)).isNotEqualTo(everything().until(NOON));
        assertThat(everything().kinds(EventType.FAILED)).isNotEqualTo(everything());
    }

    @Test
    void saysItselfInWords() {
        assertThat(everything()).hasToString("everything");
        assertThat(everything()
                        .by("alice", "bob")
                        .model("Flights")
                        .settings()
                        .from(NOON)
                        .until(NOON.plusSeconds(60))
                        .kinds(EventType.FAILED))
                .hasToString(
                        "everything by alice or bob in model/flights or settings/registry from 2026-11-01T12:00:00Z"
                                + " until 2026-11-01T12:01:00Z with version.failed");
    }
}
