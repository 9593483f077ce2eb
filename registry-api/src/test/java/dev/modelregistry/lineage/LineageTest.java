package dev.modelregistry.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Lineage.Code;
import dev.modelregistry.lineage.Lineage.Dataset;
import dev.modelregistry.lineage.Lineage.Named;
import dev.modelregistry.lineage.Lineage.Parent;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LineageTest {
    private static final List<UnaryOperator<Lineage.Builder>> FACTS = List.of(
            builder -> builder.parent("base", "1.0.0", "fine-tuned from"),
            builder -> builder.dataset("flights", "sha256:12"),
            builder -> builder.code("git", "abcdef1"),
            builder -> builder.run("run-7"),
            builder -> builder.featureStore("feast", "12"),
            builder -> builder.featurePipeline("3.1"),
            builder -> builder.preprocessing("standardised"),
            builder -> builder.baseModel("bert", "large"));

    @Test
    void everyPartMayBeUnknown() {
        Lineage unknown = Lineage.unknown();

        assertThat(unknown).isEqualTo(Lineage.builder().build());
        assertThat(unknown.parents()).isEmpty();
        assertThat(unknown.datasets()).isEmpty();
        assertThat(unknown.code()).isEmpty();
        assertThat(unknown.run()).isEmpty();
        assertThat(unknown.baseModels()).isEmpty();
        assertThat(unknown.featureStore()).isEmpty();
        assertThat(unknown.featurePipeline()).isEmpty();
        assertThat(unknown.preprocessing()).isEmpty();
        assertThat(unknown).hasToString("parents [], datasets [], code unknown");
    }

    @Test
    void keepsWhatItWasTold() {
        Lineage.Builder builder = Lineage.builder();
        FACTS.forEach(fact -> fact.apply(builder));
        Lineage lineage = builder.dataset(new Dataset("weather", "git-lfs:9", "2026-Q1"))
                .code(new Code("git", "abcdef1", "https://example.org/r.git"))
                .build();

        assertThat(lineage.parents())
                .containsExactly(new Parent(ModelName.of("base"), SemanticVersion.of(1, 0, 0), "fine-tuned from"));
        assertThat(lineage.datasets())
                .containsExactly(
                        new Dataset("flights", "sha256:12", ""), new Dataset("weather", "git-lfs:9", "2026-Q1"));
        assertThat(lineage.code()).contains(new Code("git", "abcdef1", "https://example.org/r.git"));
        assertThat(lineage.run()).contains("run-7");
        assertThat(lineage.baseModels()).containsExactly(new Named("bert", "large"));
        assertThat(lineage.featureStore()).contains(new Named("feast", "12"));
        assertThat(lineage.featurePipeline()).contains("3.1");
        assertThat(lineage.preprocessing()).contains("standardised");
    }

    @Test
    void whatItWasMadeFromAreNodes() {
        Lineage.Builder builder = Lineage.builder();
        FACTS.forEach(fact -> fact.apply(builder));
        Lineage lineage = builder.parent("Base", "1.0.0+7", "distilled from")
                .dataset(new Dataset("flights", "sha256:12", "2026-Q1"))
                .dataset("weather", "git-lfs:9")
                .build();

        assertThat(lineage.inputs())
                .as("each once: neither the build of a version nor the version of data makes another node")
                .containsExactly(
                        Node.code("abcdef1"),
                        Node.dataset("flights", "sha256:12"),
                        Node.dataset("weather", "git-lfs:9"),
                        Node.version("base", "1.0.0"),
                        Node.baseModel("bert", "large"),
                        Node.parse("run:run-7"),
                        Node.featureStore("feast", "12"),
                        Node.featurePipeline("3.1"));
        assertThat(Lineage.unknown().inputs()).isEmpty();
        assertThat(Lineage.builder().preprocessing("standardised").build().inputs())
                .isEmpty();
    }

    @Test
    void isEqualByEveryPart() {
        for (UnaryOperator<Lineage.Builder> fact : FACTS) {
            Lineage one = fact.apply(Lineage.builder()).build();
            assertThat(one)
                    .isEqualTo(fact.apply(Lineage.builder()).build())
                    .hasSameHashCodeAs(fact.apply(Lineage.builder()).build())
                    .isNotEqualTo(Lineage.unknown());
            assertThat(Lineage.unknown()).isNotEqualTo(one);
        }
    }

    @Test
    void refusesBlanksWhereSomethingMustBeSaid() {
        assertThatThrownBy(() -> Lineage.builder().parent("base", "1.0.0", " "))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("relation ' ' is blank; leave it out if it is not known");
        assertThatThrownBy(() -> Lineage.builder().parent("base", "1.0", "made from"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("version '1.0' is not a semantic version");
        assertThatThrownBy(() -> Lineage.builder().dataset("", "sha256:12"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("dataset name '' is blank; leave it out if it is not known");
        assertThatThrownBy(() -> Lineage.builder().dataset("flights", ""))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("dataset hash '' is blank; leave it out if it is not known");
        assertThatThrownBy(() -> Lineage.builder().code("", "abc"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("version control system '' is blank");
        assertThatThrownBy(() -> Lineage.builder().code("git", "\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("commit '\n' is blank");
        assertThatThrownBy(() -> Lineage.builder().run(""))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("run '' is blank");
        assertThatThrownBy(() -> Lineage.builder().featureStore("feast", ""))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("version '' is blank");
        assertThatThrownBy(() -> Lineage.builder().featurePipeline(""))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("feature pipeline version '' is blank");
        assertThatThrownBy(() -> Lineage.builder().preprocessing(""))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("preprocessing '' is blank");
    }

    @Test
    void doesNotChangeWithItsBuilder() {
        Lineage.Builder builder = Lineage.builder().dataset("a", "1");
        Lineage lineage = builder.build();
        builder.dataset("b", "2");

        assertThat(lineage.datasets()).hasSize(1);
    }
}
