package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.Artifact;
import dev.modelregistry.Change;
import dev.modelregistry.Erasure;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelLoader;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.ServedMember;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.checkpoint.Checkpoint;
import dev.modelregistry.checkpoint.CheckpointSigner;
import dev.modelregistry.checkpoint.TrustedKey;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.event.AuditFormat;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.health.ShadowRule;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.RunId;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Graph;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.lineage.Node;
import dev.modelregistry.notification.Subscriber;
import dev.modelregistry.notification.SubscriptionOptions;
import dev.modelregistry.pipeline.BreakGlass;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.pipeline.Rollback;
import dev.modelregistry.release.Member;
import dev.modelregistry.release.Release;
import dev.modelregistry.retention.RetentionPolicy;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.review.Simulation;
import dev.modelregistry.rollout.RolloutPlan;
import dev.modelregistry.rollout.RolloutPolicy;
import dev.modelregistry.search.Query;
import dev.modelregistry.serving.ServingOptions;
import dev.modelregistry.storage.GracePeriod;
import dev.modelregistry.storage.Part;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Calls any method of the facade, with arguments about the model {@code flights}, which it makes. */
final class FacadeCalls {
    /** The rules that it sets. */
    static final Pipeline PIPELINE = Pipeline.standard().toBuilder()
            .protect("champion", Stage.PRODUCTION)
            .build();

    final ModelVersion version;
    private final CheckpointSigner signer = CheckpointSigner.generate("example.com/registry");
    private final Simulation simulation;
    private final Checkpoint checkpoint;
    private final RunId run;
    private final ModelRegistry copy;
    private final Path files;

    FacadeCalls(ModelRegistry registry, ModelRegistry copy, Path files) {
        this.copy = copy;
        this.files = files;
        RegisteredModel flights = registry.model("flights");
        version = flights.register(
                draft -> draft.artifact("model.bin", bytes("weights"))
                        .lineage(Lineage.builder().code("git", "champion").build()),
                because("first"));
        flights.tag(version, "champion", "champion", because("to be found"));
        registry.settings().define(PIPELINE, because("to be found"));
        try (TrainingRun training = registry.startRun("flights")) {
            run = training.id();
            training.artifact("notes.txt", bytes("notes"));
        }
        simulation = flights.simulate(version, Stage.STAGING);
        checkpoint = registry.checkpoint(signer);
    }

