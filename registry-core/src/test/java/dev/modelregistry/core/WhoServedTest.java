package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.core.RolloutGround.CANARY_POLICY;
import static dev.modelregistry.core.RolloutGround.CHANGE;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelLoader;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.ServedModel;
import dev.modelregistry.contract.Until;
import dev.modelregistry.event.Commit;
import dev.modelregistry.rollout.Arm;
import dev.modelregistry.rollout.Explanation;
import dev.modelregistry.rollout.Explanation.Because;
import dev.modelregistry.rollout.Rollout;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.rollout.Route;
import dev.modelregistry.rollout.Routing;
import dev.modelregistry.rollout.WhoServed;
import dev.modelregistry.rollout.WhoServed.Possible;
import dev.modelregistry.rollout.WhoServed.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who answered a key long ago: what was decided, and what else it may have been. */
class WhoServedTest extends HindsightGround {
    private static final String FIRST = "flights v1.0.0 (1) control @5";

    @Test
    void farFromEverySwitchThereIsNoDoubt() {
        WhoServed who = flights.whoServed("user-1", SettableClock.START.plus(Duration.ofMinutes(30)));

        assertThat(who.decided()).hasToString(FIRST + ": no rollout is under way");
        assertThat(who.possible()).isEmpty();
        assertThat(who.isSettled()).isTrue();
        assertThat(who).hasToString(FIRST + ": no rollout is under way");
    }

    @Test
    void nearAPromotionBothVersionsAreNamed() {
        Instant promoted = in(0, () -> flights.promote(candidate, PRODUCTION, because("approved")));
        later();

        WhoServed who = flights.whoServed("user-1", promoted.plusSeconds(10));

        assertThat(who.decided().route()).hasToString("flights v1.1.0 (2) control @7");
        assertThat(who.possible())
                .singleElement()
                .satisfies(each -> assertThat(each.route()).hasToString(FIRST))
                .satisfies(each -> assertThat(each.why()).isEqualTo(Why.NOT_YET_FOLLOWED))
                .satisfies(each -> assertThat(each.nearTo())
                        .contains(new Rollout.Act(
                                7, promoted, flights.stageOf(candidate).by(), "approved")));
        assertThat(who)
                .hasToString("flights v1.1.0 (2) control @7: no rollout is under way, or "
                        + notFollowed(FIRST, 7, promoted));
        assertThat(IntStream.rangeClosed(1, 3).filter(who::mayHaveBeen)).containsExactly(1, 2);
        List<Possible> possible = new ArrayList<>(who.possible());
        WhoServed same = new WhoServed(who.decided(), possible, true);
        possible.clear();
        assertThat(same).isEqualTo(who);
    }

    @Test
    void aSwitchIsNearFromSomeSecondsBeforeToTheLagBehind() {
        Instant promoted = in(0, () -> flights.promote(candidate, PRODUCTION, because("approved")));
        later();
        String second = "flights v1.1.0 (2) control @7";

        for (String commit : List.of("the last", "one among others")) {
            assertThat(decided("x", promoted)).as(commit).isEqualTo(second);
            assertThat(possible("x", promoted)).containsExactly(notFollowed(FIRST, 7, promoted));
            assertThat(possible("x", promoted.plusSeconds(30)))
                    .as(commit)
                    .containsExactly(notFollowed(FIRST, 7, promoted));
            assertThat(possible("x", promoted.plusSeconds(30).plus(NANO))).isEmpty();

            assertThat(decided("x", promoted.minus(NANO))).as(commit).isEqualTo(FIRST);
            assertThat(possible("x", promoted.minus(NANO))).containsExactly(clocks(second, 7, promoted));
            assertThat(possible("x", promoted.minusSeconds(5))).as(commit).containsExactly(clocks(second, 7, promoted));
            assertThat(possible("x", promoted.minusSeconds(5).minus(NANO))).isEmpty();
            flights.tag("n", commit, because("more comes"));
        }
    }

