package dev.modelregistry.access;

import static dev.modelregistry.access.Operation.ACT_AS;
import static dev.modelregistry.access.Operation.ALIAS;
import static dev.modelregistry.access.Operation.APPROVE;
import static dev.modelregistry.access.Operation.BREAK_GLASS;
import static dev.modelregistry.access.Operation.CONFIGURE;
import static dev.modelregistry.access.Operation.DELETE;
import static dev.modelregistry.access.Operation.PROMOTE;
import static dev.modelregistry.access.Operation.READ;
import static dev.modelregistry.access.Operation.RECORD_EVIDENCE;
import static dev.modelregistry.access.Operation.REQUEST_APPROVAL;
import static dev.modelregistry.access.Operation.ROLL_BACK;
import static dev.modelregistry.access.Operation.TAG;
import static dev.modelregistry.access.Operation.VERIFY;
import static dev.modelregistry.access.Role.ADMINISTRATOR;
import static dev.modelregistry.access.Role.APPROVER;
import static dev.modelregistry.access.Role.CONTRIBUTOR;
import static dev.modelregistry.access.Role.OWNER;
import static dev.modelregistry.access.Role.VIEWER;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.access.RolesBuilder.Granting;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RolesTest {
    private static final List<Role> ROLES = List.of(VIEWER, CONTRIBUTOR, APPROVER, OWNER, ADMINISTRATOR);

    private static boolean may(Roles roles, String actor, Operation operation, String model) {
        return roles.decide(AccessRequest.of(Actor.of(actor), operation).model(ModelName.of(model)))
                .isGranted();
    }

    private static boolean may(Roles roles, String actor, Operation operation, String model, Stage stage) {
        AccessRequest request = AccessRequest.of(Actor.of(actor), operation).model(ModelName.of(model));
        return roles.decide(request.stage(stage)).isGranted();
    }

    private static boolean may(Roles roles, String actor, Operation operation) {
        return roles.decide(AccessRequest.of(Actor.of(actor), operation)).isGranted();
    }

    private static boolean mayActAs(Roles roles, String actor, String other) {
        return roles.decide(AccessRequest.of(Actor.of(actor), ACT_AS).as(Actor.of(other)))
                .isGranted();
    }

    /** The table in the Javadoc of {@link Role}, row by row. */
    @Test
    void eachRoleGivesWhatTheTableSays() {
        String table = """
                READ             yes yes yes yes yes
                TRAIN            -   yes -   yes yes
                REGISTER         -   yes -   yes yes
                TAG              -   yes -   yes yes
                COMMENT          -   yes yes yes yes
                REQUEST_APPROVAL -   yes -   yes yes
                APPROVE          -   -   yes yes yes
                PROMOTE          -   -   yes yes yes
                ROLL_BACK        -   -   yes yes yes
                ALIAS            -   -   -   yes yes
                RECORD_EVIDENCE  -   -   -   yes yes
                DELETE           -   -   -   yes yes
                ERASE            -   -   -   yes yes
                BREAK_GLASS      -   -   -   -   yes
                HOLD             -   -   -   -   yes
                RETAIN           -   -   -   -   yes
                CONFIGURE        -   -   -   -   yes
                LINK             -   -   -   -   yes
                QUARANTINE       -   -   -   -   yes
                VERIFY           -   -   -   -   yes
                COLLECT          -   -   -   -   yes
                SUBSCRIBE        -   -   -   -   yes
                COPY_FROM        -   -   -   -   yes
                COPY_INTO        -   -   -   -   yes
                ACT_AS           -   -   -   -   -
                """;
        Map<Operation, List<String>> rows = table.lines()
                .map(line -> List.of(line.split(" +")))
                .collect(Collectors.toMap(row -> Operation.valueOf(row.get(0)), row -> row.subList(1, row.size())));

        assertThat(rows).containsOnlyKeys(Operation.values());
        assertThat(ROLES).containsExactly(Role.values());
        rows.forEach((operation, cells) -> {
            for (int i = 0; i < ROLES.size(); i++) {
                Granting granting = Roles.builder().grant(ROLES.get(i));
                Roles roles = (ROLES.get(i) == ADMINISTRATOR ? granting : granting.on("flight_*"))
                        .to("bob")
                        .build();
                boolean expected = cells.get(i).equals("yes");
                boolean granted = operation.isOfModel()
                        ? may(roles, "bob", operation, "flight_delay", PRODUCTION)
                        : operation == ACT_AS ? mayActAs(roles, "bob", "carol") : may(roles, "bob", operation);
                assertThat(granted).as("%s %s", ROLES.get(i), operation).isEqualTo(expected);
                assertThat(may(roles, "Bob", operation, "flight_delay", PRODUCTION))
                        .as("%s of somebody else", operation)
                        .isFalse();
                if (ROLES.get(i) != ADMINISTRATOR) {
                    assertThat(may(roles, "bob", operation, "hotels", PRODUCTION))
                            .as("%s %s on another model", ROLES.get(i), operation)
                            .isFalse();
                }
            }
        });
    }

    @Test
    void aGrantIsForTheModelsOfItsPatternsWhateverTheirCase() {
        Roles roles =
                Roles.builder().grant(VIEWER).on("Flight_*", "hotels").to("bob").build();

        assertThat(may(roles, "bob", READ, "FLIGHT_delay")).isTrue();
        assertThat(may(roles, "bob", READ, "Hotels")).isTrue();
        assertThat(may(roles, "bob", READ, "hotels2")).isFalse();
    }

    @Test
    void aLimitToStagesHoldsForWhatIsAboutStagesAlone() {
        Roles roles = Roles.builder()
                .grant(OWNER)
                .on("*")
                .at(STAGING)
                .to("bob")
                .grant(BREAK_GLASS)
                .on("*")
                .at(PRODUCTION)
                .to("carol")
                .build();

        for (Operation operation : List.of(APPROVE, PROMOTE, RECORD_EVIDENCE, REQUEST_APPROVAL, ROLL_BACK)) {
            assertThat(may(roles, "bob", operation, "flights", Stage.of("STAGING")))
                    .isTrue();
            assertThat(may(roles, "bob", operation, "flights", PRODUCTION)).isFalse();
        }
        for (Operation operation : List.of(READ, TAG, ALIAS, DELETE)) {
            assertThat(may(roles, "bob", operation, "flights")).isTrue();
        }
        AccessRequest onAlias = AccessRequest.of(Actor.of("carol"), BREAK_GLASS)
                .model(ModelName.of("flights"))
                .alias(Alias.of("champion"));
        assertThat(may(roles, "carol", BREAK_GLASS, "flights", PRODUCTION)).isTrue();
        assertThat(roles.decide(onAlias).isGranted()).as("an alias is no stage").isFalse();
    }

    @Test
    void singleOperationsBringReadingAndNothingElse() {
        Roles roles = Roles.builder()
                .grant(RECORD_EVIDENCE)
                .on("*")
                .to("ci")
                .grant(VERIFY)
                .to("cron")
                .build();

        assertThat(may(roles, "ci", RECORD_EVIDENCE, "flights", PRODUCTION)).isTrue();
        assertThat(may(roles, "ci", READ, "flights")).isTrue();
        assertThat(may(roles, "ci", PROMOTE, "flights", PRODUCTION)).isFalse();
        assertThat(may(roles, "cron", VERIFY)).isTrue();
        assertThat(may(roles, "cron", READ, "flights")).isFalse();
    }

    @Test
    void groupsAndEverybodyGetWhatTheyAreGranted() {
        Roles roles = Roles.builder()
                .group("team", "carol", "dave")
                .grant(CONTRIBUTOR)
                .on("*")
                .toGroup("team")
                .grant(VIEWER)
                .on("public_*")
                .toEverybody()
                .build();

        assertThat(may(roles, "dave", TAG, "flights")).isTrue();
        assertThat(may(roles, "team", TAG, "flights"))
                .as("an actor with the name of a group")
                .isFalse();
        assertThat(may(roles, "eve", READ, "public_x")).isTrue();
        assertThat(may(roles, "eve", READ, "flights")).isFalse();
    }

    /** More questions than answers are kept. */
    @Test
    void answersAreOfWhomTheyWereGivenTo() {
        Roles roles = Roles.builder()
                .grant(VIEWER)
                .on("*1")
                .to("bob")
                .grant(VIEWER)
                .on("*2")
                .to("carol")
                .build();

        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(may(roles, "bob", READ, "model" + i)).isEqualTo(i % 10 == 1);
                assertThat(may(roles, "carol", READ, "model" + i)).isEqualTo(i % 10 == 2);
            }
        }
        assertThat(IntStream.range(0, 1_000)
                        .filter(i -> may(roles, "bob", READ, "model1") && !may(roles, "actor" + i, READ, "model1")))
                .hasSize(1_000);
    }

    @Test
    void whoHasAnyGrantOnModelsMaySeeTheRules() {
        Roles roles = Roles.builder().grant(TAG).on("x").to("bob").build();

        assertThat(may(roles, "bob", READ)).isTrue();
        assertThat(may(roles, "bob", CONFIGURE)).isFalse();
        assertThat(may(roles, "eve", READ)).isFalse();
        assertThat(roles.decide(AccessRequest.of(Actor.of("eve"), READ)))
                .hasToString("denied: no grant gives this right");
    }

    @Test
    void actsInTheNameOfThoseWhoWereNamed() {
        Roles roles = Roles.builder()
                .grant(VIEWER)
                .on("*")
                .toEverybody()
                .allowActingAs("web", "bob", "carol")
                .allowActingAsAnybody("gateway")
                .build();

        assertThat(mayActAs(roles, "web", "carol")).isTrue();
        assertThat(mayActAs(roles, "web", "root")).isFalse();
        assertThat(mayActAs(roles, "bob", "web")).isFalse();
        assertThat(mayActAs(roles, "gateway", "root")).isTrue();
    }

    private static void assertRefused(ThrowingCallable configuring, String message) {
        assertThatThrownBy(configuring)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }

    @Test
    void refusesWhatContradictsItselfOrDoesNothing() {
        RolesBuilder roles = Roles.builder().group("team", "carol");
        assertRefused(roles::build, "these roles grant nothing, so nobody could do anything; call grant");
        assertRefused(
                () -> roles.group("team", "dave"), "there is a group 'team' already; name all its members at once");
        assertRefused(() -> roles.group("none"), "group 'none': []; name one or more, each once");
        assertRefused(
                () -> roles.group("twice", "bob", "bob"), "group 'twice': [bob, bob]; name one or more, each once");
        assertRefused(
                () -> Roles.builder().grant(VIEWER).to("bob"),
                "VIEWER is granted on no models; say on which with on(\"flight_*\"), or on(\"*\") for all");
        assertRefused(
                () -> roles.grant(VIEWER).on("*").toGroup("tema"),
                "there is no group 'tema'; there are [team], name it first");
        assertRefused(roles::build, "nobody was given VIEWER; end each grant with to, toGroup or toEverybody");
        assertRefused(
                () -> roles.grant(OWNER), "nobody was given VIEWER; end each grant with to, toGroup or toEverybody");
    }

    @Test
    void refusesGrantsThatNarrowWhatCannotBeNarrowed() {
        assertRefused(
                () -> Roles.builder().grant(ADMINISTRATOR).on("*"),
                "ADMINISTRATOR is about the whole registry and cannot be narrowed to models; leave on(…) out");
        assertRefused(
                () -> Roles.builder().grant(VERIFY).on("*"),
                "[VERIFY] is about the whole registry and cannot be narrowed to models; leave on(…) out");
        assertRefused(
                () -> Roles.builder().grant(CONTRIBUTOR).on("*").at(STAGING, STAGING),
                "the stages of CONTRIBUTOR: [Staging, Staging]; name one or more, each once");
        assertRefused(
                () -> Roles.builder().grant(VIEWER).on("*").at(STAGING),
                "VIEWER is not about single stages; leave at(…) out");
        assertRefused(
                () -> Roles.builder().grant(VERIFY, TAG),
                "[TAG, VERIFY] are in part about models and in part about the whole registry; grant them one after the other");
        assertRefused(
                () -> Roles.builder().grant(ACT_AS), "to ACT_AS somebody is not granted on models; call allowActingAs");
        assertRefused(
                () -> Roles.builder().grant(ADMINISTRATOR).toEverybody(),
                "if everybody is ADMINISTRATOR there is nothing to deny; open the registry without a policy");
        assertRefused(
                () -> Roles.builder()
                        .grant(VIEWER)
                        .on("*")
                        .to("bob")
                        .grant(VIEWER)
                        .on("**")
                        .to("bob"),
                "'bob' has just this grant of VIEWER already; grant it once");
        assertRefused(
                () -> Roles.builder()
                        .group("team", "carol")
                        .grant(VIEWER)
                        .on("*")
                        .to("bob")
                        .build(),
                "nothing is granted to the groups [team]; grant them something with toGroup, or leave them out");
    }

    @Test
    void refusesActingThatMeansNothing() {
        RolesBuilder roles = Roles.builder().allowActingAs("web", "bob").allowActingAsAnybody("gateway");
        assertRefused(
                () -> roles.allowActingAsAnybody("web"),
                "'web' may act as [bob]; say one of the two, these or anybody");
        assertRefused(
                () -> roles.allowActingAs("gateway", "bob"),
                "'gateway' may act as anybody already; say one of the two");
        assertRefused(() -> roles.allowActingAs("web", "web"), "'web' always acts as itself; leave it out");
        assertRefused(() -> roles.allowActingAs("web"), "those whom 'web' may act as: []; name one or more, each once");
    }

    @Test
    void aRequestSaysInWordsWhatItIsAbout() {
        AccessRequest request = AccessRequest.of(Actor.of("bob"), PROMOTE)
                .model(ModelName.of("Flights"))
                .version(3)
                .stage(PRODUCTION);

        assertThat(request).hasToString("'bob' to PROMOTE version 3 of model 'flights', stage Production");
        assertThat(request.model()).hasValue(ModelName.of("flights"));
        assertThat(request.version()).hasValue(3);
        assertThat(request.as()).isEmpty();
        assertThat(request)
                .isEqualTo(AccessRequest.of(Actor.of("bob"), PROMOTE)
                        .stage(PRODUCTION)
                        .version(3)
                        .model(ModelName.of("FLIGHTS")))
                .hasSameHashCodeAs(AccessRequest.of(Actor.of("bob"), PROMOTE)
                        .stage(PRODUCTION)
                        .version(3)
                        .model(ModelName.of("FLIGHTS")))
                .isNotEqualTo(request.version(4));
        assertThat(AccessRequest.of(Actor.of("bob"), VERIFY)).hasToString("'bob' to VERIFY the registry");
        assertThat(AccessRequest.of(Actor.of("web"), ACT_AS).as(Actor.of("bob")))
                .hasToString("'web' to ACT_AS 'bob'");
        assertThat(Arrays.stream(Operation.values()).filter(Operation::isOfStage))
                .allMatch(Operation::isOfModel);
        assertThatThrownBy(() -> AccessDecision.denied(" "))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the reason for denying access is blank; say why, and what would help");
    }
}