    static Stream<Method> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge());
    }

    static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(",", "(", ")"));
    }

    private Object argument(Class<?> type, Method method) {
        Map<Class<?>, Object> arguments = Map.ofEntries(
                Map.entry(Actor.class, Actor.of("bob")),
                Map.entry(Alias.class, Alias.of("champion")),
                Map.entry(Artifact.class, version.artifact("model.bin")),
                Map.entry(AuditFormat.class, AuditFormat.CSV),
                Map.entry(AuditQuery.class, AuditQuery.everything()),
                Map.entry(boolean.class, true),
                Map.entry(BreakGlass.class, BreakGlass.nothingIsChecked()),
                Map.entry(byte[].class, bytes("weights")),
                Map.entry(Change.class, because("x")),
                Map.entry(CheckOutcome.class, CheckOutcome.passed("x")),
                Map.entry(Checkpoint.class, checkpoint),
                Map.entry(CheckpointSigner.class, signer),
                Map.entry(Consumer.class, (Consumer<Object>) FacadeCalls::fill),
                Map.entry(Direction.class, Direction.LOWER_IS_BETTER),
                Map.entry(double.class, 0.5),
                Map.entry(
                        Erasure.class,
                        Erasure.of(version, Part.artifact("model.bin")).and(run, Part.artifact("notes.txt"))),
                Map.entry(Freshness.class, Freshness.latest()),
                Map.entry(Digest.class, Digest.ZERO),
                Map.entry(GracePeriod.class, GracePeriod.beforeTrash()),
                Map.entry(Instant.class, Instant.EPOCH),
                Map.entry(int.class, 1),
                Map.entry(Lineage.Code.class, new Lineage.Code("git", "abcdef1", "")),
                Map.entry(Lineage.Dataset.class, new Lineage.Dataset("flights", "sha256:1", "")),
                Map.entry(Graph.class, Graph.of(List.of(Node.code("abcdef1")), List.of(), Map.of())),
                Map.entry(long.class, 1L),
                Map.entry(ModelName.class, ModelName.of("flights")),
                Map.entry(ModelRegistry.class, copy),
                Map.entry(ModelUri.class, version.uri()),
                Map.entry(ModelVersion.class, version),
                Map.entry(ModelVersion[].class, new ModelVersion[] {version}),
                Map.entry(Node.class, Node.version(version.model(), version.version())),
                Map.entry(NamingConvention.class, NamingConvention.none()),
                Map.entry(ParameterValue.class, ParameterValue.of(1)),
                Map.entry(Path.class, files.resolve("out")),
                Map.entry(Pipeline.class, Pipeline.standard()),
                Map.entry(
                        RetentionPolicy.class,
                        RetentionPolicy.builder("nightly")
                                .models("*")
                                .keepLast(3)
                                .build()),
                Map.entry(Query.class, Query.all()),
                Map.entry(Rollback.class, Rollback.toLastGood()),
                Map.entry(RolloutPlan.class, RolloutPlan.of(RolloutPolicy.split(Map.of(version.number(), 1.0)))),
                Map.entry(RolloutPolicy.class, RolloutPolicy.immediate()),
                Map.entry(Map.class, Map.of(1, 1.0)),
                Map.entry(Duration.class, Duration.ofMillis(1)),
                Map.entry(List.class, List.of()),
                Map.entry(
                        Release.class,
                        new Release(
                                "shop",
                                1,
                                List.of(new Member(
                                        version.model(), version.number(), version.version(), version.digest())),
                                OptionalInt.empty(),
                                Release.Status.PROMOTED,
                                Instant.EPOCH,
                                Actor.of("bob"),
                                "x")),
                Map.entry(
                        Collection.class,
                        method.getName().equals("serve")
                                ? List.of(ServedMember.of("flights", ModelVersion::toString))
                                : List.of(version)),
                Map.entry(
                        ServedMember[].class,
                        new ServedMember<?>[] {ServedMember.of("flights", ModelVersion::toString)}),
                Map.entry(ShadowRule.class, ShadowRule.of(1, 1)),
                Map.entry(ModelLoader.class, (ModelLoader<String>) ModelVersion::toString),
                Map.entry(ServingOptions.class, ServingOptions.standard()),
                Map.entry(RunId.class, run),
                Map.entry(SemanticVersion.class, SemanticVersion.of(1, 0, 0)),
                Map.entry(Simulation.class, simulation),
                Map.entry(Stage.class, Stage.STAGING),
                Map.entry(String.class, text(method)),
                Map.entry(Subscriber.class, (Subscriber) commit -> {}),
                Map.entry(SubscriptionOptions.class, SubscriptionOptions.fromNow()),
                Map.entry(TrustedKey[].class, new TrustedKey[] {signer.trustedKey()}));
        return arguments.get(type);
    }

    /** What a text stands for depends on the method. */
    private String text(Method method) {
        return switch (method.getName()) {
            case "as" -> "bob";
            case "resolve" -> "models:/flights/1";
            case "model", "serve", "startRun", "pipeline", "plan" -> "flights";
            case "run" -> run.toString();
            case "models", "versions", "runs" -> "name = 'flights'";
            case "version" -> "1.0.0";
            default -> "champion";
        };
    }

    /** What a method answers, read to its end if it is a stream, or throws. */
    Object call(Object target, Method method) throws Exception {
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(each -> argument(each, method))
                .toArray();
        try {
            Object answer = method.invoke(target, arguments);
            return answer instanceof Stream<?> stream ? stream.toList() : Optional.ofNullable(answer);
        } catch (InvocationTargetException thrown) {
            assertThat(thrown.getCause()).isInstanceOf(RegistryException.class);
            return thrown.getCause();
        }
    }

    private static void fill(Object draft) {
        ((VersionDraft) draft).version("2.0.0");
    }
}
