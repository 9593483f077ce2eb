package dev.modelregistry.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.event.RegistryEvent.Unknown;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading what this library did not write: the format of a newer one, and damage. */
class CommitCodecDamageTest {
    private static final JournalId JOURNAL = JournalId.of(ModelName.of("Flights"));

    private static final String HEADER =
            "{\"v\":1,\"journal\":\"model/flights\",\"revision\":5,\"previous\":\"" + "0".repeat(64)
                    + "\",\"append\":\"00000000-0000-0001-0000-000000000002\",\"request\":null,\"time\":1,"
                    + "\"actor\":\"alice\",\"reason\":\"a\",\"basis\":{},\"events\":1}\n";

    private static Commit decode(String text) {
        return CommitCodec.decode(JOURNAL, CommitBytes.of(5, Bytes.utf8(text)));
    }

    private static String with(String event) {
        return HEADER + event + "\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"version.applauded\",\"number\":3}",
                "{\"type\":\"version.applauded\",\"critical\":true}",
                "{\"type\":\"version.applauded\",\"critical\":\"false\"}",
                "{\"type\":\"version.applauded\",\"critical\":null}",
                "{\"type\":\"version.applauded\",\"critical\":0}"
            })
    void refusesAnUnknownEventThatMustNotBePassedOver(String event) {
        assertThatThrownBy(() -> decode(with(event)))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageMatching(
                        "journal model/flights, commit 5 \\(sha256:[0-9a-f]{64}\\): event 'version.applauded' "
                                + "is unknown here and must not be passed over; upgrade the library on this host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"version.applauded", "unknown", ""})
    void keepsAnUnknownEventThatMayBePassedOver(String type) {
        String event = "{\"critical\":false,\"number\":3,\"type\":\"" + type + "\"}";

        assertThat(decode(with(event)).events()).containsExactly(new Unknown(type, event));
    }

    @Test
    void refusesTheFormatOfANewerLibrary() {
        assertThatThrownBy(() -> decode("{\"v\":2,\"everything\":\"else\"}\n"))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageMatching("journal model/flights, commit 5 \\(sha256:[0-9a-f]{64}\\): format 2; "
                        + "this library reads format 1. Upgrade it on this host");
    }

    private static Stream<Arguments> damaged() {
        String good = with("{\"type\":\"version.failed\",\"number\":1}");
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("a line feed", "\n"),
                Arguments.of("no JSON", "garbage\n"),
                Arguments.of("an array", "[]\n"),
                Arguments.of("another journal", good.replace("model/flights", "model/flight")),
                Arguments.of("another revision", good.replace("\"revision\":5", "\"revision\":6")),
                Arguments.of("a revision in words", good.replace("\"revision\":5", "\"revision\":\"5\"")),
                Arguments.of("a revision with a fraction", good.replace("\"revision\":5", "\"revision\":5.0")),
                Arguments.of("no format", good.replace("\"v\":1,", "")),
                Arguments.of("an event too few", HEADER),
                Arguments.of("an event too many", good + "{\"type\":\"model.deleted\"}\n"),
                Arguments.of("another count", good.replace("\"events\":1", "\"events\":2")),
                Arguments.of("a last line without end", good.substring(0, good.length() - 1)),
                Arguments.of("a last line cut off", good.substring(0, good.length() - 3)),
                Arguments.of("an empty line", good.replace("}\n{", "}\n\n{")),
                Arguments.of("two objects on a line", good.replace("}\n{", "} {")),
                Arguments.of("a field twice in the header", good.replace("\"v\":1", "\"v\":1,\"v\":1")),
                Arguments.of("a field twice in an event", good.replace("\"number\":1", "\"number\":1,\"number\":1")),
                Arguments.of("no actor", good.replace("\"actor\":\"alice\",", "")),
                Arguments.of("a blank actor", good.replace("alice", " ")),
                Arguments.of("no reason", good.replace("\"reason\":\"a\",", "")),
                Arguments.of("a request key in numbers", good.replace("\"request\":null", "\"request\":7")),
                Arguments.of("no request key", good.replace("\"request\":null,", "")),
                Arguments.of("a previous hash cut off", good.replace("0".repeat(64), "0".repeat(63))),
                Arguments.of("a time in words", good.replace("\"time\":1", "\"time\":\"1\"")),
                Arguments.of("a time beyond all times", good.replace("\"time\":1", "\"time\":1" + "0".repeat(30))),
                Arguments.of("an event without type", with("{\"number\":1}")),
                Arguments.of("an event with a number for a type", with("{\"type\":1}")),
                Arguments.of("an event without number", with("{\"type\":\"version.failed\"}")),
                Arguments.of("a number too large", with("{\"type\":\"version.failed\",\"number\":2147483648}")),
                Arguments.of(
                        "a number much too large",
                        with("{\"type\":\"version.failed\",\"number\":1" + "0".repeat(100) + "}")),
                Arguments.of(
                        "no stage",
                        with("{\"type\":\"version.stage-changed\",\"number\":1,\"from\":\"\",\"to\":\"b\"}")),
                Arguments.of("no alias", with("{\"type\":\"alias.removed\",\"alias\":\"latest\",\"from\":1}")),
                Arguments.of("a tag without value", with("{\"type\":\"tag.set\",\"key\":\"a\"}")),
                Arguments.of("no model name", with("{\"type\":\"model.created\",\"name\":\"a/b\"}")),
                Arguments.of(
                        "a raise that is none",
                        with("{\"type\":\"version.registered\",\"number\":1,\"version\":\"1.0.0\",\"digest\":\""
                                + "0".repeat(64) + "\",\"modelHash\":\"" + "0".repeat(64)
                                + "\",\"stage\":\"Development\",\"reasons\":[{\"bump\":\"huge\",\"text\":\"a\"}]}")),
                Arguments.of(
                        "a descriptor that is none",
                        with("{\"type\":\"version.registered\",\"number\":1,\"version\":\"1.0.0\",\"digest\":\""
                                + "0".repeat(64) + "\",\"modelHash\":\"" + "0".repeat(64)
                                + "\",\"stage\":\"Development\",\"descriptor\":null}")),
                Arguments.of("a number beyond all numbers", with("{\"type\":\"x\",\"critical\":false,\"a\":1e999}")),
                Arguments.of("half a surrogate pair", with("{\"type\":\"x\",\"critical\":false,\"a\":\"\\ud83d\"}")),
                Arguments.of(
                        "depth 65",
                        with("{\"type\":\"x\",\"critical\":false,\"a\":" + "[".repeat(64) + "]".repeat(64) + "}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damaged")
    void refusesDamage(String what, String text) {
        assertThatThrownBy(() -> decode(text))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageMatching("(?s)journal model/flights, commit 5 \\(sha256:[0-9a-f]{64}\\): .+");
    }

    @Test
    void theUndamagedFormOfTheseIsRead() {
        assertThat(decode(with("{\"type\":\"version.failed\",\"number\":1}")).events())
                .containsExactly(new Failed(1));
        assertThat(decode(with("{\"type\":\"x\",\"critical\":false,\"a\":" + "[".repeat(63) + "]".repeat(63) + "}"))
                        .events())
                .hasSize(1);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] bytes =
                with("{\"type\":\"tag.set\",\"key\":\"a\",\"value\":\"?\"}").getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 4] = (byte) 0xff;

        assertThatThrownBy(() -> CommitCodec.decode(JOURNAL, CommitBytes.of(5, Bytes.of(bytes))))
                .isInstanceOf(CorruptStoreException.class);
    }

    @Test
    void everyFlippedBitIsRefusedOrSaysSomethingElse() {
        byte[] golden = Golden.read("commit.jsonl").getBytes(StandardCharsets.UTF_8);
        Commit original = decode(Golden.read("commit.jsonl"));
        Set<Integer> notRead = placesOf(golden, "\"append\":\"00000000-0000-0001-0000-000000000002\",");
        List<String> unnoticed = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < golden.length * 8; i++) {
            byte[] flipped = golden.clone();
            flipped[i / 8] ^= (byte) (1 << i % 8);
            try {
                Commit commit = CommitCodec.decode(JOURNAL, CommitBytes.of(5, Bytes.of(flipped)));
                assertThat(commit.hash()).isNotEqualTo(original.hash());
                if (!notRead.contains(i / 8) && isSame(commit, original) && !differInCaseAlone(flipped, golden)) {
                    unnoticed.add("bit " + i % 8 + " of byte " + i / 8);
                }
            } catch (CorruptStoreException | UnsupportedFormatException expected) {
                refused++;
            }
        }
        assertThat(unnoticed).isEmpty();
        assertThat(refused).isGreaterThan(golden.length);
    }

    /** A field that is there for the store and for people, and is not read. */
    private static Set<Integer> placesOf(byte[] bytes, String part) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return Stream.iterate(text.indexOf(part), i -> i + 1)
                .limit(part.length())
                .collect(Collectors.toSet());
    }

    private static boolean isSame(Commit one, Commit two) {
        return one.time().equals(two.time())
                && one.actor().equals(two.actor())
                && one.reason().equals(two.reason())
                && one.basis().equals(two.basis())
                && one.requestKey().equals(two.requestKey())
                && one.previous().equals(two.previous())
                && one.events().equals(two.events());
    }

    /** Hexadecimal digits, aliases and stages are the same in either case; the hash tells them apart. */
    private static boolean differInCaseAlone(byte[] one, byte[] two) {
        return new String(one, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .equals(new String(two, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT));
    }
}
