package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Change;
import dev.modelregistry.Erasure;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelLoader;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryLineage;
import dev.modelregistry.RegistrySettings;
import dev.modelregistry.RegistryStorage;
import dev.modelregistry.RegistryView;
import dev.modelregistry.ReleaseSet;
import dev.modelregistry.Retention;
import dev.modelregistry.Rollouts;
import dev.modelregistry.Search;
import dev.modelregistry.ServedMember;
import dev.modelregistry.Subscriptions;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.checkpoint.Checkpoint;
import dev.modelregistry.checkpoint.CheckpointSigner;
import dev.modelregistry.checkpoint.TrustedKey;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.error.RegistryClosedException;
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
import dev.modelregistry.lineage.Node;
import dev.modelregistry.notification.Subscriber;
import dev.modelregistry.notification.SubscriptionOptions;
import dev.modelregistry.notification.SubscriptionStatus.Stuck;
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
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A closed registry answers nothing, however fresh its answers need to be. */
class ClosedRegistryTest {
    /** They make a handle without asking anything, or end what has ended. */
    private static final Set<String> FREE = Set.of(
            "as",
            "with",
            "model",
            "settings",
            "search",
            "lineage",
            "retention",
            "subscriptions",
            "storage",
            "close",
            "name",
            "rollouts",
            "releaseSet",
            "isSettled");

    private final Ground ground = new Ground();
    private final ModelRegistry registry = ground.open();
    private final Ground elsewhere = new Ground();
    private final ModelRegistry other = elsewhere.open();
    private final RegisteredModel flights = registry.model("flights");
    private final ModelVersion version = register(flights, "1.0.0");
    private final Simulation simulation = flights.simulate(version, Stage.STAGING);
    private final TrainingRun run = registry.startRun("flights");
    private final CheckpointSigner signer = CheckpointSigner.generate("example.com/registry");
    private final Checkpoint checkpoint = registry.checkpoint(signer);

    @TempDir
    private Path files;

    @AfterEach
    void close() {
        ground.close();
        elsewhere.close();
    }

    private Object argument(Class<?> type) {
        Map<Class<?>, Object> arguments = Map.ofEntries(
                Map.entry(Actor.class, Actor.of("bob")),
                Map.entry(Alias.class, Alias.of("champion")),
                Map.entry(AuditFormat.class, AuditFormat.CSV),
                Map.entry(AuditQuery.class, AuditQuery.everything()),
                Map.entry(Change.class, because("x")),
                Map.entry(Checkpoint.class, checkpoint),
                Map.entry(CheckpointSigner.class, signer),
                Map.entry(TrustedKey[].class, new TrustedKey[] {signer.trustedKey()}),
                Map.entry(Consumer.class, (Consumer<Object>) ClosedRegistryTest::fill),
                Map.entry(Digest.class, Digest.ZERO),
                Map.entry(GracePeriod.class, GracePeriod.beforeTrash()),
                Map.entry(Freshness.class, Freshness.latest()),
                Map.entry(Instant.class, Instant.EPOCH),
                Map.entry(ModelName.class, ModelName.of("flights")),
                Map.entry(ModelRegistry.class, other),
                Map.entry(ModelUri.class, version.uri()),
                Map.entry(ModelVersion.class, version),
                Map.entry(ModelVersion[].class, new ModelVersion[] {version}),
                Map.entry(Direction.class, Direction.LOWER_IS_BETTER),
                Map.entry(RunId.class, run.id()),
                Map.entry(Path.class, files.resolve("out")),
                Map.entry(SemanticVersion.class, SemanticVersion.of(1, 0, 0)),
                Map.entry(Stage.class, Stage.STAGING),
                Map.entry(BreakGlass.class, BreakGlass.nothingIsChecked()),
                Map.entry(Erasure.class, Erasure.of(version, Part.artifact("model.bin"))),
                Map.entry(CheckOutcome.class, CheckOutcome.passed("x")),
                Map.entry(NamingConvention.class, NamingConvention.none()),
                Map.entry(Pipeline.class, Pipeline.standard()),
                Map.entry(
                        RetentionPolicy.class,
                        RetentionPolicy.builder("nightly")
                                .models("*")
                                .keepLast(3)
                                .build()),
                Map.entry(Rollback.class, Rollback.toLastGood()),
                Map.entry(ModelLoader.class, (ModelLoader<String>) ModelVersion::toString),
                Map.entry(ServingOptions.class, ServingOptions.standard()),
                Map.entry(RolloutPlan.class, RolloutPlan.of(RolloutPolicy.split(Map.of(1, 1.0)))),
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
                Map.entry(Collection.class, List.of()),
                Map.entry(ServedMember[].class, new ServedMember<?>[0]),
                Map.entry(ShadowRule.class, ShadowRule.of(1, 1)),
                Map.entry(Query.class, Query.all()),
                Map.entry(Graph.class, Graph.of(List.of(Node.code("c1")), List.of(), Map.of())),
                Map.entry(Node.class, Node.dataset("flights", "sha256:1")),
                Map.entry(Simulation.class, simulation),
                Map.entry(Stuck.class, new Stuck("model/flights", 1, Instant.EPOCH, 1, Instant.EPOCH, "x")),
                Map.entry(Subscriber.class, (Subscriber) commit -> {}),
                Map.entry(SubscriptionOptions.class, SubscriptionOptions.fromNow()),
                Map.entry(int.class, 1));
        Object argument = arguments.get(type);
        assertThat(argument).as("an argument of " + type).isNotNull();
        return argument;
    }

