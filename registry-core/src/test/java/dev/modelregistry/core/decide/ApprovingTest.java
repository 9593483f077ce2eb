package dev.modelregistry.core.decide;

import static dev.modelregistry.core.decide.Script.MODEL;
import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent.Voted;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.review.Opinion;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Version 1 was registered by alice, and erin asks for its approval. */
class ApprovingTest {
    private static final Duration VALIDITY = Duration.ofHours(1);

    private final Script script = new Script();

    @BeforeEach
    void anApprovalByTwoIsNeeded() {
        script.as("alice").register("1.0.0").promote(1, STAGING);
        script.under(
                Pipeline.standard().toBuilder()
                        .gates(PRODUCTION, Gate.approvals(2, VALIDITY))
                        .build(),
                1);
    }

    private Wish wish() {
        return script.enter(1, PRODUCTION);
    }

    private void request() {
        script.as("erin").commit(Approving.request(script.state(), script.rules(), wish()));
    }

    private void vote(String who, Opinion opinion) {
        script.as(who).commit(Approving.vote(script.state(), script.rules(), wish(), opinion, Actor.of(who)));
    }

    private void approve(String... people) {
        for (String who : people) {
            vote(who, Opinion.APPROVED);
        }
    }

    private void withdraw(String who) {
        script.as(who).commit(Approving.withdraw(script.state(), wish(), Actor.of(who)));
    }

    private AbstractStringAssert<?> assertApprovals() {
        return assertThat(Lifecycle.simulate(script.state(), script.rules(), wish(), script.judge())
                .gates()
                .get(0)
                .toString());
    }

    @Test
    void theQuorumLetsItPass() {
        assertApprovals().isEqualTo("approvals: missing, nobody asks for approval; ask with requestApproval");
        request();
        assertApprovals().isEqualTo("approvals: missing, 0 of 2 approvals");
        approve("bob");
        assertApprovals().isEqualTo("approvals: missing, 1 of 2 approvals: bob");
        approve("carol");
        assertApprovals().isEqualTo("approvals: passed, 2 of 2 approvals: bob, carol");

        assertThat(script.promote(1, PRODUCTION).stage(1)).isEqualTo(PRODUCTION);
    }

    @Test
    void onePersonIsOneVoteHoweverOftenItIsGiven() {
        request();
        approve("bob", "bob", "bob");

        assertApprovals().isEqualTo("approvals: missing, 1 of 2 approvals: bob");
    }

    @Test
    void oneVetoBlocksUntilItsAuthorSaysOtherwise() {
        request();
        approve("bob", "carol", "dave");
        vote("carol", Opinion.REJECTED);

        assertApprovals()
                .startsWith("approvals: failed, rejected by carol (reason ")
                .endsWith("); 2 of 2 approvals: bob, dave");
        assertThatThrownBy(() -> script.decidePromote(1, PRODUCTION))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("rejected by carol");

        withdraw("carol");
        assertApprovals().isEqualTo("approvals: passed, 2 of 2 approvals: bob, dave");
        vote("carol", Opinion.REJECTED);
        approve("carol");
        assertApprovals().isEqualTo("approvals: passed, 3 of 2 approvals: bob, dave, carol");
    }

    @Test
    void neitherTheAuthorNorWhoAsksHasAVote() {
        request();

        assertThatThrownBy(() -> approve("alice"))
                .isInstanceOf(RejectedException.class)
                .hasMessage("'alice' registered it and so has no vote on version 1 (1.0.0) of model 'flights' to"
                        + " Production; somebody else must decide");
        assertThatThrownBy(() -> vote("erin", Opinion.REJECTED))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith("'erin' asked for the approval and so has no vote");
        assertApprovals().isEqualTo("approvals: missing, 0 of 2 approvals");
    }

    @Test
    void anApprovalExpiresAndCanBeRenewed() {
        request();
        approve("bob");
        script.later(VALIDITY.minusSeconds(1));
        approve("carol");
        assertApprovals()
                .as("bob's is over after exactly its time")
                .startsWith("approvals: missing, 1 of 2 approvals: carol, no longer counts: bob (expired at ");

        approve("bob");

        assertApprovals().isEqualTo("approvals: passed, 2 of 2 approvals: carol, bob");
    }

    @Test
    void approvalsOfAnEarlierRequestDoNotCountForTheNextButRejectionsDo() {
        request();
        approve("bob");
        vote("carol", Opinion.REJECTED);
        withdraw("erin");
        assertApprovals().startsWith("approvals: missing, nobody asks");
        request();

        assertApprovals()
                .startsWith("approvals: failed, rejected by carol (")
                .endsWith("); 0 of 2 approvals, no longer counts: bob (given to an earlier request)");
    }

