package dev.modelregistry.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.codec.CommitCodec.Header;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.EventType;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.AliasMoved;
import dev.modelregistry.event.RegistryEvent.AliasRemoved;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.event.RegistryEvent.ModelCreated;
import dev.modelregistry.event.RegistryEvent.ModelDeleted;
import dev.modelregistry.event.RegistryEvent.ModelRestored;
import dev.modelregistry.event.RegistryEvent.ProvedGood;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RegistryEvent.TagRemoved;
import dev.modelregistry.event.RegistryEvent.TagSet;
import dev.modelregistry.event.RegistryEvent.Unknown;
import dev.modelregistry.event.RegistryEvent.VersionCommented;
import dev.modelregistry.event.RegistryEvent.VersionCopied;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Origin;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.support.Micros;
import dev.modelregistry.versioning.Bump;
import dev.modelregistry.versioning.BumpReason;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is written, and reading it back. */
class CommitCodecTest {
    private static final JournalId JOURNAL = JournalId.of(ModelName.of("Flights"));
    private static final Digest PREVIOUS = Digest.of(new byte[] {1});
    private static final Head RULES = new Head(3, Digest.of(new byte[] {9}));
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000006Z");
    private static final Alias CHAMPION = Alias.of("champion");

    private static final Origin ORIGIN = new Origin(
            "3f0c7a52-8a3e-4c5d-9a55-0d8b3a2f6c11",
            ModelName.of("Flights"),
            7,
            SemanticVersion.of(2, 0, 0),
            Digest.of(new byte[] {4}),
            TIME,
            Actor.of("bob"),
            "trained");

    /** One of each kind, and both shapes of those that have two. */
    private static final List<RegistryEvent> EVENTS = Stream.<List<? extends RegistryEvent>>of(
                    List.of(
                            new ModelCreated(ModelName.of("Flights")),
                            new ModelDeleted(),
                            new ModelRestored(),
                            new VersionRegistered(
                                    1,
                                    SemanticVersion.parse("1.0.0-rc.1+7"),
                                    Digest.of(new byte[] {2}),
                                    Digest.of(new byte[] {3}),
                                    Stage.DEVELOPMENT,
                                    Optional.of(
                                            "{\"format\":1,\"metrics\":{\"auc\":0.5},\"version\":\"1.0.0-rc.1+7\"}"),
                                    Optional.empty(),
                                    List.of(),
                                    Optional.empty()),
                            new VersionRegistered(
                                    2,
                                    SemanticVersion.of(2, 0, 0),
                                    Digest.of(new byte[] {4}),
                                    Digest.of(new byte[] {5}),
                                    Stage.of("Shadow"),
                                    Optional.empty(),
                                    Optional.of(SemanticVersion.of(1, 9, 1)),
                                    List.of(
                                            new BumpReason(Bump.MAJOR, "required input `weather` was added"),
                                            new BumpReason(Bump.PATCH, "the code changed")),
                                    Optional.of("flights/20260102T030405Z-7")),
                            new StageChanged(1, Stage.DEVELOPMENT, Stage.STAGING),
                            new ProvedGood(1),
                            new Failed(2),
                            new AliasMoved(CHAMPION, OptionalInt.empty(), 1),
                            new AliasMoved(CHAMPION, OptionalInt.of(1), 2),
                            new AliasRemoved(CHAMPION, 2),
                            new TagSet(OptionalInt.empty(), "team", "ops"),
                            new TagSet(OptionalInt.of(2), "note", "a \"b\" \\ \n \u20ac"),
                            new TagRemoved(OptionalInt.empty(), "team"),
                            new TagRemoved(OptionalInt.of(2), "note")),
                    GovernanceEvents.ALL,
                    RunEvents.ALL,
                    List.of(
                            new VersionCopied(2, ORIGIN, Optional.empty()),
                            new VersionCopied(2, ORIGIN, Optional.of(Digest.of(new byte[] {6}))),
                            new VersionCommented(2, 1, Digest.of(new byte[] {7}))),
                    StorageEvents.ALL,
                    RetentionEvents.ALL,
                    LineageEvents.ALL,
                    RolloutEvents.ALL,
                    ReleaseEvents.ALL)
            .<RegistryEvent>flatMap(List::stream)
            .toList();

    private static Header header(Optional<String> requestKey, String reason) {
        return new Header(
                JOURNAL,
                new Head(4, PREVIOUS),
                UUID.fromString("00000000-0000-0001-0000-000000000002"),
                requestKey,
                TIME,
                Actor.of("alice"),
                reason,
                Map.of(JournalId.SETTINGS, RULES));
    }

    private static CommitBytes encode(RegistryEvent... events) {
        return CommitCodec.encode(header(Optional.of("job-1"), "because"), List.of(events));
    }

    @Test
    void writesTheGoldenCommit() {
        CommitBytes golden = CommitCodec.encode(header(Optional.of("job-1"), "golden"), EVENTS);

        assertThat(golden.bytes().utf8()).isEqualTo(Golden.read("commit.jsonl"));
        assertThat(golden.revision()).isEqualTo(5);
        assertThat(golden.hash())
                .hasToString("sha256:42870744471cb9ed54be1ba86ed5a707b89bd3d3d9f4ee92c3758b68f12a04e6");
        assertThat(EVENTS.stream().map(RegistryEvent::type))
                .as("every type that is stored")
                .containsAll(EnumSet.complementOf(EnumSet.of(EventType.UNKNOWN)));
    }

