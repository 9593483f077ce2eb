package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ReleaseSet;
import dev.modelregistry.ServedMember;
import dev.modelregistry.access.AccessDecision;
import dev.modelregistry.access.AccessRequest;
import dev.modelregistry.access.Operation;
import dev.modelregistry.error.AccessDeniedException;
import dev.modelregistry.error.ServingException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.release.Release;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Who may do what with a set follows from the rights on its models. */
class ReleaseAccessTest extends ReleaseGround {
    private ModelRegistry without(Predicate<AccessRequest> denied) {
        return ground.open(
                ground.way(),
                builder -> builder.actor("bob")
                        .access(request ->
                                denied.test(request) ? AccessDecision.denied("not bob") : AccessDecision.granted()));
    }

    private static boolean isOf(AccessRequest request, Operation operation, String model) {
        return request.operation() == operation && request.model().equals(Optional.of(ModelName.of(model)));
    }

    @Test
    void aSetIsHiddenWhereOneOfItsModelsIs() {
        first();
        ModelRegistry registry = without(request -> isOf(request, Operation.READ, "retriever"));
        ReleaseSet hidden = registry.releaseSet("shop");

        assertThat(hidden.exists()).isFalse();
        assertThat(hidden.releases()).isEmpty();
        assertThat(hidden.versions()).isEmpty();
        assertThat(hidden.history()).isEmpty();
        assertThat(registry.releaseSets()).isEmpty();
        assertThat(registry.asOf(shop.current().orElseThrow().at())
                        .releaseSet("shop")
                        .exists())
                .isFalse();
        assertThatThrownBy(() -> hidden.serve(ServedMember.of("ranker", version -> version)))
                .isInstanceOf(ServingException.class)
                .hasMessage("nothing of release set 'shop' is in production; promote a release");
        assertThatThrownBy(() -> hidden.dissolve(because("mine"))).isInstanceOf(AccessDeniedException.class);
        assertThat(shop.current()).isPresent();
    }

    @Test
    void aRollbackTakesTheRightOnWhatMayComeBack() {
        first();
        ModelVersion alone = register(registry.model("alone"), "1.0.0");
        registry.model("alone").promote(alone, STAGING, because("tests pass"));
        Release now = shop.promote(because("it has taken over"), alone);
        ReleaseSet partly =
                without(request -> isOf(request, Operation.ROLL_BACK, "ranker")).releaseSet("shop");

        assertThatThrownBy(() -> partly.rollbackFrom(now, because("worse")))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("ROLL_BACK model 'ranker', stage Production");
        assertThat(shop.current()).contains(now);
    }

    @Test
    void promotingTakesTheRightOnWhatLeaves() {
        first();
        ModelVersion alone = register(registry.model("alone"), "1.0.0");
        registry.model("alone").promote(alone, STAGING, because("tests pass"));
        ReleaseSet partly =
                without(request -> isOf(request, Operation.PROMOTE, "ranker")).releaseSet("shop");

        assertThatThrownBy(() -> partly.promote(because("mine"), alone))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("PROMOTE model 'ranker', stage Production");
        assertThat(ranker.releaseSet()).contains("shop");
    }
}
