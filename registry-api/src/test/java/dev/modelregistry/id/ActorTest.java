package dev.modelregistry.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActorTest {
    @ParameterizedTest
    @ValueSource(strings = {"alice", "ci/build #12", "u-4711", "\u0391\u03bb\u03af\u03ba\u03b7", "\ud83e\udd16"})
    void keepsAnyPrintableId(String id) {
        assertThat(Actor.of(id)).isEqualTo(new Actor(id)).hasToString(id);
        assertThat(Actor.of(id).id()).isEqualTo(id);
    }

    @Test
    void allowsTwoHundredAndFiftySixCharacters() {
        assertThat(Actor.of("a".repeat(256)).id()).hasSize(256);
        assertThatThrownBy(() -> Actor.of("a".repeat(257)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("actor '" + "a".repeat(80) + "…' has 257 characters; at most 256 are allowed");
    }

    @Test
    void refusesBlankIdsBlankEndsAndControlCharacters() {
        assertThatThrownBy(() -> Actor.of(""))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("actor '' is blank; give 1 to 256 characters");
        assertThatThrownBy(() -> Actor.of("alice "))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("actor 'alice ' begins or ends with a blank; remove it");
        assertThatThrownBy(() -> Actor.of("alice\nadmin"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "actor 'alice\\u000aadmin' has a control character at position 5; use printable characters");
        assertThatThrownBy(() -> Actor.of("a\u0085b"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'a\\u0085b' has a control character at position 1");
        assertThatThrownBy(() -> Actor.of(null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("actor is null; give 1 to 256 characters");
    }
}