    @Test
    void readsTheGoldenCommit() {
        Commit commit = CommitCodec.decode(JOURNAL, CommitBytes.of(5, Bytes.utf8(Golden.read("commit.jsonl"))));

        assertThat(commit)
                .isEqualTo(new Commit(
                        "model/flights",
                        5,
                        TIME,
                        Actor.of("alice"),
                        "golden",
                        Optional.of("job-1"),
                        Map.of("settings/registry", RULES),
                        Bytes.utf8(Golden.read("commit.jsonl")).digest(),
                        PREVIOUS,
                        EVENTS));
    }

    @Test
    void aCommitWithoutRequestKeyHasNone() {
        CommitBytes commit = CommitCodec.encode(header(Optional.empty(), "a"), List.of(new Failed(1)));

        assertThat(commit.bytes().utf8()).contains("\"request\":null");
        assertThat(CommitCodec.decode(JOURNAL, commit).requestKey()).isEmpty();
    }

    @Test
    void readsBackWhateverItWrote() {
        Random random = new Random(2026);
        for (int i = 0; i < 300; i++) {
            List<RegistryEvent> events = Stream.generate(() -> randomEvent(random))
                    .limit(random.nextInt(9))
                    .toList();
            Header header = header(Optional.of("key" + Texts.any(random, 8)), "reason" + Texts.any(random, 20));

            Commit commit = CommitCodec.decode(JOURNAL, CommitCodec.encode(header, events));

            assertThat(commit.events()).isEqualTo(events);
            assertThat(commit.requestKey()).isEqualTo(header.requestKey());
            assertThat(commit.reason()).isEqualTo(header.reason());
        }
    }

    private static RegistryEvent randomEvent(Random random) {
        int number = random.nextInt() >>> random.nextInt(32);
        OptionalInt some = random.nextBoolean() ? OptionalInt.of(number) : OptionalInt.empty();
        String key = "k" + Texts.any(random, 10);
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return switch (random.nextInt(10)) {
            case 0 -> new ModelCreated(ModelName.of("m " + Math.abs(number)));
            case 1 -> new ModelDeleted();
            case 2 -> new ModelRestored();
            case 3 ->
                new VersionRegistered(
                        number,
                        new SemanticVersion(
                                number >>> 1, 0, 3, "rc." + (number >>> 1), random.nextBoolean() ? "" : "b"),
                        Digest.of(bytes),
                        Digest.of(new byte[0]),
                        Stage.of("S" + (number >>> 1)),
                        random.nextBoolean()
                                ? Optional.empty()
                                : Optional.of(CanonicalJson.text(Json.object()
                                        .put(key, random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20))
                                        .put("z" + key, random.nextLong()))),
                        random.nextBoolean() ? Optional.empty() : Optional.of(SemanticVersion.of(number >>> 1, 0, 0)),
                        random.nextBoolean()
                                ? List.of()
                                : List.of(new BumpReason(Bump.values()[random.nextInt(3)], Texts.any(random, 10))),
                        Optional.empty());
            case 4 -> new StageChanged(number, Stage.CANARY, Stage.of("s-" + (number >>> 1)));
            case 5 -> new ProvedGood(number);
            case 6 -> new Failed(number);
            case 7 ->
                random.nextBoolean()
                        ? new AliasMoved(Alias.of("a" + (number >>> 1)), some, number)
                        : new AliasRemoved(Alias.of("a." + (number >>> 1)), number);
            case 8 -> new TagSet(some, key, Texts.any(random, 40));
            default -> new TagRemoved(some, key);
        };
    }

    @Test
    void timesAreKeptToTheMicrosecond() {
        for (Instant instant : List.of(
                Instant.EPOCH,
                TIME,
                Instant.parse("1969-12-31T23:59:59.999999Z"),
                Instant.parse("9999-12-31T23:59:59.999999Z"))) {
            assertThat(CommitCodec.instant(Micros.of(instant))).isEqualTo(instant);
        }
        assertThat(Micros.of(TIME.plusNanos(999))).isEqualTo(Micros.of(TIME));
        assertThat(Micros.of(TIME)).isEqualTo(1_767_323_045_000_006L);
    }

    @Test
    void refusesEventsAndCommitsThatAreTooLarge() {
        int most = (256 << 10) - "{'type':'tag.set','key':'a','value':''}\n".length();
        RegistryEvent largest = new TagSet(OptionalInt.empty(), "a", "x".repeat(most));

        assertThat(encode(largest).bytes().size()).isGreaterThan(256 << 10);
        assertThatThrownBy(() -> encode(new TagSet(OptionalInt.empty(), "a", "x".repeat(most + 1))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("event 'tag.set' has 262145 bytes; at most 262144");
        assertThatThrownBy(() -> encode(largest, largest, largest, largest))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageMatching("the commit has 1048[0-9]{3} bytes; at most 1048576");
    }

    @Test
    void aTextOfUnicodeIsWrittenAndHalfASurrogatePairIsRefused() {
        RegistryEvent takeOff = new TagSet(OptionalInt.empty(), "a", "\ud83d\udeeb");

        assertThat(CommitCodec.decode(JOURNAL, encode(takeOff)).events()).containsExactly(takeOff);
        for (String half : List.of("\ud83d", "\udeeb", "a\ud83db")) {
            String message = "a text has half a surrogate pair; it cannot be written as UTF-8";
            assertThatThrownBy(() -> encode(new TagSet(OptionalInt.empty(), "a", half)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> CommitCodec.encode(header(Optional.empty(), half), List.of()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void neverWritesAnEventThatItDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(new Unknown("x", "{}")))
                .withMessageStartingWith("an event of unknown type is never written");
    }
}