    @Test
    void theLagIsTheCallersToSay() {
        Instant promoted = in(0, () -> flights.promote(candidate, PRODUCTION, because("approved")));
        clock.advance(Duration.ofDays(2));
        Instant at = promoted.plusSeconds(10);
        List<String> named = List.of(notFollowed(FIRST, 7, promoted));

        assertThat(possible(flights.whoServed("x", at, Duration.ofSeconds(10)))).isEqualTo(named);
        assertThat(possible(flights.whoServed("x", at, Duration.ofSeconds(10).minus(NANO))))
                .isEmpty();
        assertThat(possible(flights.whoServed("x", promoted, Duration.ZERO))).isEqualTo(named);
        assertThat(possible(flights.whoServed("x", promoted.plus(Duration.ofDays(1)), Duration.ofDays(1))))
                .isEqualTo(named);
    }

    @Test
    void ofSeveralSwitchesTheLastComesFirst() {
        in(0, () -> rollouts.start(candidate, RolloutPolicy.immediate(), CHANGE));
        Instant aborted = in(5, () -> rollouts.abort(CHANGE));
        Instant restarted = in(5, () -> rollouts.start(candidate, RolloutPolicy.immediate(), CHANGE));
        Instant back = in(5, () -> rollouts.abort(CHANGE));
        in(1, () -> flights.promote(third, STAGING, because("tests pass")));
        Instant replaced = in(4, () -> flights.promote(third, PRODUCTION, because("approved")));
        later();

        assertThat(decided("x", replaced.plusSeconds(2))).isEqualTo("flights v1.2.0 (3) control @12");
        assertThat(possible("x", replaced.plusSeconds(2)))
                .containsExactly(
                        notFollowed(FIRST, 12, replaced),
                        notFollowed("flights v1.1.0 (2) candidate @9", 10, back),
                        notLoaded("flights v1.0.0 (1) control @9", 10, back));
        assertThat(possible("x", aborted.plusSeconds(4)))
                .as("the second time is near, too")
                .containsExactly(
                        notFollowed("flights v1.1.0 (2) candidate @7", 8, aborted),
                        clocks("flights v1.1.0 (2) candidate @9", 9, restarted));
        assertThat(possible("x", back.plusSeconds(25)))
                .as("the first time is far, but not the second")
                .containsExactly(
                        notFollowed(FIRST, 12, replaced),
                        notFollowed("flights v1.1.0 (2) candidate @9", 10, back),
                        notLoaded("flights v1.0.0 (1) control @9", 10, back));
        assertThat(possible("x", back.plusSeconds(30).plus(NANO))).containsExactly(notFollowed(FIRST, 12, replaced));
    }

    @Test
    void ofSeveralSwitchesSoonAfterTheFirstComesFirst() {
        Instant at = clock.instant();
        Instant promoted = in(1, () -> flights.promote(candidate, PRODUCTION, because("approved")));
        in(1, () -> flights.promote(third, STAGING, because("tests pass")));
        Instant started = in(1, () -> rollouts.start(third, RolloutPolicy.immediate(), CHANGE));
        in(1, () -> rollouts.abort(CHANGE));
        later();

        assertThat(decided("x", at)).isEqualTo(FIRST);
        assertThat(possible("x", at))
                .containsExactly(
                        clocks("flights v1.1.0 (2) control @7", 7, promoted),
                        clocks("flights v1.2.0 (3) candidate @9", 9, started));
    }

    @Test
    void controlIsNamedBesideACandidateForAsLongAsTheRolloutLasts() {
        Instant started = in(
                0,
                () -> rollouts.start(
                        candidate,
                        RolloutPlan.of(CANARY_POLICY)
                                .routing(Routing.standard()
                                        .holdout(new Routing.Holdout("q4", 0.1))
                                        .override("tester", 2)
                                        .override("old-timer", 1)),
                        CHANGE));
        String tried = keyOf(candidate);
        String spared = keysOf(control)
                .filter(user -> flights.explain(user).because() == Because.SLOT)
                .findFirst()
                .orElseThrow();
        String held = keysOf(control)
                .filter(user -> flights.explain(user).because() == Because.HOLDOUT)
                .findFirst()
                .orElseThrow();
        later();
        Instant at = started.plus(Duration.ofMinutes(30));

        String instead = notLoaded("flights v1.0.0 (1) control @7");
        assertThat(decided(tried, at)).isEqualTo("flights v1.1.0 (2) candidate @7");
        assertThat(possible(tried, at)).containsExactly(instead);
        assertThat(decided("tester", at)).isEqualTo("flights v1.1.0 (2) candidate @7");
        assertThat(possible("tester", at)).containsExactly(instead);
        assertThat(List.of(spared, held, "old-timer")).allSatisfy(key -> {
            assertThat(decided(key, at)).isEqualTo("flights v1.0.0 (1) control @7");
            assertThat(possible(key, at)).isEmpty();
        });
        assertThat(flights.whoServed(held, at).decided().because()).isEqualTo(Because.HOLDOUT);
        assertThat(possible(spared, started))
                .as("the switch changed nothing for it")
                .isEmpty();
        assertThat(possible(tried, started))
                .as("the switch, and the load")
                .containsExactly(notFollowed(FIRST, 7, started), instead);
    }

