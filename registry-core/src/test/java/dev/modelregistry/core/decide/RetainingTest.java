package dev.modelregistry.core.decide;

import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.DEVELOPMENT;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.core.decide.Retaining.Fate;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RetentionEvent.VersionExpired;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.retention.RetentionPlan.Action;
import dev.modelregistry.retention.RetentionPolicy;
import dev.modelregistry.retention.RetentionPolicyBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What policies make of the versions of a model; days are counted from the registration. */
class RetainingTest {
    private static final RetentionPolicy AT_ONCE = policy(rules -> rules.expireAfter(Duration.ZERO));

    private final Script script = new Script();

    private static RetentionPolicy policy(UnaryOperator<RetentionPolicyBuilder> rules) {
        return policy("nightly", rules);
    }

    private static RetentionPolicy policy(String name, UnaryOperator<RetentionPolicyBuilder> rules) {
        return rules.apply(RetentionPolicy.builder(name).models("*")).build();
    }

    private static Duration days(long days) {
        return Duration.ofDays(days);
    }

    private List<Fate> fates(RetentionPolicy... policies) {
        return Retaining.fates(script.state(), script.rules().pipeline(), List.of(policies), script.now());
    }

    /** Each fate as {@code <number> <action>: <reasons>}. */
    private List<String> told(RetentionPolicy... policies) {
        return fates(policies).stream()
                .map(fate -> fate.version().number() + " " + fate.action() + ": " + String.join("; ", fate.reasons()))
                .toList();
    }

    private Script apply(RetentionPolicy... policies) {
        return script.commit(Retaining.events(Retaining.due(fates(policies))));
    }

    private Script hold(int number) {
        return script.commit(Holding.hold(script.state(), Script.MODEL, number, script.digest(number)));
    }

    private Script tag(int number, String key, String value) {
        return script.commit(Decider.tag(script.state(), Script.MODEL, number, script.digest(number), key, value));
    }

    @Test
    void withoutAPolicyNothingIsSaid() {
        script.register("1.0.0").later(days(10_000));

        assertThat(told()).isEmpty();
    }

    @Test
    void keepsTheLastAndLetsTheRestExpireOrGoToTheArchiveByAge() {
        script.register("1.0.0")
                .later(days(10))
                .register("1.1.0")
                .later(days(10))
                .register("1.2.0", "1.3.0");
        script.later(days(10));

        assertThat(told(policy(rules -> rules.keepLast(1).archiveAfter(days(20)).expireAfter(days(30)))))
                .containsExactly(
                        "1 EXPIRE: older than 30 days (policy 'nightly')",
                        "2 ARCHIVE: older than 20 days (policy 'nightly')",
                        "3 KEEP: is archived after 20 days, expires after 30 days (policy 'nightly')",
                        "4 KEEP: the last version (policy 'nightly')");
        assertThat(told(policy(rules -> rules.keepLast(3))))
                .containsExactly(
                        "1 KEEP: nothing lets it expire (policy 'nightly')",
                        "2 KEEP: one of the last 3 versions (policy 'nightly')",
                        "3 KEEP: one of the last 3 versions (policy 'nightly')",
                        "4 KEEP: one of the last 3 versions (policy 'nightly')");
    }

    @Test
    void anAgeIsReachedToTheMicrosecond() {
        script.register("1.0.0");
        RetentionPolicy young = policy(rules -> rules.keepYoungerThan(days(30)).expireAfter(days(10)));
        RetentionPolicy maximum = policy(rules -> rules.maximumAge(days(30)));
        Instant due = script.state().time().plus(days(30));

        for (RetentionPolicy policy : List.of(young, maximum)) {
            assertThat(Retaining.fates(
                            script.state(), script.rules().pipeline(), List.of(policy), due.minusNanos(1_000)))
                    .extracting(Fate::action)
                    .containsExactly(Action.KEEP);
            assertThat(Retaining.fates(script.state(), script.rules().pipeline(), List.of(policy), due))
                    .extracting(Fate::action)
                    .containsExactly(Action.EXPIRE);
        }
    }

    @Test
    void keepsByStageAndTag() {
        script.register("1.0.0", "1.1.0", "1.2.0", "1.3.0").promote(1, ARCHIVED);
        tag(2, "audit", "2026");
        tag(3, "audit", "2027");

        assertThat(told(policy(rules ->
                        rules.keepStages(ARCHIVED).keepTagged("audit", "2026").expireAfter(Duration.ZERO))))
                .containsExactly(
                        "1 KEEP: in Archived (policy 'nightly')",
                        "2 KEEP: tagged audit=2026 (policy 'nightly')",
                        "3 EXPIRE: older than 0 days (policy 'nightly')",
                        "4 EXPIRE: older than 0 days (policy 'nightly')");
        assertThat(told(policy(rules -> rules.keepTagged("audit").expireAfter(Duration.ZERO))))
                .filteredOn(line -> line.contains("KEEP"))
                .containsExactly("2 KEEP: tagged audit (policy 'nightly')", "3 KEEP: tagged audit (policy 'nightly')");
    }

