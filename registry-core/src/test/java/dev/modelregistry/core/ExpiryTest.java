package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.id.Actor;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.retention.Hold;
import dev.modelregistry.retention.RetentionPlan;
import dev.modelregistry.review.CheckOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is held stays, what expired is refused where its files would be needed, and comes back. */
class ExpiryTest extends RetentionGround {
    @Test
    void aHoldKeepsAVersionUntilItIsReleased() {
        ModelVersion version = register(flights, "1.0.0");
        ModelVersion other = register(flights, "1.1.0");
        Instant since = clock.advance(Duration.ofDays(1));
        flights.hold(version, because("case 2026-17").by("legal"));
        flights.hold(version, because("another case").by("bob"));

        assertThat(elsewhere.model("flights").hold(version))
                .hasValue(new Hold(Actor.of("legal"), since, "case 2026-17"));
        assertThat(flights.hold(version).orElseThrow()).hasToString("held since " + since + " by legal (case 2026-17)");
        assertThat(flights.hold(other)).isEmpty();
        assertThat(told(expire())).containsExactly("flights 2 EXPIRE");
        assertThatThrownBy(() -> flights.delete(because("unused")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("is held, so the model cannot be deleted: held since " + since + " by legal");

        flights.releaseHold(version, because("case closed"));

        assertThat(flights.hold(version)).isEmpty();
        assertThat(told(expire())).containsExactly("flights 1 EXPIRE");
        assertThatThrownBy(() -> flights.hold(version, because("too late")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("expired on ");
    }

    @Test
    void aHoldOnTheModelKeepsAllOfItsVersions() {
        flights.hold(register(flights, "1.0.0"), because("case 7"));
        flights.hold(because("all of it"));
        ModelVersion later = register(flights, "1.1.0");

        assertThat(flights.hold().map(Hold::reason)).hasValue("all of it");
        assertThat(flights.hold(later).map(Hold::reason)).hasValue("all of it");
        assertThat(flights.hold(flights.version(1)).map(Hold::reason)).hasValue("case 7");
        assertThat(expire()).isEqualTo(RetentionPlan.EMPTY);
        assertThatThrownBy(() -> flights.delete(because("unused")))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith("model 'flights' cannot be deleted: held since ");

        flights.releaseHold(because("over"));

        assertThat(flights.hold()).isEmpty();
        assertThat(told(expire())).containsExactly("flights 2 EXPIRE");
    }

    @Test
    void whatExpiredIsFoundByNameAndRefusedForUse() {
        ModelVersion version = register(flights, "1.0.0");
        ModelVersion next = register(flights, "1.1.0");
        flights.hold(version, because("stays"));
        expire();

        assertThat(flights.version(2)).isEqualTo(next);
        assertThat(flights.version("1.1.0").descriptor().artifacts()).hasSize(1);
        assertThat(flights.versions()).containsExactly(version, next);
        assertThat(registry.resolve("models:/flights/^1.0"))
                .as("a range is for use")
                .isEqualTo(version);
        assertThatThrownBy(() -> flights.promote(next, STAGING, because("hurry")))
                .isInstanceOf(RejectedException.class)
                .hasMessageMatching(
                        "version 2 \\(1.1.0\\) of model 'flights' expired on \\S+ \\(older than 0 days \\(policy"
                                + " 'nightly'\\)\\); bring it back with revive, or register it anew");
        clock.advance(Duration.ofDays(1));
        assertThat(registry.asOf(next.registeredAt()).model("flights").expired(next))
                .as("as it was before")
                .isEmpty();
        assertThatThrownBy(() -> flights.expired(register(registry.model("hotels"), "1.0.0")))
                .isInstanceOf(InvalidInputException.class);
        flights.releaseHold(version, because("over"));
        expire();
        assertThatThrownBy(() -> registry.resolve("models:/flights/^1.0")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void isBroughtBackWhileItsFilesAreThere() {
        ModelVersion version = registerFile(flights, "1.0.0", "weights");
        expire();
        long revision = flights.revision();

        flights.revive(version, because("an auditor asks").by("bob"));
        flights.revive(version, because("again"));

        assertThat(flights.expired(version)).isEmpty();
        assertThat(flights.revision()).isEqualTo(revision + 1);
        assertThat(flights.promote(version, STAGING, because("fine")).stage()).isEqualTo(STAGING);
    }

    @Test
    void isNotBroughtBackWithoutItsFiles() {
        ModelVersion version = registerFile(flights, "1.0.0", "weights");
        expire();
        erase("weights");

        assertThatThrownBy(() -> flights.revive(version, because("an auditor asks")))
                .isInstanceOf(RejectedException.class)
                .hasMessage(
                        "version 1 (1.0.0) of model 'flights' has expired, and its artifact 'model.bin' is gone; register"
                                + " it anew, with its files");
        assertThat(flights.expired(version)).isPresent();

        assertThat(registerFile(flights, "1.0.0", "weights")).isEqualTo(version);
        assertThat(flights.expired(version)).isEmpty();
        assertThat(version.artifact("model.bin").path()).hasContent("weights");
        assertThat(told(registry.retention().plan())).containsExactly("flights 1 EXPIRE");
    }

    @Test
    void aCopyOfWhatExpiredBringsItsFilesAgain() {
        try (Ground other = new Ground()) {
            ModelVersion original = registerFile(other.open().model("flights"), "1.0.0", "weights");
            ModelVersion copy = flights.registerCopy(original, because("proved"));
            expire();
            erase("weights");

            assertThat(flights.registerCopy(original, because("needed again"))).isEqualTo(copy);

            assertThat(flights.expired(copy)).isEmpty();
            assertThat(copy.artifact("model.bin").path()).hasContent("weights");
        }
    }

    @Test
    void noCheckRunsOnWhatExpired() {
        AtomicInteger asked = new AtomicInteger();
        ModelRegistry checking = ground.open(
                ground.way(),
                builder -> builder.clock(clock).check("self-test", candidate -> {
                    asked.incrementAndGet();
                    return CheckOutcome.passed("fine");
                }));
        registry.settings()
                .define(
                        Pipeline.standard().toBuilder()
                                .gates(STAGING, Gate.selfTest())
                                .build(),
                        because("nothing unproven goes on"));
        ModelVersion version = register(flights, "1.0.0");
        RegisteredModel checked = checking.model("flights");
        assertThat(checked.simulate(version, STAGING).passes()).isTrue();
        expire();

        assertThat(checked.simulate(version, STAGING).refusal())
                .hasValueSatisfying(refusal -> assertThat(refusal).contains("expired on "));
        assertThatThrownBy(() -> checked.promote(version, STAGING, because("hurry")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("bring it back with revive, or register it anew");
        assertThat(asked).hasValue(1);
        assertThat(checked.archive(version, because("out of use")).stage()).isEqualTo(ARCHIVED);
    }
}
