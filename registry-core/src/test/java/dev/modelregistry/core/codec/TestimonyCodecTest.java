package dev.modelregistry.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.event.RegistryEvent.ProvedGood;
import dev.modelregistry.event.Testimony;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestimonyCodecTest {
    private static final String SMALL = "{\"format\":1,\"said\":[{\"revision\":4,\"hash\":\"" + "0".repeat(64)
            + "\",\"time\":1767323045000006,\"actor\":\"alice\",\"reason\":\"\u00e9\","
            + "\"event\":{\"type\":\"version.proved-good\",\"number\":3}}]}";
    private static final Testimony SAID = new Testimony(
            new ProvedGood(3),
            Actor.of("alice"),
            Instant.parse("2026-01-02T03:04:05.000006Z"),
            "\u00e9",
            4,
            Digest.ZERO);

    @Test
    void isWrittenAsDocumentedAndReadBack() {
        assertThat(TestimonyCodec.encode(List.of(SAID)).utf8()).isEqualTo(SMALL);
        assertThat(TestimonyCodec.decode(Bytes.utf8(SMALL), "it")).containsExactly(SAID);
        assertThat(SAID).hasToString("2026-01-02T03:04:05.000006Z alice: version 3 recorded as good (\u00e9)");
    }

    @Test
    void canBeAnyEventThatGoverns() {
        List<Testimony> all = Stream.of(GovernanceEvents.ALL)
                .flatMap(List::stream)
                .map(event -> new Testimony(event, SAID.by(), SAID.at(), "x", 7, Digest.of(new byte[] {1})))
                .toList();

        assertThat(TestimonyCodec.decode(TestimonyCodec.encode(all), "it")).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"format\":1,\"said\":7}",
                "{\"format\":1,\"said\":[7]}",
                "{\"format\":1,\"said\":[{\"event\":7}]}",
                "{\"format\":1,\"said\":[{\"event\":{\"type\":\"version.proved-good\"}}]}"
            })
    void refusesWhatItWouldNotHaveWritten(String text) {
        assertThatThrownBy(() -> TestimonyCodec.decode(Bytes.utf8(text), "it"))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageStartingWith("it: ");
    }

    @Test
    void refusesANewerFormat() {
        assertThatThrownBy(() -> TestimonyCodec.decode(Bytes.utf8("{\"format\":2}"), "it"))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessage("it has format 2; this library reads 1. Upgrade it");
    }
}
