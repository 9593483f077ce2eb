package dev.modelregistry.versioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.SemanticVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BumpTest {
    @ParameterizedTest
    @CsvSource({
        "PATCH, 1.2.3, 1.2.4",
        "MINOR, 1.2.3, 1.3.0",
        "MAJOR, 1.2.3, 2.0.0",
        "PATCH, 1.2.3+linux, 1.2.4",
        "PATCH, 0.3.1, 0.3.2",
        "MINOR, 0.3.1, 0.4.0",
        "MAJOR, 0.3.1, 0.4.0"
    })
    void raisesARelease(Bump bump, String from, String to) {
        assertThat(bump.after(SemanticVersion.parse(from))).hasToString(to);
        assertThat(Bump.between(SemanticVersion.parse(from), SemanticVersion.parse(to)))
                .isEqualTo(from.startsWith("0") && bump == Bump.MAJOR ? Bump.MINOR : bump);
    }

    @Test
    void countsOnFromReleasesAndUpToTheHighestNumber() {
        assertThatThrownBy(() -> Bump.PATCH.after(SemanticVersion.parse("1.0.0-rc.1")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("version 1.0.0-rc.1 is a pre-release; versions are counted on from releases");
        assertThatThrownBy(() -> Bump.MINOR.after(SemanticVersion.of(1, Integer.MAX_VALUE, 0)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("version 1.2147483647.0 cannot be raised by MINOR: no number is higher");
    }

    @Test
    void aNumberingReadsLikeASentence() {
        SemanticVersion base = SemanticVersion.of(1, 0, 1);
        BumpReason wind = new BumpReason(Bump.MINOR, "optional input `wind` was added");
        BumpReason code = new BumpReason(Bump.PATCH, "the code changed");
        Numbering numbering = new Numbering(SemanticVersion.of(1, 1, 0), Optional.of(base), List.of(wind, code));

        assertThat(numbering)
                .hasToString("1.0.1 → 1.1.0 (MINOR: optional input `wind` was added; PATCH: the code changed)");
        assertThat(numbering.bump()).contains(Bump.MINOR);
        assertThat(numbering.isRegistered()).isFalse();
        assertThat(new Numbering(base, Optional.of(base), List.of()))
                .hasToString("1.0.1 (registered already)")
                .returns(Optional.empty(), Numbering::bump)
                .returns(true, Numbering::isRegistered);
        assertThat(new Numbering(base, Optional.empty(), List.of())).hasToString("1.0.1 (follows no release)");
    }
}
