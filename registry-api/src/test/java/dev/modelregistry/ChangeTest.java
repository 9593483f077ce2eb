package dev.modelregistry;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Actor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeTest {
    @Test
    void knowsNothingButItsReasonAtFirst() {
        Change change = because("offline tests pass");

        assertThat(change.reason()).isEqualTo("offline tests pass");
        assertThat(change.actor()).isEmpty();
        assertThat(change.requestKey()).isEmpty();
        assertThat(change.expectedRevision()).isEmpty();
        assertThat(change).hasToString("because offline tests pass");
    }

    @Test
    void givesChangedCopiesThatKeepEverythingElse() {
        Change plain = because("a");
        Change full = plain.by("alice").requestKey("job-1").ifRevisionIs(7);

        assertThat(full.reason()).isEqualTo("a");
        assertThat(full.actor()).contains(Actor.of("alice"));
        assertThat(full.requestKey()).contains("job-1");
        assertThat(full.expectedRevision()).hasValue(7);
        assertThat(full.by(Actor.of("bob")).requestKey()).contains("job-1");
        assertThat(full.by("bob").expectedRevision()).hasValue(7);
        assertThat(full.requestKey("job-2").actor()).contains(Actor.of("alice"));
        assertThat(plain.actor()).isEmpty();
        assertThat(plain.requestKey()).isEmpty();
        assertThat(plain.expectedRevision()).isEmpty();
    }

    @Test
    void takesTheRevisionOfAModelThatDoesNotExistYet() {
        assertThat(because("a").ifRevisionIs(0).expectedRevision()).hasValue(0);
        assertThat(because("a").ifRevisionIs(Long.MAX_VALUE).expectedRevision()).hasValue(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void refusesNegativeRevisions(long revision) {
        assertThatThrownBy(() -> because("a").ifRevisionIs(revision))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("revision " + revision + " is negative; take it from ModelView.revision()");
    }

    @Test
    void refusesReasonsThatSayNothingOrTooMuch() {
        assertThatThrownBy(() -> because(""))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("reason has 0 characters, all blank; give 1 to 4096, not all blank");
        assertThatThrownBy(() -> because(" \n\t"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("reason has 3 characters, all blank; give 1 to 4096, not all blank");
        assertThatThrownBy(() -> because("r".repeat(4097)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("reason has 4097 characters; give 1 to 4096, not all blank");
        assertThat(because("r".repeat(4096)).reason()).hasSize(4096);
    }

    @Test
    void refusesRequestKeysThatAreBlankOrTooLong() {
        assertThatThrownBy(() -> because("a").requestKey(" "))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("request key has 1 characters, all blank; give 1 to 256, not all blank");
        assertThatThrownBy(() -> because("a").requestKey("k".repeat(257)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("request key has 257 characters; give 1 to 256, not all blank");
        assertThat(because("a").requestKey("k".repeat(256)).requestKey())
                .hasValueSatisfying(key -> assertThat(key).hasSize(256));
    }

    @Test
    void refusesActorsThatAreNone() {
        assertThatThrownBy(() -> because("a").by(" "))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("actor ' ' is blank; give 1 to 256 characters");
    }
}
