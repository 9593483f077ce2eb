package dev.modelregistry.pipeline;

import static dev.modelregistry.id.Stage.ARCHIVED;
import static dev.modelregistry.id.Stage.CANARY;
import static dev.modelregistry.id.Stage.DEVELOPMENT;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineTest {
    private static final Stage SHADOW = Stage.of("Shadow");
    private static final Alias CHAMPION = Alias.of("champion");

    /** The smallest one: Development → Staging → Production, and Archived. */
    private static PipelineBuilder small() {
        return Pipeline.builder("fraud")
                .models("fraud-*")
                .stages(DEVELOPMENT, STAGING, PRODUCTION, ARCHIVED)
                .transition(DEVELOPMENT, STAGING)
                .transition(STAGING, PRODUCTION);
    }

    private static ThrowableAssertAlternative<InvalidInputException> refused(PipelineBuilder builder) {
        return assertThatExceptionOfType(InvalidInputException.class).isThrownBy(builder::build);
    }

    @Test
    void theStandardOneIsWhatHoldsWhereNothingElseWasDeclared() {
        Pipeline standard = Pipeline.standard();

        assertThat(standard.name()).isEqualTo("default");
        assertThat(standard.isDefault()).isTrue();
        assertThat(standard.models()).isEmpty();
        assertThat(standard.governs(ModelName.of("anything"))).isTrue();
        assertThat(standard.stages()).containsExactly(DEVELOPMENT, STAGING, CANARY, PRODUCTION, ARCHIVED);
        assertThat(standard.initial()).isEqualTo(DEVELOPMENT);
        assertThat(standard.exclusive()).containsExactly(STAGING, CANARY, PRODUCTION);
        assertThat(standard.protectedAliases()).isEmpty();
        assertThat(standard.failedTo()).isEqualTo(STAGING);
        assertThat(standard.flapWindow()).isEqualTo(Duration.ofMinutes(5));
        assertThat(standard.transitions())
                .hasToString("[Development → Staging, Development → Archived, Staging → Canary, Staging → Production,"
                        + " Staging → Archived, Canary → Staging, Canary → Production, Canary → Archived,"
                        + " Production → Staging, Production → Archived, Archived → Staging]");
        assertThat(standard)
                .hasToString("pipeline 'default' for every model that no other one claims: " + standard.transitions());
    }

    @Test
    void saysWhereOneGetsToFromAStage() {
        Pipeline standard = Pipeline.standard();

        assertThat(standard.after(STAGING)).containsExactly(CANARY, PRODUCTION, ARCHIVED);
        assertThat(standard.after(ARCHIVED)).containsExactly(STAGING);
        assertThat(standard.transition(STAGING, PRODUCTION)).contains(Transition.of(STAGING, PRODUCTION));
        assertThat(standard.transition(DEVELOPMENT, PRODUCTION)).isEmpty();
        assertThat(standard.has(CANARY)).isTrue();
        assertThat(standard.isExclusive(CANARY)).isTrue();
        assertThat(standard.isExclusive(DEVELOPMENT)).isFalse();
    }

    @Test
    void aVersionGetsAwayFromAStageThatIsGone() {
        Pipeline standard = Pipeline.standard();

        assertThat(standard.has(SHADOW)).isFalse();
        assertThat(standard.isExclusive(SHADOW)).isFalse();
        assertThat(standard.after(SHADOW)).containsExactly(DEVELOPMENT, ARCHIVED);
        assertThat(standard.transition(SHADOW, DEVELOPMENT)).contains(Transition.of(SHADOW, DEVELOPMENT));
        assertThat(standard.transition(SHADOW, ARCHIVED)).contains(Transition.of(SHADOW, ARCHIVED));
        assertThat(standard.transition(SHADOW, PRODUCTION)).isEmpty();
    }

    @Test
    void gatesStandOnEveryWayIntoAStage() {
        Pipeline gated = Pipeline.standard().toBuilder()
                .requires(PRODUCTION, "signature", "lineage.code")
                .gates(PRODUCTION, Gate.metricAtLeast("auc", 0.8), Gate.approvals(2))
                .build();

        for (Stage from : List.of(STAGING, CANARY)) {
            assertThat(gated.transition(from, PRODUCTION).orElseThrow().gates())
                    .containsExactly(
                            Gate.requires("signature"),
                            Gate.requires("lineage.code"),
                            Gate.metricAtLeast("auc", 0.8),
                            Gate.approvals(2));
        }
        assertThat(gated.transitions().stream().filter(each -> !each.to().equals(PRODUCTION)))
                .allSatisfy(each -> assertThat(each.gates()).isEmpty());
        assertThat(gated.isDefault()).isTrue();
        assertThat(gated).isNotEqualTo(Pipeline.standard());
    }

    /** The example in the Javadoc of {@link Pipeline}. */
    @Test
    void theExampleInTheDocumentationBuilds() {
        Pipeline fraud = Pipeline.standard().toBuilder("fraud")
                .models("fraud-*")
                .requires(STAGING, "signature", "lineage.code")
                .gates(PRODUCTION, Gate.metricAtLeast("auc", 0.8), Gate.selfTest(), Gate.approvals(2))
                .protect("champion", PRODUCTION)
                .build();

        assertThat(fraud.transition(DEVELOPMENT, STAGING).orElseThrow().gates()).hasSize(2);
        assertThat(fraud.transition(CANARY, PRODUCTION).orElseThrow().gates()).hasSize(3);
        assertThat(fraud.transition(PRODUCTION, STAGING).orElseThrow().gates()).hasSize(2);
    }

    @Test
    void aTransitionThatIsDeclaredAgainHasExactlyItsNewGates() {
        Pipeline pipeline = small().transition(STAGING, PRODUCTION, Gate.selfTest(), Gate.approvals(1))
                .transition(STAGING, PRODUCTION, Gate.approvals(2))
                .build();

        assertThat(pipeline.transition(STAGING, PRODUCTION))
                .contains(Transition.of(STAGING, PRODUCTION, Gate.approvals(2)));
    }

    @Test
    void refusesGatesThatStandNowhere() {
        assertThatThrownBy(() -> small().gates(CANARY, Gate.selfTest()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("pipeline 'fraud' has no transition to Canary, there are [Development → Staging, Staging →"
                        + " Production]; declare those that are to have the gates first");
        assertThatThrownBy(() -> small().gates(ARCHIVED, Gate.selfTest()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "pipeline 'fraud' cannot have gates on the way to Archived; taking a version out of use must"
                                + " always be possible");
    }

    @Test
    void aRefusedGateLeavesTheBuilderAsItWas() {
        PipelineBuilder builder = Pipeline.standard().toBuilder().transition(CANARY, PRODUCTION, Gate.approvals(1));

        assertThatThrownBy(() -> builder.gates(PRODUCTION, Gate.approvals(2)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Canary → Production has gate 'approvals' twice");
        assertThat(builder.build().transition(STAGING, PRODUCTION)).contains(Transition.of(STAGING, PRODUCTION));
    }

    @Test
    void thereIsAlwaysAWayOutOfUse() {
        assertThat(small().build().transitions())
                .hasToString("[Development → Staging, Development → Archived, Staging → Production, Staging → Archived,"
                        + " Production → Archived]");
        assertThat(small().transition(STAGING, ARCHIVED).build()).isEqualTo(small().build());
    }

    @Test
    void productionIsAlwaysExclusive() {
        assertThat(small().build().exclusive()).containsExactly(PRODUCTION);
        assertThat(small().exclusive(PRODUCTION).build()).isEqualTo(small().build());
        assertThat(small().exclusive(STAGING).build().exclusive()).containsExactly(STAGING, PRODUCTION);
    }

    @Test
    void governsTheModelsThatItsPatternsMatch() {
        Pipeline pipeline = small().models("fraud-*", "cards").build();

        assertThat(pipeline.governs(ModelName.of("Fraud-EU"))).isTrue();
        assertThat(pipeline.governs(ModelName.of("cards"))).isTrue();
        assertThat(pipeline.governs(ModelName.of("cards-eu"))).isFalse();
        assertThat(pipeline.models()).containsExactly(ModelPattern.of("fraud-*"), ModelPattern.of("cards"));
        assertThat(pipeline.isDefault()).isFalse();
    }

    @Test
    void isDerivedUnderAnotherNameWithoutTheModels() {
        Pipeline fraud = small().protect("champion", PRODUCTION)
                .flapWindow(Duration.ZERO)
                .build();
        Pipeline cards = fraud.toBuilder("Cards").models("cards-*").build();

        assertThat(cards.name()).isEqualTo("cards");
        assertThat(cards.models()).containsExactly(ModelPattern.of("cards-*"));
        assertThat(cards.transitions()).isEqualTo(fraud.transitions());
        assertThat(cards.protectedAliases()).isEqualTo(fraud.protectedAliases());
        assertThat(cards.flapWindow()).isZero();
        refused(fraud.toBuilder("cards")).withMessageContaining("pipeline 'cards' is for no model");
    }

    @Test
    void stagesAndWaysCanBeTakenOut() {
        Pipeline noCanary = Pipeline.standard().toBuilder().without(CANARY).build();
        Pipeline canaryFirst = Pipeline.standard().toBuilder()
                .withoutTransition(STAGING, PRODUCTION)
                .build();

        assertThat(noCanary.stages()).containsExactly(DEVELOPMENT, STAGING, PRODUCTION, ARCHIVED);
        assertThat(noCanary.exclusive()).containsExactly(STAGING, PRODUCTION);
        assertThat(noCanary.after(STAGING)).containsExactly(PRODUCTION, ARCHIVED);
        assertThat(canaryFirst.after(STAGING)).containsExactly(CANARY, ARCHIVED);
        assertThatThrownBy(() -> small().without(CANARY))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("pipeline 'fraud' has no stage Canary, which without(…) names; its stages are [Development,"
                        + " Staging, Production, Archived]");
        assertThatThrownBy(() -> small().withoutTransition(DEVELOPMENT, PRODUCTION))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("pipeline 'fraud' has no transition Development → Production to take out; there are"
                        + " [Development → Staging, Staging → Production]");
    }

    @Test
    void protectsAliases() {
        Pipeline pipeline = small().protect("Champion", ARCHIVED)
                .protect(CHAMPION, PRODUCTION, STAGING)
                .protect("challenger", STAGING)
                .build();

        assertThat(pipeline.protectedAliases()).hasToString("{challenger=[Staging], champion=[Staging, Production]}");
        assertThat(pipeline.toBuilder().unprotect(CHAMPION).build().protectedAliases())
                .containsOnlyKeys(Alias.of("challenger"));
        assertThatThrownBy(() -> small().protect("champion"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "alias 'champion' is protected without a stage, so that it could never be set; name at least one");
        refused(small().protect("champion", CANARY))
                .withMessageContaining("has no stage Canary, which protected alias 'champion' names; its stages are [");
    }

    @Test
    void whatHasFailedGoesToStagingOrElseToArchived() {
        Pipeline noStaging = Pipeline.builder("fraud")
                .models("fraud-*")
                .stages(DEVELOPMENT, SHADOW, PRODUCTION, ARCHIVED)
                .transition(DEVELOPMENT, SHADOW)
                .transition(SHADOW, PRODUCTION)
                .build();

        assertThat(small().build().failedTo()).isEqualTo(STAGING);
        assertThat(noStaging.failedTo()).isEqualTo(ARCHIVED);
        assertThat(small().failedTo(DEVELOPMENT).build().failedTo()).isEqualTo(DEVELOPMENT);
        assertThat(small().failedTo(ARCHIVED).build().toBuilder().build().failedTo())
                .isEqualTo(ARCHIVED);
        assertThat(Pipeline.standard().toBuilder()
                        .without(STAGING)
                        .transition(DEVELOPMENT, CANARY)
                        .build()
                        .failedTo())
                .isEqualTo(ARCHIVED);
        refused(small().failedTo(PRODUCTION))
                .withMessage(
                        "pipeline 'fraud' puts what has failed in Production into Production; name another stage with"
                                + " failedTo(…)");
        refused(small().failedTo(SHADOW)).withMessageContaining("has no stage Shadow, which failedTo(…) names");
    }

    @Test
    void refusesFlapWindowsOutOfRange() {
        assertThat(small().flapWindow(Duration.ofDays(30)).build().flapWindow()).isEqualTo(Duration.ofDays(30));
        assertThatThrownBy(() -> small().flapWindow(Duration.ofMillis(-1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("flap window PT-0.001S is negative; give zero to switch the guard off");
        assertThatThrownBy(() -> small().flapWindow(Duration.ofDays(30).plusMillis(1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("flap window PT720H0.001S is too long; at most 30 days are allowed");
        assertThatThrownBy(() -> small().flapWindow(Duration.ofNanos(1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("flap window PT0.000000001S has parts of a millisecond; give whole milliseconds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1st", "-x", "fraud detection", "fraud.eu", "é"})
    void refusesWhatIsNoName(String name) {
        assertThatThrownBy(() -> Pipeline.builder(name))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("pipeline '" + name
                        + "' is not a name; start with a letter, then letters, digits, '-' or '_', at most 64 in all");
        assertThatThrownBy(() -> Pipeline.standard().toBuilder(name)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void itsNameIsTheSameInEveryCaseAndLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr", "TR"));
            assertThat(Pipeline.standard().toBuilder("PRICING")
                            .models("*")
                            .build()
                            .name())
                    .isEqualTo("pricing");
            assertThat(Pipeline.standard().toBuilder("Default").build()).isEqualTo(Pipeline.standard());
        } finally {
            Locale.setDefault(before);
        }
        assertThatThrownBy(() -> Pipeline.builder("p".repeat(65))).isInstanceOf(InvalidInputException.class);
        assertThat(Pipeline.standard().toBuilder("p".repeat(64))
                        .models("*")
                        .build()
                        .name())
                .hasSize(64);
    }

    @Test
    void theDefaultOneHasNoModelsAndEveryOtherOneSome() {
        refused(Pipeline.standard().toBuilder().models("fraud-*"))
                .withMessage("pipeline 'default' is for every model that no other one claims, and has model patterns"
                        + " [fraud-*]; leave them out, or give it another name");
        refused(small().models())
                .withMessage(
                        "pipeline 'fraud' is for no model; say for which with models(\"fraud-*\"), or call it 'default'"
                                + " if it is for all that no other one claims");
        assertThatThrownBy(() -> small().models("fraud-*", "cards", "FRAUD-**"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("model pattern 'fraud-*' is there twice; name each once");
        String[] patterns = IntStream.range(0, 101).mapToObj(i -> "m" + i).toArray(String[]::new);
        refused(small().models(patterns)).withMessageContaining("has 101 model patterns; at most 100 are allowed");
    }

    @Test
    void refusesTooFewAndTooManyStages() {
        refused(Pipeline.builder("fraud").models("*"))
                .withMessageContaining("has 0 stages []; give 3 to 32, such as [Development, Staging, Canary,");
        refused(Pipeline.builder("fraud").models("*").stages(DEVELOPMENT, ARCHIVED))
                .withMessageContaining("has 2 stages [Development, Archived]; give 3 to 32");
        refused(Pipeline.builder("fraud")
                        .models("*")
                        .stages(IntStream.range(0, 33)
                                .mapToObj(i -> Stage.of("s" + i))
                                .toArray(Stage[]::new)))
                .withMessageContaining("has 33 stages [s0, ")
                .withMessageContaining("give 3 to 32");
        assertThatThrownBy(() -> small().stages(DEVELOPMENT, STAGING, Stage.of("staging")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("stage 'Staging' is there twice; name each once");
    }

    @Test
    void hasProductionAndArchived() {
        refused(Pipeline.builder("fraud").models("*").stages(DEVELOPMENT, STAGING, ARCHIVED))
                .withMessage(
                        "pipeline 'fraud' has stages [Development, Staging, Archived] without Production; every pipeline"
                                + " has Production, where a model serves, and Archived, where it is out of use");
        refused(Pipeline.builder("fraud").models("*").stages(DEVELOPMENT, STAGING, PRODUCTION))
                .withMessageContaining("without Archived; every pipeline has");
    }

    @Test
    void beginsWithAStageWhereNothingServesAndNothingIsOutOfUse() {
        refused(small().stages(PRODUCTION, STAGING, ARCHIVED))
                .withMessage(
                        "pipeline 'fraud' begins with Production, where every new version would be; put another stage first");
        refused(small().stages(ARCHIVED, STAGING, PRODUCTION)).withMessageContaining("begins with Archived");
        refused(small().transition(DEVELOPMENT, PRODUCTION))
                .withMessage(
                        "pipeline 'fraud' has a transition Development → Production, by which a version would serve"
                                + " untested; put a stage between them");
    }

    @Test
    void refusesExclusiveStagesThatMustHoldAnyNumber() {
        for (Stage stage : List.of(DEVELOPMENT, ARCHIVED)) {
            refused(small().exclusive(stage))
                    .withMessage("pipeline 'fraud' has exclusive stage " + stage
                            + ", which must hold any number of versions; leave it out of exclusive(…)");
        }
        refused(small().exclusive(CANARY)).withMessageContaining("has no stage Canary, which exclusive(…) names");
    }

    @Test
    void refusesWaysFromAndToStagesThatAreNotThere() {
        refused(small().transition(CANARY, STAGING))
                .withMessage(
                        "pipeline 'fraud' has no stage Canary, which transition Canary → Staging names; its stages are"
                                + " [Development, Staging, Production, Archived]");
        refused(small().transition(STAGING, SHADOW))
                .withMessageContaining("has no stage Shadow, which transition Staging → Shadow names");
    }

    @Test
    void everyStageIsReached() {
        refused(Pipeline.standard().toBuilder().withoutTransition(STAGING, CANARY))
                .withMessageContaining(
                        "pipeline 'default' has stages [Canary] that no version gets to from Development; add a"
                                + " transition to them, or take them out. There are [Development → Staging, ");
        refused(Pipeline.builder("fraud").models("*").stages(DEVELOPMENT, SHADOW, PRODUCTION, ARCHIVED))
                .withMessageContaining("has stages [Shadow, Production] that no version gets to");
        assertThat(Pipeline.builder("back")
                        .models("*")
                        .stages(DEVELOPMENT, PRODUCTION, ARCHIVED)
                        .transition(ARCHIVED, PRODUCTION)
                        .build()
                        .after(ARCHIVED))
                .containsExactly(PRODUCTION);
    }

    @Test
    void refusesMoreThan30ProtectedAliases() {
        PipelineBuilder builder = small();
        IntStream.range(0, 30).forEach(i -> builder.protect("a" + i, STAGING));

        assertThat(builder.build().protectedAliases()).hasSize(30);
        refused(builder.protect("one-more", STAGING))
                .withMessageContaining("has 31 protected aliases; at most 30 are allowed");
    }

    @Test
    void isEqualByEveryPart() {
        Pipeline one = full().build();

        assertThat(one)
                .isEqualTo(full().build())
                .hasSameHashCodeAs(full().build())
                .isNotEqualTo("fraud");
        List<UnaryOperator<PipelineBuilder>> changes = List.of(
                builder -> builder.models("other"),
                builder -> builder.stages(DEVELOPMENT, SHADOW, STAGING, CANARY, PRODUCTION, ARCHIVED)
                        .transition(DEVELOPMENT, SHADOW),
                builder -> builder.exclusive(STAGING),
                builder -> builder.transition(STAGING, PRODUCTION),
                builder -> builder.protect("champion", STAGING),
                builder -> builder.failedTo(DEVELOPMENT),
                builder -> builder.flapWindow(Duration.ZERO));
        for (UnaryOperator<PipelineBuilder> change : changes) {
            assertThat(change.apply(full()).build()).isNotEqualTo(one);
        }
        assertThat(one.toBuilder("other").models("fraud-*", "cards").build()).isNotEqualTo(one);
    }

    private static PipelineBuilder full() {
        return Pipeline.standard().toBuilder("fraud")
                .models("fraud-*", "cards")
                .gates(PRODUCTION, Gate.approvals(2))
                .protect("champion", PRODUCTION)
                .failedTo(ARCHIVED)
                .flapWindow(Duration.ofHours(1));
    }

    @Test
    void theOrderOfDeclarationMakesNoDifferenceBesideThatOfTheStages() {
        assertThat(Pipeline.builder("fraud")
                        .flapWindow(Duration.ofMinutes(5))
                        .transition(STAGING, PRODUCTION)
                        .transition(PRODUCTION, ARCHIVED)
                        .transition(DEVELOPMENT, STAGING)
                        .exclusive(PRODUCTION)
                        .failedTo(STAGING)
                        .stages(DEVELOPMENT, STAGING, PRODUCTION, ARCHIVED)
                        .models("FRAUD-*")
                        .build())
                .isEqualTo(small().build());
    }

    /** What a codec does. */
    @Test
    void isRebuiltFromItsAccessors() {
        for (Pipeline pipeline : List.of(Pipeline.standard(), small().build(), full().build())) {
            PipelineBuilder builder = Pipeline.builder(pipeline.name())
                    .models(pipeline.models())
                    .stages(pipeline.stages().toArray(Stage[]::new))
                    .exclusive(pipeline.exclusive().toArray(Stage[]::new))
                    .failedTo(pipeline.failedTo())
                    .flapWindow(pipeline.flapWindow());
            pipeline.transitions().forEach(builder::transition);
            pipeline.protectedAliases().forEach(builder::protect);

            assertThat(builder.build()).isEqualTo(pipeline).hasToString(pipeline.toString());
            assertThat(pipeline.toBuilder().build()).isEqualTo(pipeline);
        }
    }

    @Test
    void doesNotChangeWithItsBuilder() {
        PipelineBuilder builder = small().protect(CHAMPION, PRODUCTION);
        Pipeline pipeline = builder.build();
        builder.models("later")
                .transition(STAGING, DEVELOPMENT)
                .protect("later", STAGING)
                .exclusive(STAGING);

        assertThat(pipeline)
                .isEqualTo(small().protect(CHAMPION, Set.of(PRODUCTION)).build());
        assertThatThrownBy(() -> pipeline.models().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> pipeline.exclusive().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> pipeline.protectedAliases().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> pipeline.protectedAliases().get(CHAMPION).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void comparesOnlyWhereOneVersionIs() {
        PipelineBuilder shared = Pipeline.builder("default")
                .stages(Stage.of("Lab"), Stage.of("QA"), Stage.PRODUCTION, Stage.ARCHIVED)
                .transition(Stage.of("Lab"), Stage.of("QA"), Gate.notWorse("auc", 0.1))
                .transition(Stage.of("QA"), Stage.PRODUCTION, Gate.signatureCompatible());

        assertThatThrownBy(shared::build)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("compares with the version in QA by gate 'metric auc not worse by more than 0.1',"
                        + " and that stage holds any number; make it exclusive(…), or leave the gate out");
        assertThat(shared.exclusive(Stage.of("QA")).build().stages()).hasSize(4);
    }
}
