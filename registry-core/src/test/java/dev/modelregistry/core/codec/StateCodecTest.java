package dev.modelregistry.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.decide.RandomCommands;
import dev.modelregistry.core.decide.Script;
import dev.modelregistry.core.state.Entry;
import dev.modelregistry.core.state.Membership;
import dev.modelregistry.core.state.Membership.Pending;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.id.Stage;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateCodecTest {
    private static final ModelState SMALL =
            new Script().register("1.0.0", "1.1.0").promote(1, Stage.STAGING).state();

    private static Snapshot snapshot(String text) {
        return new Snapshot(SMALL.head(), Bytes.utf8(text));
    }

    private static String small() {
        return StateCodec.encode(SMALL).state().utf8();
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26})
    void whatIsReadIsWrittenTheSame(long seed) {
        RandomCommands commands = new RandomCommands(seed);
        for (int i = 0; i < 40; i++) {
            ModelState state = commands.run(10).script().state();
            Snapshot snapshot = StateCodec.encode(state);
            ModelState read = StateCodec.decode(snapshot).orElseThrow();

            assertThat(StateCodec.encode(read)).isEqualTo(snapshot);
            assertThat(read.head()).isEqualTo(state.head());
            assertThat(read.time()).isEqualTo(state.time());
            assertThat(read.name()).isEqualTo(state.name());
            assertThat(read.isDeleted()).isEqualTo(state.isDeleted());
            assertThat(read.hold()).isEqualTo(state.hold());
            assertThat(read.rollout()).isEqualTo(state.rollout());
            assertThat(read.lastNumber()).isEqualTo(state.lastNumber());
            assertThat(read.aliases().toMap()).isEqualTo(state.aliases().toMap());
            assertThat(read.tags().toMap()).isEqualTo(state.tags().toMap());
            assertThat(read.requests().toMap()).isEqualTo(state.requests().toMap());
            assertThat(read.runs().toMap()).isEqualTo(state.runs().toMap());
            for (int number = 1; number <= state.lastNumber(); number++) {
                assertThat(read.version(number))
                        .usingRecursiveComparison()
                        .ignoringFields("tags")
                        .isEqualTo(state.version(number));
                assertThat(read.version(number).tags().toMap())
                        .isEqualTo(state.version(number).tags().toMap());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("memberships")
    void aPlaceInAReleaseSetIsReadBack(Membership membership) {
        ModelState member = SMALL.next().membership(membership).build();

        Snapshot snapshot = StateCodec.encode(member);
        ModelState read = StateCodec.decode(snapshot).orElseThrow();

        assertThat(read.membership()).isEqualTo(membership);
        assertThat(StateCodec.encode(read)).isEqualTo(snapshot);
    }

    static List<Membership> memberships() {
        Entry since = SMALL.version(1).registered();
        return List.of(
                new Membership("shop", 3, null),
                new Membership("shop", 3, new Pending(4, OptionalInt.of(2), OptionalInt.of(1), since)),
                new Membership("shop", 0, new Pending(1, OptionalInt.empty(), OptionalInt.empty(), since)));
    }

    @Test
    void theStateOfNothingIsReadBack() {
        ModelState read =
                StateCodec.decode(StateCodec.encode(ModelState.NOTHING)).orElseThrow();

        assertThat(read.head()).isEqualTo(Head.NONE);
        assertThat(read.name()).isEmpty();
        assertThat(StateCodec.encode(read)).isEqualTo(StateCodec.encode(ModelState.NOTHING));
    }

    @Test
    void aSnapshotStandsForItsCommit() {
        assertThat(StateCodec.encode(SMALL).at()).isEqualTo(SMALL.head());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"format\":1}",
                "{\"format\":2}",
                "{\"format\":3}",
                "{\"format\":4}",
                "{\"format\":5}",
                "{\"format\":0,\"versions\":7}",
                "{\"format\":9223372036854775807}"
            })
    void aSnapshotOfAnotherFormatIsNoError(String text) {
        assertThat(StateCodec.decode(snapshot(text))).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "garbage", "[]", "{}", "{\"format\":\"1\"}", "{\"format\":6}", "{\"format\":6,\"time\":5}"})
    void refusesWhatIsNoSnapshot(String text) {
        assertThatThrownBy(() -> StateCodec.decode(snapshot(text)))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageStartingWith("snapshot at revision 3: ");
    }

    @Test
    void refusesASnapshotThatIsCutOffAnywhere() {
        String whole = small();
        for (int length = 0; length < whole.length(); length++) {
            Snapshot cut = snapshot(whole.substring(0, length));
            assertThatThrownBy(() -> StateCodec.decode(cut))
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageStartingWith("snapshot at revision 3: ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"deleted\":false | \"deleted\":0",
                "\"deleted\":false | \"gone\":false",
                "\"name\":\"flights\" | \"name\":7",
                "\"name\":\"flights\" | \"name\":\"a/b\"",
                "\"entries\":[ | \"entries\":[7,",
                "\"entries\":[ | \"entries\":[[\"1\",5,\"a\",\"b\"],",
                "\"versions\":[[1, | \"versions\":[[\"1\",",
                "\"versions\":[[1, | \"versions\":[[2,",
                "\"versions\":[[1, | \"versions\":[[0,",
                "\"versions\":[[1, | \"versions\":[[2147483647,",
                "\"versions\":[[1, | \"versions\":[7,[1,",
                "\"1.0.0\" | \"1.0\"",
                "\"Staging\",1, | \"Staging\",3,",
                "\"Staging\",1, | \"Staging\",-1,",
                "\"Staging\",1, | \"Staging\",\"1\",",
                "\"Staging\",1,0, | \"Staging\",1,\"0\",",
                "\"Staging\",1, | 7,1,",
                "\"aliases\":{} | \"aliases\":{\"champion\":3}",
                "\"aliases\":{} | \"aliases\":{\"champion\":\"1\"}",
                "\"aliases\":{} | \"aliases\":{\"latest\":1}",
                "\"aliases\":{} | \"aliases\":[]",
                "\"requests\":{} | \"requests\":{\"job\":0}",
                "\"requests\":{} | \"requests\":{\"job\":3}",
                "\"tags\":{} | \"tags\":{\"a\":1}",
                "\"deleted\":false | \"deleted\":false,\"hold\":9",
                "[],{}] | [],{\"hold\":9}]",
                "[],{}] | [],{\"expired\":1}]",
                "[],{}] | [],{\"expired\":{\"at\":0,\"reason\":\"x\",\"policies\":[7]}}]",
                "[],{}] | [],[]]"
            })
    void refusesWhatItWouldNotHaveWritten(String part, String damage) {
        assertThat(small()).contains(part);
        Snapshot damaged = snapshot(small().replaceFirst(Pattern.quote(part), damage));

        assertThatThrownBy(() -> StateCodec.decode(damaged))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageStartingWith("snapshot at revision 3: ");
    }

    @Test
    void everyFlippedBitIsRefusedOrGivesAStateThatCanBeUsed() {
        byte[] whole = small().getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        for (int i = 0; i < whole.length * 8; i++) {
            byte[] flipped = whole.clone();
            flipped[i / 8] ^= (byte) (1 << i % 8);
            try {
                StateCodec.decode(new Snapshot(SMALL.head(), Bytes.of(flipped))).ifPresent(state -> {
                    state.versions()
                            .forEach(version ->
                                    assertThat(state.lastIn(version.stage())).isNotNull());
                    StateCodec.encode(state);
                });
            } catch (CorruptStoreException expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(whole.length);
    }
}