    @Test
    void whenARolloutIsCompletedControlIsNamedUntilItIsFollowed() {
        in(0, () -> rollouts.start(candidate, CANARY_POLICY, CHANGE));
        String tried = keyOf(candidate);
        String spared = keyOf(control);
        Instant completed = in(3600, () -> rollouts.complete(candidate, because("good")));
        later();
        Instant at = completed.plusSeconds(10);

        assertThat(decided(tried, at)).isEqualTo("flights v1.1.0 (2) control @8");
        assertThat(possible(tried, at)).containsExactly(notLoaded("flights v1.0.0 (1) control @7", 8, completed));
        assertThat(possible(spared, at)).containsExactly(notFollowed("flights v1.0.0 (1) control @7", 8, completed));
        assertThat(possible(tried, completed.plusSeconds(31))).isEmpty();
        assertThat(possible(spared, completed.plusSeconds(31))).isEmpty();
        assertThat(possible(tried, completed.minusSeconds(1)))
                .as("the switch changes nothing for it")
                .containsExactly(notLoaded("flights v1.0.0 (1) control @7"));
    }

    @Test
    void whenACandidateIsRolledBackItIsNamedUntilThatIsFollowed() {
        in(0, () -> rollouts.start(candidate, CANARY_POLICY, CHANGE));
        String tried = keyOf(candidate);
        String spared = keyOf(control);
        Instant failed = in(3600, () -> flights.rollbackFrom(candidate, because("errors")));
        later();
        Instant at = failed.plusSeconds(10);

        assertThat(decided(tried, at)).isEqualTo(FIRST);
        assertThat(possible(tried, at)).containsExactly(notFollowed("flights v1.1.0 (2) candidate @7", 8, failed));
        assertThat(possible(spared, at)).isEmpty();
        assertThat(possible(tried, failed.plusSeconds(31))).isEmpty();
    }

    @Test
    void aSplitNamesTheArmThatAKeyHadBefore() {
        flights.promote(candidate, CANARY, because("next"));
        flights.promote(third, STAGING, because("tests pass"));
        rollouts.start(RolloutPlan.of(RolloutPolicy.split(Map.of(1, 0.2, 2, 0.6, 3, 0.2))), CHANGE);
        List<String> second = keysOf(candidate).limit(50).toList();
        Instant changed =
                in(3600, () -> rollouts.reweigh(Map.of(1, 0.2, 2, 0.2, 3, 0.6), because("version 3 sells more")));
        String moved = second.stream()
                .filter(user -> flights.explain(user).route().number() == 3)
                .findFirst()
                .orElseThrow();
        String stayed = second.stream()
                .filter(user -> flights.explain(user).route().number() == 2)
                .findFirst()
                .orElseThrow();
        later();

        assertThat(decided(moved, changed)).isEqualTo("flights v1.2.0 (3) candidate @10");
        assertThat(possible(moved, changed))
                .containsExactly(
                        notFollowed("flights v1.1.0 (2) candidate @9", 10, changed),
                        notLoaded("flights v1.0.0 (1) control @10"));
        assertThat(possible(stayed, changed)).containsExactly(notLoaded("flights v1.0.0 (1) control @10"));
        assertThat(flights.whoServed(moved, changed).possible())
                .extracting(each -> each.route().arm())
                .containsExactly(Arm.CANDIDATE, Arm.CONTROL);
    }

