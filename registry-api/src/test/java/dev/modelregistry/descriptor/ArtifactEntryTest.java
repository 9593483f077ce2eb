package dev.modelregistry.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactEntryTest {
    @ParameterizedTest
    @ValueSource(strings = {"model.onnx", "weights/0/part.bin", ".hidden", "...", "a b", "caf\u00e9", "..a/b.."})
    void takesRelativePaths(String path) {
        assertThat(new ArtifactEntry(path, Digest.ZERO, 0).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/model.onnx",
                "/",
                "//host/share",
                "..",
                "../model.onnx",
                "a/../../b",
                "a/..",
                ".",
                "./model.onnx",
                "a/./b",
                "a//b",
                "a/"
            })
    void refusesPathsThatAreAbsoluteOrClimb(String path) {
        assertThatThrownBy(() -> new ArtifactEntry(path, Digest.ZERO, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "artifact path '" + path
                                + "' is absolute or has an empty, '.' or '..' part; give a relative path such as 'weights/model.onnx'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\b", "..\\b", "C:model.onnx", "model.onnx:stream", "a\u0000b", "a\nb", "a\u007fb"})
    void refusesCharactersThatMeanSomethingToAFileSystem(String path) {
        assertThatThrownBy(() -> new ArtifactEntry(path, Digest.ZERO, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith("has a back-slash, a colon or a control character; use '/' between names");
    }

    @Test
    void refusesEmptyAndTooLongPaths() {
        assertThat(new ArtifactEntry("p".repeat(1024), Digest.ZERO, 0).path()).hasSize(1024);
        for (String path : new String[] {"", "p".repeat(1025)}) {
            assertThatThrownBy(() -> new ArtifactEntry(path, Digest.ZERO, 0))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("artifact path '" + path + "' is empty or longer than 1024 characters");
        }
    }

    @Test
    void refusesNegativeSizes() {
        assertThatThrownBy(() -> new ArtifactEntry("a", Digest.ZERO, -1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("artifact 'a' has the size -1");
        assertThat(new ArtifactEntry("a", Digest.ZERO, Long.MAX_VALUE).size()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void isOrderedByPath() {
        assertThat(new ArtifactEntry("a", Digest.ZERO, 2)).isLessThan(new ArtifactEntry("b", Digest.ZERO, 1));
    }
}
