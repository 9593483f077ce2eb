package dev.modelregistry.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.core.state.SettingsFold;
import dev.modelregistry.core.state.SettingsState;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.TagSet;
import dev.modelregistry.event.SettingsEvent.NodeQuarantined;
import dev.modelregistry.event.SettingsEvent.PipelineDefined;
import dev.modelregistry.event.SettingsEvent.PipelineRemoved;
import dev.modelregistry.event.SettingsEvent.QuarantineLifted;
import dev.modelregistry.event.SettingsEvent.RetentionRemoved;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.lineage.Quarantine;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.retention.RetentionPolicy;
import dev.modelregistry.retention.RetentionPolicyBuilder;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.UnaryOperator;
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

    private static RetentionPolicy retention(String name, String models, UnaryOperator<RetentionPolicyBuilder> rules) {
        return rules.apply(RetentionPolicy.builder(name).models(models)).build();
    }

    @Test
    void aModelHasEveryRetentionPolicyThatIsForIt() {
        RetentionPolicy all = retention("nightly", "*", rules -> rules.expireAfter(Duration.ofDays(30)));
        RetentionPolicy fraud = retention("fraud", "fraud-*", rules -> rules.keepForEver());
        commit(Settling.defineRetention(state, all));
        commit(Settling.defineRetention(state, fraud));

        assertThat(state.retention(ModelName.of("Fraud-eu"))).containsExactly(fraud, all);
        assertThat(state.retention(ModelName.of("flights"))).containsExactly(all);
        assertThat(Settling.defineRetention(state, fraud)).isEmpty();
        RetentionPolicy wider = retention("FRAUD", "f*", rules -> rules.keepForEver());
        commit(Settling.defineRetention(state, wider));
        assertThat(state.retention().values()).containsExactly(wider, all);
        assertThat(Settling.removeRetention(state, "Fraud")).containsExactly(new RetentionRemoved("fraud"));
        commit(Settling.removeRetention(state, "Fraud"));
        assertThat(Settling.removeRetention(state, "fraud")).isEmpty();
        assertThat(state.retention(ModelName.of("fraud-eu"))).containsExactly(all);
        assertThatThrownBy(() -> commit(List.of(new RetentionRemoved("fraud"))))
                .isInstanceOf(CorruptStoreException.class);
    }

    @Test
    void refusesARetentionPolicyThatContradictsAnother() {
        commit(Settling.defineRetention(state, retention("pii", "*", rules -> rules.maximumAge(Duration.ofDays(30)))));
        RetentionPolicy audit = retention("audit", "audit-*", rules -> rules.keepForEver());

        assertThatThrownBy(() -> Settling.defineRetention(state, audit))
                .isInstanceOf(RejectedException.class)
                .hasMessage(
                        "retention policy 'audit' keeps for ever, and 'pii' has a maximum age of 30 days, for models that"
                                + " both are for: [audit-*] and [*]. Change the patterns or one of the rules");
        assertThat(Settling.defineRetention(state, retention("pii", "*", rules -> rules.keepForEver())))
                .as("it replaces the one that it would contradict")
                .hasSize(1);
    }

    @Test
    void refusesARetentionPolicyWithAStageThatNoPipelineHas() {
        RetentionPolicy policy = retention("nightly", "*", rules -> rules.keepStages(Stage.of("Shadow")));

        assertThatThrownBy(() -> Settling.defineRetention(state, policy))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "retention policy 'nightly' keeps what is in 'Shadow', a stage that no pipeline has; those that"
                                + " there are: [Development, Staging, Canary, Production, Archived]");
        commit(Settling.define(
                state,
                FRAUD.toBuilder()
                        .stages(
                                Stage.DEVELOPMENT,
                                Stage.of("shadow"),
                                Stage.STAGING,
                                Stage.CANARY,
                                Stage.PRODUCTION,
                                Stage.ARCHIVED)
                        .transition(Stage.DEVELOPMENT, Stage.of("shadow"))
                        .build()));
        assertThat(Settling.defineRetention(state, policy)).hasSize(1);
    }

    @Test
    void hasRoomForAHundredRetentionPolicies() {
        for (int i = 0; i < 100; i++) {
            commit(Settling.defineRetention(state, retention("p" + i, "m" + i, rules -> rules.keepLast(3))));
        }

        assertThatThrownBy(() -> Settling.defineRetention(state, retention("more", "m", rules -> rules.keepLast(3))))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith(
                        "there are 100 retention policies, which is the most; remove one before 'more' is defined");
        assertThat(Settling.defineRetention(state, retention("p7", "m", rules -> rules.keepLast(3))))
                .hasSize(1);
    }

    @Test
    void refusesAPolicyWithARuleThatItDoesNotKnow() {
        CommitCodec.Header header = new CommitCodec.Header(
                JournalId.SETTINGS,
                state.head(),
                new UUID(0, 1),
                Optional.empty(),
                state.time().plusSeconds(1),
                Actor.of("alice"),
                "because",
                Map.of());
        CommitBytes known = CommitCodec.encode(
                header, Settling.defineRetention(state, retention("nightly", "*", rules -> rules.keepLast(3))));
        CommitBytes newer =
                CommitBytes.of(known.revision(), Bytes.utf8(known.bytes().utf8().replace("keepLast", "keepFirst")));

        assertThatThrownBy(() -> CommitCodec.decode(JournalId.SETTINGS, newer))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining(
                        "retention policy 'nightly' has the rule 'keepFirst', which is unknown here and must not"
                                + " be passed over; upgrade the library on this host");
    }

    @Test
    void quarantinesWhatIsNotQuarantinedYet() {
        Node wiki = Node.dataset("wiki", "sha256:ab");
        Node version = Node.version("flights", "1.0.0");
        assertThat(Settling.quarantine(state, wiki)).containsExactly(new NodeQuarantined(wiki));
        assertThat(Settling.liftQuarantine(state, wiki)).isEmpty();

        commit(Settling.quarantine(state, version));
        commit(Settling.quarantine(state, wiki));

        assertThat(state.quarantined().values())
                .containsExactly(
                        new Quarantine(wiki, state.time(), Actor.of("alice"), "because"),
                        new Quarantine(version, state.time().minusSeconds(1), Actor.of("alice"), "because"));
        assertThat(Settling.quarantine(state, wiki)).isEmpty();
        assertThat(Settling.quarantine(state, Node.version("Flights", "1.0.0+7")))
                .as("the same version")
                .isEmpty();
        assertThatThrownBy(() -> commit(List.of(new NodeQuarantined(wiki))))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("commit 3 says 'quarantined dataset:wiki@sha256:ab', which does not follow");
    }

    @Test
    void aQuarantineIsLiftedOnceAndMayComeAgain() {
        Node wiki = Node.dataset("wiki", "sha256:ab");
        commit(Settling.quarantine(state, wiki));
        assertThat(Settling.liftQuarantine(state, wiki)).containsExactly(new QuarantineLifted(wiki));

        commit(Settling.liftQuarantine(state, wiki));

        assertThat(state.quarantined()).isEmpty();
        assertThat(Settling.liftQuarantine(state, wiki)).isEmpty();
        assertThatThrownBy(() -> commit(List.of(new QuarantineLifted(wiki))))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("lifted the quarantine of dataset:wiki@sha256:ab");
        commit(Settling.quarantine(state, wiki));
        assertThat(state.quarantined().get(wiki).since()).isEqualTo(state.time());
    }

    @Test
    void aQuarantineStaysWhileOtherRulesChange() {
        Node wiki = Node.dataset("wiki", "sha256:ab");
        commit(Settling.quarantine(state, wiki));
        commit(Settling.define(state, FRAUD));
        commit(Settling.naming(state, NamingConvention.none().models("[a-z-]+", "fraud-eu")));
        commit(Settling.defineRetention(state, retention("nightly", "*", rules -> rules.keepLast(3))));
        commit(Settling.removeRetention(state, "nightly"));
        commit(Settling.remove(state, "fraud"));

        assertThat(state.quarantined()).containsOnlyKeys(wiki);
    }

    @Test
    void hasRoomForAThousandQuarantines() {
        List<RegistryEvent> events = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            events.add(new NodeQuarantined(Node.code("c" + i)));
        }
        commit(events.subList(0, 999));
        assertThat(Settling.quarantine(state, Node.code("c999"))).containsExactly(events.get(999));
        commit(events.subList(999, 1_000));

        assertThatThrownBy(() -> Settling.quarantine(state, Node.code("more")))
                .isInstanceOf(RejectedException.class)
                .hasMessage(
                        "1000 nodes of the lineage are quarantined, which is the most; lift one before code:more is, or"
                                + " quarantine what they all were made from");
        assertThat(Settling.quarantine(state, Node.code("c7"))).isEmpty();
        commit(Settling.liftQuarantine(state, Node.code("c7")));
        assertThat(Settling.quarantine(state, Node.code("more"))).hasSize(1);
    }
}
