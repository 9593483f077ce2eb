package dev.modelregistry.core.decide;

import static dev.modelregistry.core.decide.Script.MODEL;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.core.decide.Judge.Findings;
import dev.modelregistry.core.decide.Judge.MovedException;
import dev.modelregistry.core.decide.Registration.Wanted;
import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent.GatesPassed;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.pipeline.Fact;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.review.Circumstances;
import dev.modelregistry.review.GateResult;
import dev.modelregistry.review.Simulation;
import dev.modelregistry.review.Verdict;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Signature;
import dev.modelregistry.versioning.Bump;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class GatesTest {
    private final Script script = new Script();

    private static Pipeline withGates(Gate... gates) {
        return Pipeline.standard().toBuilder()
                .transition(STAGING, PRODUCTION, gates)
                .build();
    }

    private void register(String version, Consumer<Descriptor.Builder> fill) {
        SemanticVersion exact = SemanticVersion.parse(version);
        script.register(Script.wish(new Wanted(Optional.of(exact), Optional.empty(), Bump.PATCH), fill));
    }

    /** Puts one version into production and another one, the candidate, behind it into staging. */
    private int candidate(Consumer<Descriptor.Builder> serving, Consumer<Descriptor.Builder> candidate) {
        register("1.0.0", serving);
        script.promote(1, STAGING, PRODUCTION);
        return alone("2.0.0", candidate);
    }

    private int alone(String version, Consumer<Descriptor.Builder> candidate) {
        register(version, candidate);
        int number = script.state().lastNumber();
        script.promote(number, STAGING);
        return number;
    }

    private GateResult judge(int number, Gate gate) {
        Simulation simulation = Lifecycle.simulate(
                script.state(),
                script.under(withGates(gate), 5).rules(),
                script.enter(number, PRODUCTION),
                script.judge());
        assertThat(simulation.refusal()).isEmpty();
        assertThat(simulation.gates()).hasSize(1);
        assertThat(simulation.gates().get(0).gate()).isEqualTo(gate.key());
        return simulation.gates().get(0);
    }

    private void assertJudged(int number, Gate gate, Verdict verdict, String words) {
        assertThat(judge(number, gate)).hasToString(gate.key() + ": " + verdict.wireName() + ", " + words);
    }

    @Test
    void aMetricIsHeldAgainstItsBoundInclusively() {
        int number = alone("1.0.0", draft -> draft.metric("auc", 0.8).metric("loss", 0.3));

        assertJudged(number, Gate.metricAtLeast("auc", 0.8), Verdict.PASSED, "auc is 0.8");
        assertJudged(number, Gate.metricAtLeast("auc", 0.81), Verdict.FAILED, "auc is 0.8");
        assertJudged(number, Gate.metricAtMost("loss", 0.3), Verdict.PASSED, "loss is 0.3");
        assertJudged(number, Gate.metricAtMost("loss", 0.29), Verdict.FAILED, "loss is 0.3");
        assertJudged(number, Gate.metricAtMost("mae", 1), Verdict.MISSING, "the version has no metric 'mae'");
        assertThat(judge(number, Gate.metricAtLeast("auc", 0.81)).values())
                .containsEntry("value", "0.8")
                .containsEntry("bound", "0.81");
    }

    @Test
    void nothingIsWorseThanNothing() {
        int number = alone("1.0.0", draft -> draft.metric("auc", 0.1));

        assertJudged(
                number, Gate.notWorse("auc", 0), Verdict.PASSED, "there is no version in Production to compare with");
        assertJudged(
                number,
                Gate.signatureCompatible(),
                Verdict.PASSED,
                "there is no version in Production to compare with");
    }

    @Test
    void whatServesIsTheYardstickAndDecimalsAreCountedAsPeopleReadThem() {
        int number = candidate(
                draft -> draft.metric("auc", 0.8).metric("loss", 0.3),
                draft -> draft.metric("auc", 0.79).metric("loss", 0.4));

        assertJudged(
                number,
                Gate.notWorse("auc", 0.01), // in binary, 0.8 - 0.79 is more
                Verdict.PASSED,
                "auc is 0.79, that of version 1 (1.0.0) is 0.8");
        assertThat(judge(number, Gate.notWorse("auc", 0.009)).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(judge(number, Gate.notWorse("loss", 0.1)).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(judge(number, Gate.notWorse("loss", 0.09)).verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void whichWayIsBetterIsNotForTheCandidateToSay() {
        int number = candidate(
                draft -> draft.metric("fuel", 3)
                        .metric("auc", 0.8)
                        .metric("range", 1)
                        .direction("range", Direction.HIGHER_IS_BETTER),
                draft -> draft.metric("fuel", 4)
                        .metric("auc", 0.7)
                        .metric("range", 2)
                        .direction("auc", Direction.LOWER_IS_BETTER));

        assertJudged(
                number,
                Gate.notWorse("fuel", 0),
                Verdict.MISSING,
                "which values of 'fuel' are better is not known; declare it with the version or in the gate");
        assertThat(judge(number, Gate.notWorse("fuel", 0, Direction.HIGHER_IS_BETTER))
                        .verdict())
                .isEqualTo(Verdict.PASSED);
        assertThat(judge(number, Gate.notWorse("fuel", 0, Direction.LOWER_IS_BETTER))
                        .verdict())
                .isEqualTo(Verdict.FAILED);
        assertThat(judge(number, Gate.notWorse("range", 0)).verdict())
                .as("what serves declares it")
                .isEqualTo(Verdict.PASSED);
        assertJudged(
                number,
                Gate.notWorse("auc", 0),
                Verdict.FAILED,
                "the version declares that of 'auc' lower values are better, and it is measured the other way round");
    }

    @Test
    void aMetricThatTheServingVersionLacksCannotBeCompared() {
        int number = candidate(draft -> draft.metric("loss", 1), draft -> draft.metric("auc", 0.9));

        assertJudged(
                number,
                Gate.notWorse("auc", 0.01),
                Verdict.MISSING,
                "version 1 (1.0.0) in Production has no metric 'auc'");
    }

    @Test
    void callersOfWhatServesMustNotBreak() {
        Signature before = Signature.builder()
                .input("departure", DataType.TIMESTAMP)
                .output("late", DataType.FLOAT32)
                .build();
        Signature weather = Signature.builder()
                .input("departure", DataType.TIMESTAMP)
                .input("weather", DataType.STRING)
                .output("late", DataType.FLOAT32)
                .build();
        int number = candidate(draft -> draft.signature(before), draft -> draft.signature(weather));

        assertJudged(
                number,
                Gate.signatureCompatible(),
                Verdict.FAILED,
                "callers of version 1 (1.0.0) break: required input `weather` was added");
        int same = alone("3.0.0", draft -> draft.signature(before));
        assertJudged(same, Gate.signatureCompatible(), Verdict.PASSED, "callers of version 1 (1.0.0) need no change");
    }

    private static void fillEverything(Descriptor.Builder draft) {
        draft.signature(Signature.builder()
                        .task("classification")
                        .target("late")
                        .input("departure", DataType.TIMESTAMP)
                        .output("late", DataType.FLOAT32)
                        .build())
                .algorithm("a")
                .architecture("a")
                .features(List.of("a"))
                .trainingTime(Duration.ofSeconds(1))
                .artifact(new ArtifactEntry("a", Digest.ZERO, 1))
                .metric("a", 1)
                .trainingMetric("a", 1)
                .folds("a", List.of(1.0, 1.0))
                .parameter("a", new ParameterValue.Text("a"))
                .environment("a", "a")
                .requirement("a", "a")
                .resource("a", "a")
                .text("a", Digest.ZERO)
                .lineage(Lineage.builder()
                        .code("git", "a")
                        .dataset("a", "a")
                        .parent("a", "1.0.0", "a")
                        .run("a")
                        .featureStore("a", "1")
                        .featurePipeline("1")
                        .preprocessing("a")
                        .build());
    }

    @Test
    void everyKindOfFactCanBeRequired() {
        List<Gate> gates = Arrays.stream(Fact.values())
                .map(fact -> Gate.requires(fact.isNamed() ? fact.wireName() + ".a" : fact.wireName()))
                .toList();
        int nothing = alone("1.0.0", draft -> {});
        gates.forEach(gate -> assertJudged(nothing, gate, Verdict.MISSING, "it was not recorded with the version"));

        int all = alone("2.0.0", GatesTest::fillEverything);
        script.commit(Decider.tag(script.state(), MODEL, all, script.digest(all), "a", "yes"));

        gates.forEach(gate -> assertJudged(all, gate, Verdict.PASSED, "it is recorded"));
    }

    @Test
    void evidenceOfAnotherProcessCountsUntilThePipelineOrTheOccupantMoves() {
        int number = candidate(draft -> draft.metric("auc", 1), draft -> draft.metric("auc", 2));
        script.under(withGates(Gate.selfTest()), 3).as("ci");
        Gate.Check selfTest = new Gate.Check("self-test");
        assertThat(judgeUnder(3, number).words())
                .isEqualTo("this host has no such check, and no evidence was recorded for Production");

        script.commit(Approving.record(
                script.state(),
                script.rules(),
                script.enter(number, PRODUCTION),
                script.enter(number, PRODUCTION).circumstances(script.state(), script.rules()),
                selfTest,
                CheckOutcome.passed("120 of 120").with("cases", 120)));

        assertThat(judgeUnder(3, number).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(judgeUnder(3, number).words())
                .isEqualTo("recorded by ci at " + script.state().time() + ": 120 of 120");
        assertThat(judgeUnder(3, number).values()).containsEntry("cases", "120");
        assertThat(judgeUnder(4, number))
                .returns(Verdict.MISSING, GateResult::verdict)
                .returns(
                        "the evidence is stale: recorded by ci at "
                                + script.state().time()
                                + " with pipeline default at revision 3, occupant version 1 since revision 3,"
                                + " now it is pipeline default at revision 4, occupant version 1 since revision 3;"
                                + " check again",
                        GateResult::words);

        int other = script.register("3.0.0").state().lastNumber();
        script.commit(
                Lifecycle.breakGlass(script.state(), script.rules(), script.enter(other, PRODUCTION), script.now()));
        assertThat(judgeUnder(3, number).words())
                .contains("occupant version 1 since revision 3, now")
                .contains("occupant version 3 since revision "
                        + script.state().head().revision());
    }

    private GateResult judgeUnder(long revision, int number) {
        Wish wish = script.enter(number, PRODUCTION);
        script.under(withGates(Gate.selfTest()), revision);
        Findings nothing = new Findings(STAGING, wish.circumstances(script.state(), script.rules()), new TreeMap<>());
        return Lifecycle.simulate(script.state(), script.rules(), wish, script.judge(nothing))
                .gates()
                .get(0);
    }

    @Test
    void evidenceIsRecordedForWhatWasSoWhenTheCheckRan() {
        int number = candidate(draft -> draft.metric("auc", 1), draft -> draft.metric("auc", 2));
        script.under(withGates(Gate.selfTest()), 3);
        Circumstances before = script.enter(number, PRODUCTION).circumstances(script.state(), script.rules());
        Gate.Check unknown = new Gate.Check("self-tset");
        CheckOutcome passed = CheckOutcome.passed("fine");

        assertThatThrownBy(() -> Approving.record(
                        script.state(), script.rules(), script.enter(number, PRODUCTION), before, unknown, passed))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("no way to Production in pipeline 'default' asks for check 'self-tset'; asked for are"
                        + " [self-test]");
        script.promote(1, Stage.ARCHIVED);
        assertThatThrownBy(() -> Approving.record(
                        script.state(),
                        script.rules(),
                        script.enter(number, PRODUCTION),
                        before,
                        new Gate.Check("self-test"),
                        passed))
                .isInstanceOf(ConflictException.class)
                .hasMessageStartingWith("what check 'self-test' found rests on pipeline default at revision 3, occupant"
                        + " version 1 since revision 3, and now it is pipeline default at revision 3, no occupant since"
                        + " revision ");
    }

    @Test
    void aStageThatWasEmptyInBetweenIsAnotherOne() {
        int number = alone("1.0.0", draft -> {});
        script.under(withGates(Gate.selfTest()), 3);
        Circumstances empty = script.enter(number, PRODUCTION).circumstances(script.state(), script.rules());
        int other = script.register("2.0.0").state().lastNumber();

        script.commit(
                Lifecycle.breakGlass(script.state(), script.rules(), script.enter(other, PRODUCTION), script.now()));
        script.promote(other, Stage.ARCHIVED);

        assertThat(script.enter(number, PRODUCTION).circumstances(script.state(), script.rules()))
                .isNotEqualTo(empty);
    }

    @Test
    void findingsOfAnotherWayAreRefused() {
        int number = alone("1.0.0", draft -> {});
        script.under(withGates(Gate.artifactsVerified()), 3);
        Wish wish = script.enter(number, PRODUCTION);
        Findings fromCanary =
                new Findings(Stage.CANARY, wish.circumstances(script.state(), script.rules()), new TreeMap<>());

        assertThatThrownBy(() -> Lifecycle.promote(script.state(), script.rules(), wish, script.judge(fromCanary)))
                .isInstanceOf(MovedException.class)
                .hasMessageStartingWith("found out from Canary with ");
    }

    @Test
    void findingsThatRestOnSomethingElseAreRefused() {
        int number = alone("1.0.0", draft -> {});
        script.under(withGates(Gate.artifactsVerified()), 3);
        Wish wish = script.enter(number, PRODUCTION);
        Findings found = new Findings(
                STAGING,
                new Circumstances("default", 2, OptionalInt.empty(), 0),
                new TreeMap<>(
                        Map.of("artifacts verified", GateResult.of("artifacts verified", Verdict.PASSED, "fine"))));

        assertThatThrownBy(() -> Lifecycle.promote(script.state(), script.rules(), wish, script.judge(found)))
                .isInstanceOf(MovedException.class)
                .hasMessage("found out from Staging with pipeline default at revision 2;"
                        + " now it is from Staging with pipeline default at revision 3");
    }

    @Test
    void aPromotionTellsEachGateThatDoesNotHoldAndChangesNothing() {
        int number = alone("1.0.0", draft -> draft.metric("auc", 0.7));
        script.under(withGates(Gate.metricAtLeast("auc", 0.8), Gate.metricAtLeast("auc", 0.5), Gate.approvals(2)), 1);

        assertThatThrownBy(() -> script.decidePromote(number, PRODUCTION))
                .isInstanceOf(RejectedException.class)
                .hasMessage("version 1 (1.0.0) of model 'flights' does not pass to Production:"
                        + " metric auc at least 0.8: failed, auc is 0.7;"
                        + " approvals: missing, nobody asks for approval; ask with requestApproval");
    }

    @Test
    void whatAPromotionRestedOnIsInItsCommit() {
        int number = alone("1.0.0", draft -> draft.metric("auc", 0.9));
        script.under(withGates(Gate.metricAtLeast("auc", 0.8)), 7);

        assertThat(script.decidePromote(number, PRODUCTION))
                .containsExactly(
                        new GatesPassed(
                                1,
                                PRODUCTION,
                                new Circumstances("default", 7, OptionalInt.empty(), 0),
                                List.of(judge(number, Gate.metricAtLeast("auc", 0.8)))),
                        new StageChanged(1, STAGING, PRODUCTION));
    }

    @Test
    void aSimulationSaysWhereElseItMayGo() {
        int number = alone("1.0.0", draft -> {});
        script.under(Pipeline.standard(), 0).promote(number, PRODUCTION);

        Simulation back =
                Lifecycle.simulate(script.state(), script.rules(), script.enter(number, Stage.CANARY), script.judge());

        assertThat(back.passes()).isFalse();
        assertThat(back.refusal())
                .contains("version 1 (1.0.0) of model 'flights' is in Production and cannot go to Canary; from there it"
                        + " can go to [Staging, Archived]");
        assertThat(back.allowed()).containsExactly(STAGING, Stage.ARCHIVED);
    }
}