    @Test
    void forEverKeepsFromExpiringAndNotFromTheArchive() {
        script.register("1.0.0").later(days(30));
        RetentionPolicy forEver = policy("archive", rules -> rules.keepForEver());

        assertThat(told(AT_ONCE, forEver)).containsExactly("1 KEEP: kept for ever (policy 'archive')");
        assertThat(told(forEver, policy(rules -> rules.archiveAfter(days(7)))))
                .containsExactly("1 ARCHIVE: older than 7 days (policy 'nightly')");
    }

    @Test
    void whatIsInUseStaysWhateverThePoliciesSay() {
        script.under(
                Pipeline.standard().toBuilder().gates(CANARY, Gate.approvals(1)).build(), 1);
        script.release("1.0.0").release("2.0.0");
        script.register("3.0.0").promote(3, STAGING).register("4.0.0", "5.0.0", "6.0.0", "7.0.0");
        script.commit(script.decideAlias("champion", 4)).commit(script.decideAlias("best", 4));
        script.commit(Approving.request(script.state(), script.rules(), script.enter(5, CANARY)));
        script.as("bob");
        hold(6);

        List<String> told = told(AT_ONCE);

        assertThat(told.subList(0, 5))
                .containsExactly(
                        "1 KEEP: what a rollback returns to",
                        "2 KEEP: in Production",
                        "3 KEEP: in Staging",
                        "4 KEEP: has the alias 'best'; has the alias 'champion'",
                        "5 KEEP: approval is asked for, to Canary");
        assertThat(told.get(5)).matches("6 KEEP: held since 2026-01-01T00:\\S+Z by bob \\(reason \\d+\\)");
        assertThat(told.get(6)).isEqualTo("7 EXPIRE: older than 0 days (policy 'nightly')");
        assertThat(fates(AT_ONCE).get(0).policies()).isEmpty();
        script.later(days(9));
        assertThat(told(AT_ONCE, policy("pii", rules -> rules.maximumAge(days(9)))))
                .startsWith("1 VIOLATION: older than the maximum of 9 days (policy 'pii'); what a rollback returns to");
        assertThat(Retaining.due(fates(AT_ONCE)))
                .extracting(fate -> fate.version().number())
                .containsExactly(7);
    }

    @Test
    void aHoldOnTheModelIsOneOnEachVersion() {
        script.register("1.0.0")
                .commit(Holding.hold(script.state(), Script.MODEL))
                .register("1.1.0");

        assertThat(told(AT_ONCE)).hasSize(2).allMatch(line -> line.contains(" KEEP: held since "));
        assertThat(Holding.holdOn(script.state(), script.version(2)))
                .isEqualTo(script.state().hold());

        script.commit(Holding.release(script.state(), Script.MODEL));
        assertThat(told(AT_ONCE)).hasSize(2).allMatch(line -> line.contains(" EXPIRE: "));
    }

    @Test
    void aPipelineOfOnesOwnSaysWhichStagesAreInUse() {
        Stage shadow = Stage.of("Shadow");
        script.under(
                Pipeline.builder("own")
                        .models("flights")
                        .stages(Stage.of("Lab"), shadow, PRODUCTION, ARCHIVED)
                        .exclusive(shadow)
                        .transition(Stage.of("Lab"), shadow)
                        .transition(shadow, PRODUCTION)
                        .build(),
                1);
        script.register("1.0.0", "1.1.0").promote(1, shadow);

        assertThat(told(AT_ONCE))
                .containsExactly("1 KEEP: in Shadow", "2 EXPIRE: older than 0 days (policy 'nightly')");
        apply(policy(rules -> rules.archiveAfter(Duration.ZERO)));
        assertThat(script.stage(2)).isEqualTo(ARCHIVED);
        script.under(Pipeline.standard(), 2);
        assertThat(told(AT_ONCE))
                .as("Shadow is no stage any more")
                .first()
                .isEqualTo("1 EXPIRE: older than 0 days (policy 'nightly')");
        assertThat(apply(policy(rules -> rules.archiveAfter(Duration.ZERO))).stage(1))
                .isEqualTo(ARCHIVED);
    }

    @Test
    void ofSeveralPoliciesWhatKeepsWinsAndTheShortestMaximumOverThat() {
        script.register("1.0.0").later(days(100));
        RetentionPolicy keeps = policy("keeps", rules -> rules.keepLast(1));
        RetentionPolicy year = policy("year", rules -> rules.maximumAge(days(365)));
        RetentionPolicy quarter = policy("quarter", rules -> rules.maximumAge(days(90)));
        RetentionPolicy season = policy("season", rules -> rules.maximumAge(days(90)));

        assertThat(told(AT_ONCE, keeps)).containsExactly("1 KEEP: the last version (policy 'keeps')");
        assertThat(told(policy(rules -> rules.archiveAfter(days(1))), keeps))
                .containsExactly("1 KEEP: the last version (policy 'keeps')");
        assertThat(told(keeps, year)).containsExactly("1 KEEP: the last version (policy 'keeps')");
        assertThat(told(keeps, year, quarter, season))
                .containsExactly(
                        "1 EXPIRE: older than the maximum of 90 days (policy 'quarter'); older than the maximum of 90"
                                + " days (policy 'season')");
        assertThat(fates(keeps, year, quarter, season).get(0).policies()).containsExactly("quarter", "season");
        hold(1);
        assertThat(fates(quarter).get(0).action()).isEqualTo(Action.VIOLATION);
        assertThat(told(policy("late", rules -> rules.expireAfter(days(80))), AT_ONCE))
                .first()
                .asString()
                .startsWith("1 KEEP: held since ");
    }

