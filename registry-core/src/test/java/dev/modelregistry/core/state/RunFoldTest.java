package dev.modelregistry.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RunEvent.RunCompleted;
import dev.modelregistry.event.RunEvent.RunExpired;
import dev.modelregistry.event.RunEvent.RunStarted;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunFoldTest {
    private static final RegistryEvent STARTED =
            new RunStarted(ModelName.of("flights"), Map.of(), Optional.empty(), List.of());
    private static final RegistryEvent COMPLETED = new RunCompleted(Map.of());
    private static final RegistryEvent EXPIRED = new RunExpired(List.of("nightly"), "old");

    private static RunState after(RegistryEvent... events) {
        RunState state = RunState.NOTHING;
        for (RegistryEvent event : events) {
            long revision = state.head().revision() + 1;
            state = RunFold.apply(
                    state,
                    new Commit(
                            "run/flights/r7",
                            revision,
                            state.time().plusSeconds(1),
                            Actor.of("alice"),
                            "because",
                            Optional.empty(),
                            Map.of(),
                            Digest.of(new byte[] {(byte) revision}),
                            state.head().hash(),
                            List.of(event)));
        }
        return state;
    }

    @Test
    void aRunExpiresOnceItHasEnded() {
        RunState expired = after(STARTED, COMPLETED, EXPIRED);

        assertThat(expired.expired().at().revision()).isEqualTo(3);
        assertThat(expired.expired().policies()).containsExactly("nightly");
        assertThat(expired.end().entry().revision()).isEqualTo(2);
        for (RegistryEvent[] impossible : new RegistryEvent[][] {
            {EXPIRED},
            {STARTED, EXPIRED},
            {STARTED, COMPLETED, EXPIRED, EXPIRED},
            {STARTED, COMPLETED, EXPIRED, COMPLETED}
        }) {
            assertThatThrownBy(() -> after(impossible))
                    .as("%s", List.of(impossible))
                    .isInstanceOf(CorruptStoreException.class)
                    .hasMessageEndingWith("which does not follow from the commits before it");
        }
    }
}