    @Test
    void whereACandidateServesAloneNobodyStandsInForIt() {
        Instant archived = in(0, () -> flights.archive(control, because("retired")));
        Instant started = in(3600, () -> rollouts.start(candidate, RolloutPolicy.immediate(), CHANGE));
        later();

        assertThat(decided("x", started)).isEqualTo("flights v1.1.0 (2) candidate @8");
        assertThat(possible("x", started)).isEmpty();
        assertThat(archived).isBefore(started);
    }

    @Test
    void whatWasDecidedIsWhatTheViewOfThePastExplains() {
        in(0, () -> rollouts.start(candidate, CANARY_POLICY, CHANGE));
        in(9, () -> rollouts.pause(CHANGE));
        in(9, () -> rollouts.moveTo(1, CHANGE));
        in(9, () -> rollouts.complete(candidate, CHANGE));
        in(9, () -> flights.rollbackFrom(candidate, because("errors")));
        later();

        List<Instant> times =
                flights.history().map(Commit::time).skip(4).toList(); // from when the first one is in production
        for (Instant time : times) {
            for (Duration off : List.of(NANO.negated(), Duration.ZERO, NANO)) {
                Instant at = time.equals(times.get(0)) ? time : time.plus(off);
                for (int user = 0; user < 100; user++) {
                    Explanation explained = registry.asOf(at).model("flights").explain("user-" + user);
                    assertThat(flights.whoServed("user-" + user, at).decided()).isEqualTo(explained);
                }
            }
        }
    }

    @Test
    void whatAProcessServedWithoutFollowingOrLoadingIsNamedByItsStamp() throws Exception {
        FaultyStore way = ground.way();
        ModelRegistry cutOff = ground.open(way, each -> each.clock(clock).pollInterval(Duration.ofMillis(10)));
        ModelRegistry unlucky =
                ground.open(ground.way(), each -> each.clock(clock).pollInterval(Duration.ofMillis(10)));
        ModelLoader<String> loader = version -> {
            if (version.number() == 2) {
                throw new IllegalStateException("does not fit into memory");
            }
            return version.toString();
        };
        try (ServedModel<String> behind = cutOff.serve("flights", loader);
                ServedModel<String> beside = unlucky.serve("flights", loader)) {
            way.down = true;
            Instant started = in(0, () -> rollouts.start(candidate, CANARY_POLICY, CHANGE));
            String tried = keyOf(candidate);
            Until.holds(() -> beside.route(tried).revision() == 7);
            Route followed = beside.route(tried);
            Route old = behind.route(tried);
            later();

            assertThat(flights.whoServed(tried, started.plusSeconds(1)).possible())
                    .extracting(Possible::route)
                    .containsExactly(old, followed);
            way.down = false;
        }
    }

    @Test
    void manyOtherCommitsAreReadOnceAndNameNobody() {
        int before = 700;
        for (int i = 0; i < before; i++) {
            flights.tag("n", Integer.toString(i), because("counted"));
        }
        Instant started = in(60, () -> rollouts.start(candidate, RolloutPolicy.immediate(), CHANGE));
        int within = 1_100;
        for (int i = 0; i < within; i++) {
            flights.tag("n", Integer.toString(i), because("counted"));
            if (i % 100 == 0) {
                flights.register(draft -> draft.artifact("model.bin", bytes("weights")), because("again"));
                rollouts.pause(CHANGE);
                rollouts.resume(CHANGE);
            }
        }
        in(60, () -> flights.tag("n", "last", because("counted")));
        later();
        FaultyStore way = ground.way();
        RegisteredModel elsewhere =
                ground.open(way, builder -> builder.clock(clock)).model("flights");
        assertThat(elsewhere.exists()).isTrue();
        way.commitsRead.set(0);

        WhoServed who = elsewhere.whoServed("user-1", started.plusSeconds(10));

        assertThat(possible(who))
                .containsExactly(notFollowed(FIRST, 707, started), notLoaded("flights v1.0.0 (1) control @707"));
        assertThat(who.decided().route().revision()).isEqualTo(707);
        long window = 1 + within + 2 * 11 + 1;
        assertThat(way.commitsRead.get())
                .as("the window, what lies between the snapshot and it, and two searches")
                .isBetween((int) window - 20, (int) window + before / 8 + 40);
    }
}
