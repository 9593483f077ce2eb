package dev.modelregistry.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.core.state.SettingsFold;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.TagSet;
import dev.modelregistry.event.SettingsEvent.PipelineDefined;
import dev.modelregistry.event.SettingsEvent.PipelineRemoved;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.spi.JournalId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SettlingTest {
    private static final Pipeline FRAUD =
            Pipeline.standard().toBuilder("fraud").models("fraud-*").build();

    private SettingsState state = SettingsState.NOTHING;

    private void commit(List<RegistryEvent> events) {
        CommitCodec.Header header = new CommitCodec.Header(
                JournalId.SETTINGS,
                state.head(),
                new UUID(0, state.head().revision()),
                Optional.empty(),
                state.time().plusSeconds(1),
                Actor.of("alice"),
                "because",
                Map.of());
        state = SettingsFold.apply(state, CommitCodec.decode(JournalId.SETTINGS, CommitCodec.encode(header, events)));
    }

    private String pipelineOf(String model) {
        return state.rules(ModelName.of(model)).pipeline().name();
    }

    @Test
    void aModelHasThePipelineThatClaimsItAndElseTheDefaultOne() {
        assertThat(pipelineOf("fraud-eu")).isEqualTo("default");

        commit(Settling.define(state, FRAUD));

        assertThat(pipelineOf("fraud-eu")).isEqualTo("fraud");
        assertThat(pipelineOf("Fraud-US")).isEqualTo("fraud");
        assertThat(pipelineOf("flights")).isEqualTo("default");
        commit(Settling.define(
                state, Pipeline.standard().toBuilder().flapWindow(Duration.ZERO).build()));
        assertThat(pipelineOf("fraud-eu"))
                .as("not the default one, which is for the rest")
                .isEqualTo("fraud");
        commit(Settling.remove(state, "default"));
        assertThat(state.all()).containsExactly(Pipeline.standard(), FRAUD);
        assertThat(state.rules(ModelName.of("fraud-eu")).revision()).isEqualTo(1);
        assertThat(state.rules(ModelName.of("flights")).revision())
                .as("what was decided under the default one that is gone is stale")
                .isEqualTo(3);
    }

    @Test
    void aPipelineKeepsItsRevisionWhileOthersChange() {
        commit(Settling.define(state, FRAUD));
        commit(Settling.naming(state, NamingConvention.none().models("[a-z-]+", "fraud-eu")));
        assertThat(state.rules(ModelName.of("fraud-eu")).revision()).isEqualTo(1);

        Pipeline calmer = FRAUD.toBuilder().flapWindow(Duration.ofMinutes(9)).build();
        commit(Settling.define(state, calmer));

        assertThat(state.rules(ModelName.of("fraud-eu")).revision()).isEqualTo(3);
        assertThat(state.rules(ModelName.of("fraud-eu")).pipeline()).isEqualTo(calmer);
    }

    @Test
    void whatIsSoAlreadyIsNotSaidAgain() {
        assertThat(Settling.define(state, Pipeline.standard())).isEmpty();
        assertThat(Settling.remove(state, "fraud")).isEmpty();
        assertThat(Settling.naming(state, NamingConvention.none())).isEmpty();
        assertThat(Settling.define(state, FRAUD)).containsExactly(new PipelineDefined(FRAUD));

        commit(Settling.define(state, FRAUD));

        assertThat(Settling.define(state, FRAUD)).isEmpty();
    }

    @Test
    void noModelHasTwoPipelines() {
        commit(Settling.define(state, FRAUD));
        Pipeline european =
                Pipeline.standard().toBuilder("european").models("hr-*", "*-EU").build();

        assertThatThrownBy(() -> Settling.define(state, european))
                .isInstanceOf(RejectedException.class)
                .hasMessage("pipeline 'european' claims models '*-eu', and pipeline 'fraud' claims 'fraud-*': a name"
                        + " that fits both would have two pipelines. Change one of the patterns");
        assertThat(Settling.define(
                        state, FRAUD.toBuilder().models("fraud-*", "*-eu").build()))
                .as("the same pipeline with more")
                .hasSize(1);
    }

    @Test
    void removingGivesTheModelsToTheDefaultOne() {
        commit(Settling.define(state, FRAUD));
        assertThat(Settling.remove(state, "FRAUD")).containsExactly(new PipelineRemoved("fraud"));

        commit(Settling.remove(state, "FRAUD"));

        assertThat(pipelineOf("fraud-eu")).isEqualTo("default");
        assertThatThrownBy(() -> commit(List.of(new PipelineRemoved("fraud"))))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("removed pipeline fraud");
    }

    @Test
    void removingTheDefaultOneBringsBackTheStandard() {
        Pipeline own = Pipeline.standard().toBuilder().flapWindow(Duration.ZERO).build();
        commit(Settling.define(state, own));
        assertThat(state.standard().pipeline()).isEqualTo(own);

        commit(Settling.remove(state, "default"));

        assertThat(state.all()).containsExactly(Pipeline.standard());
    }

    @Test
    void aFactOfAModelIsOutOfPlaceHere() {
        assertThatThrownBy(() -> commit(List.of(new TagSet(OptionalInt.empty(), "a", "b"))))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageStartingWith("journal settings/registry: commit 1 says 'tagged the model a=b'");
    }
}