    @Test
    void whenItEntersAllIsSaidAndANewRequestBeginsFromNothing() {
        request();
        approve("bob", "carol");
        script.promote(1, PRODUCTION, STAGING);
        assertApprovals().startsWith("approvals: missing, nobody asks");

        request();

        assertApprovals().isEqualTo("approvals: missing, 0 of 2 approvals");
    }

    @Test
    void aVoteWithoutARequestIsRefused() {
        script.as("alice").register("2.0.0");
        script.commit(Approving.request(script.state(), script.rules(), script.enter(2, PRODUCTION)));

        assertThatThrownBy(() -> approve("bob"))
                .isInstanceOf(RejectedException.class)
                .hasMessage("nobody asks for approval of version 1 (1.0.0) of model 'flights' to Production;"
                        + " ask with requestApproval first, or take a version that openRequests() has");
    }

    @Test
    void anotherSpellingIsNoOtherPerson() {
        request();
        for (String alice : List.of(
                "Alice",
                "ALICE",
                "\uff41lice",
                "ali\u200bce",
                "alice\u00ad",
                "alice\ufe0f",
                "a\u034flice",
                "al\u3164ice",
                "alice\u115f")) {
            assertThatThrownBy(() -> approve(alice))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("registered it and so has no vote");
        }
        approve("bob", "Bob", "BOB\u200d");

        assertApprovals().startsWith("approvals: missing, 1 of 2 approvals: ");
    }

    @Test
    void whatWasSaidIsClosedWhenItIsArchivedOrFails() {
        request();
        approve("bob", "carol");
        script.promote(1, ARCHIVED, STAGING);
        assertApprovals().startsWith("approvals: missing, nobody asks");

        request();
        approve("bob", "carol");
        script.promote(1, PRODUCTION).as("alice").register("2.0.0").promote(2, STAGING);
        script.commit(Lifecycle.breakGlass(script.state(), script.rules(), script.enter(2, PRODUCTION), script.now()));
        script.commit(Approving.request(script.state(), script.rules(), script.enter(1, PRODUCTION)));
        assertThat(script.version(1).review(PRODUCTION).request()).isNotNull();
    }

    @Test
    void aRequestForAStageThatIsGoneCanStillBeWithdrawn() {
        request();
        script.under(
                Pipeline.builder("default")
                        .stages(STAGING, CANARY, PRODUCTION, ARCHIVED)
                        .transition(STAGING, CANARY)
                        .transition(CANARY, PRODUCTION)
                        .build(),
                2);

        withdraw("erin");

        assertThat(script.version(1).review(PRODUCTION).request()).isNull();
    }

    @Test
    void whereNoGateAsksForApprovalThereIsNothingToRequest() {
        assertThatThrownBy(() -> Approving.request(script.state(), script.rules(), script.enter(1, CANARY)))
                .isInstanceOf(RejectedException.class)
                .hasMessage("no way to Canary in pipeline 'default' asks for approvals; promote without");
    }

    @Test
    void askingTwiceOrForWhatIsThereDoesNothing() {
        request();

        assertThat(Approving.request(script.state(), script.rules(), wish())).isEmpty();
        assertThatThrownBy(() -> Approving.request(script.state(), script.rules(), script.enter(1, STAGING)))
                .isInstanceOf(RejectedException.class)
                .hasMessage("version 1 (1.0.0) of model 'flights' is in Staging already; there is nothing to approve");
    }

    @Test
    void withdrawingWhatOneNeverSaidDoesNothing() {
        request();

        assertThat(Approving.withdraw(script.state(), wish(), Actor.of("zoe"))).isEmpty();
    }

    @Test
    void aWordIsForOneStageAlone() {
        request();
        approve("bob", "carol");

        Wish canary = script.enter(1, CANARY);
        assertThatThrownBy(
                        () -> Approving.vote(script.state(), script.rules(), canary, Opinion.APPROVED, Actor.of("bob")))
                .hasMessageStartingWith("nobody asks for approval of version 1 (1.0.0) of model 'flights' to Canary");
        assertThat(Approving.vote(script.state(), script.rules(), wish(), Opinion.REJECTED, Actor.of("bob")))
                .containsExactly(new Voted(1, PRODUCTION, Opinion.REJECTED));
    }

    @Test
    void aStageThatThePipelineDoesNotHaveIsNoStage() {
        Wish shadow = new Wish(MODEL, 1, script.digest(1), Stage.of("Shadow"));

        assertThatThrownBy(() -> Approving.request(script.state(), script.rules(), shadow))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("stage 'Shadow' is not in pipeline 'default'; its stages are"
                        + " [Development, Staging, Canary, Production, Archived]");
    }
}