    private static void fill(Object draft) {
        ((VersionDraft) draft).version("2.0.0");
    }

    /** What a text stands for depends on the method. */
    private static String text(Method method) {
        return switch (method.getName()) {
            case "resolve" -> "models:/flights/1";
            case "run" -> "flights/7";
            case "models", "versions", "runs" -> "";
            case "version" -> "1.0.0";
            default -> "champion";
        };
    }

    private void assertClosed(Object target, Class<?> type) {
        Stream<Method> methods = Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !FREE.contains(method.getName()));
        assertThat(methods).isNotEmpty().allSatisfy(method -> {
            Object[] arguments = Arrays.stream(method.getParameterTypes())
                    .map(each -> each == String.class ? text(method) : argument(each))
                    .toArray();
            assertThatThrownBy(() -> {
                        try {
                            method.invoke(target, arguments);
                        } catch (InvocationTargetException thrown) {
                            throw thrown.getCause();
                        }
                    })
                    .as("%s", method)
                    .isInstanceOf(RegistryClosedException.class);
        });
    }

    @Test
    void refusesEveryMethodOfEveryHandle() {
        registry.as("bob").close();

        assertClosed(registry, ModelRegistry.class);
        assertClosed(flights, RegisteredModel.class);
        assertClosed(flights.rollouts(), Rollouts.class);
        assertClosed(registry.releaseSet("shop"), ReleaseSet.class);
        assertClosed(registry.settings(), RegistrySettings.class);
        assertClosed(registry.storage(), RegistryStorage.class);
        assertClosed(registry.search(), Search.class);
        assertClosed(registry.lineage(), RegistryLineage.class);
        assertClosed(registry.retention(), Retention.class);
        assertClosed(registry.subscriptions(), Subscriptions.class);
    }

    @Test
    void refusesToAnswerFromMemoryToo() {
        Freshness hour = Freshness.bounded(Duration.ofHours(1));
        for (Freshness freshness : new Freshness[] {hour, Freshness.pinned()}) {
            assertThat(registry.with(freshness).model("flights").exists()).isTrue();
        }
        RegistryView past = registry.asOf(version.registeredAt());
        assertThat(past.models()).hasSize(1);

        registry.close();

        for (Freshness freshness : new Freshness[] {hour, Freshness.pinned()}) {
            assertClosed(registry.with(freshness), ModelRegistry.class);
            assertClosed(registry.with(freshness).model("flights"), RegisteredModel.class);
        }
        assertThatThrownBy(() -> past.resolve(version.uri())).isInstanceOf(RegistryClosedException.class);
    }

    @Test
    void closesTwiceAndDescribesItselfStill() {
        String before = registry.toString();
        String model = flights.toString();

        registry.close();
        registry.close();

        assertThat(registry).hasToString(before);
        assertThat(flights).hasToString(model);
        assertThat(version).hasToString("flights v1.0.0 (number 1)");
    }
}