    @Test
    void isDoneOnceAndThenThereIsNothingLeftToDo() {
        script.register("1.0.0", "1.1.0", "1.2.0").later(days(30)).register("1.3.0");
        RetentionPolicy policy =
                policy(rules -> rules.keepLast(2).archiveAfter(days(1)).expireAfter(days(2)));

        List<RegistryEvent> events = Retaining.events(Retaining.due(fates(policy)));
        script.commit(events);

        assertThat(events)
                .containsExactly(
                        new VersionExpired(1, List.of("nightly"), "older than 2 days (policy 'nightly')"),
                        new VersionExpired(2, List.of("nightly"), "older than 2 days (policy 'nightly')"));
        assertThat(script.stage(1)).isEqualTo(DEVELOPMENT);
        assertThat(told(policy)).hasSize(2).allMatch(line -> line.contains("KEEP: one of the last 2 versions"));
        assertThat(script.version(1).custody().expired().reason()).isEqualTo("older than 2 days (policy 'nightly')");
        assertThat(Retaining.due(fates(policy))).isEmpty();
    }

    @Test
    void whatExpiredIsNotAmongTheLast() {
        script.register("1.0.0", "1.1.0", "1.2.0");
        tag(1, "keep", "me");
        tag(2, "keep", "me");
        apply(policy(rules -> rules.keepTagged("keep").expireAfter(Duration.ZERO)));
        assertThat(script.version(3).isExpired()).isTrue();

        assertThat(told(policy(rules -> rules.keepLast(1).expireAfter(Duration.ZERO))))
                .containsExactly(
                        "1 EXPIRE: older than 0 days (policy 'nightly')",
                        "2 KEEP: the last version (policy 'nightly')");
    }

    @Test
    void anAgeIsCountedFromTheLastRevival() {
        script.register("1.0.0").later(days(30));
        RetentionPolicy week = policy(rules -> rules.expireAfter(days(7)));
        apply(week);
        script.commit(Holding.revive(script.state(), Script.MODEL, 1, script.digest(1)));

        assertThat(told(week)).containsExactly("1 KEEP: expires after 7 days (policy 'nightly')");
        script.later(days(7));
        assertThat(told(week)).containsExactly("1 EXPIRE: older than 7 days (policy 'nightly')");
    }

    @Test
    void aDeletedModelIsCleanedUpButNotArchived() {
        script.register("1.0.0")
                .commit(Decider.delete(script.state(), Script.MODEL))
                .later(days(9));

        assertThat(told(AT_ONCE)).containsExactly("1 EXPIRE: older than 0 days (policy 'nightly')");
        assertThat(told(policy(rules -> rules.archiveAfter(Duration.ZERO))))
                .containsExactly("1 KEEP: is archived after 0 days (policy 'nightly')");
        apply(AT_ONCE).commit(Decider.restore(script.state(), Script.MODEL));
        assertThat(script.version(1).isExpired()).isTrue();
    }

    @Test
    void archivesAsAPersonWould() {
        script.register("1.0.0").promote(1, STAGING, CANARY, STAGING, ARCHIVED).register("1.1.0");

        assertThat(Retaining.events(Retaining.due(fates(policy(rules -> rules.archiveAfter(Duration.ZERO))))))
                .as("what is there already stays")
                .containsExactly(new StageChanged(2, DEVELOPMENT, ARCHIVED));
    }

    /** A commit that does not fit is refused when it is written. */
    @Test
    void tenThousandVersionsArePlannedInLinearTimeAndDoneInCommitsThatFit() {
        String[] versions = new String[10_000];
        for (int i = 0; i < versions.length; i++) {
            versions[i] = "1." + i + ".0";
        }
        script.register(versions).later(days(30));
        RetentionPolicy policy =
                policy(rules -> rules.keepLast(10).keepTagged("x").expireAfter(days(1)));

        List<Integer> commits = new ArrayList<>();
        while (!Retaining.due(fates(policy)).isEmpty()) {
            int before = fates(policy).size();
            apply(policy);
            commits.add(before - fates(policy).size());
        }

        assertThat(commits).as("how many expired in each").hasSizeBetween(2, 9);
        assertThat(commits.stream().mapToInt(Integer::intValue).sum()).isEqualTo(9_990);
        assertThat(fates(policy)).hasSize(10);
    }
}
