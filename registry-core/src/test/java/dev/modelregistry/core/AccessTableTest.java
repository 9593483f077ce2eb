package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.Artifact;
import dev.modelregistry.Change;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ModelView;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistrySettings;
import dev.modelregistry.RegistryView;
import dev.modelregistry.SettingsView;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.access.AccessDecision;
import dev.modelregistry.access.AccessRequest;
import dev.modelregistry.checkpoint.Checkpoint;
import dev.modelregistry.checkpoint.CheckpointSigner;
import dev.modelregistry.checkpoint.TrustedKey;
import dev.modelregistry.descriptor.Direction;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.error.AccessDeniedException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.event.AuditFormat;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.RunId;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.pipeline.BreakGlass;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.pipeline.Rollback;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.review.Simulation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What each method of each guarded interface asks the policy, in the order in which it asks; {@code free} if it asks nothing. A method that is
 * new is missing in the table, and whoever adds it has to say what it asks.
 */
class AccessTableTest {
    /** Alice is whose handle it is; her version 1 of {@code flights} is in development. */
    enum Guarded {
        REGISTRY(ModelRegistry.class, registry -> registry, """
                access() : free
                as(Actor) : ACT_AS 'bob'
                as(String) : ACT_AS 'bob'
                asOf(Instant) : free
                audit(AuditQuery) : READ model 'flights'; READ the registry
                checkpoint(CheckpointSigner) : VERIFY the registry
                close() : free
                compare(ModelVersion,ModelVersion[]) : READ model 'flights'
                copyTo(ModelRegistry) : COPY_FROM the registry
                durability() : free
                exportAuditLog(Path) : READ model 'flights'; READ the registry
                exportAuditLog(Path,AuditQuery,AuditFormat) : READ model 'flights'; READ the registry
                find(ModelUri) : READ model 'flights'
                id() : free
                isSettled() : free
                location() : free
                model(ModelName) : free
                model(String) : free
                models() : READ model 'flights'
                resolve(ModelUri) : READ model 'flights'
                resolve(String) : READ model 'flights'
                run(RunId) : READ model 'flights'
                run(String) : READ model 'flights'
                settings() : free
                sharing() : free
                startRun(ModelName,Change) : TRAIN model 'flights'; READ model 'flights'
                startRun(String) : TRAIN model 'flights'; READ model 'flights'
                startRun(String,Change) : TRAIN model 'flights'; READ model 'flights'
                verify() : VERIFY the registry
                verify(Checkpoint,TrustedKey[]) : VERIFY the registry
                verifyCopy(Checkpoint,TrustedKey[]) : VERIFY the registry
                versionsOfCommit(String) : READ model 'flights'
                versionsTagged(String,String) : READ model 'flights'
                with(Freshness) : free
                """),
        VIEW(RegistryView.class, AccessTableTest::past, """
                find(ModelUri) : READ model 'flights'
                isSettled() : free
                model(ModelName) : free
                model(String) : free
                models() : READ model 'flights'
                resolve(ModelUri) : READ model 'flights'
                resolve(String) : READ model 'flights'
                run(RunId) : READ model 'flights'
                run(String) : READ model 'flights'
                settings() : free
                """),
        MODEL(RegisteredModel.class, registry -> registry.model("flights"), """
                alias(Alias,ModelVersion,Change) : READ model 'flights'; ALIAS version 1 of model 'flights', alias 'champion'
                alias(Alias,ModelVersion,Change,BreakGlass) : READ model 'flights'; BREAK_GLASS version 1 of model 'flights', alias 'champion'
                alias(String,ModelVersion,Change) : READ model 'flights'; ALIAS version 1 of model 'flights', alias 'champion'
                alias(String,ModelVersion,Change,BreakGlass) : READ model 'flights'; BREAK_GLASS version 1 of model 'flights', alias 'champion'
                aliases() : READ model 'flights'
                allIn(Stage) : READ model 'flights'
                approve(ModelVersion,Stage,Change) : READ model 'flights'; APPROVE version 1 of model 'flights', stage Staging
                archive(ModelVersion,Change) : READ model 'flights'; PROMOTE version 1 of model 'flights', stage Archived
                delete(Change) : READ model 'flights'; DELETE model 'flights'
                exists() : READ model 'flights'
                history() : READ model 'flights'
                in(Stage) : READ model 'flights'
                knownAt() : READ model 'flights'
                lastGood() : READ model 'flights'
                latest() : READ model 'flights'
                leaderboard(String,Direction,int) : READ model 'flights'
                name() : free
                openRequests() : READ model 'flights'
                preview(Consumer) : REGISTER model 'flights'; READ model 'flights'
                promote(ModelVersion,Stage,Change) : READ model 'flights'; PROMOTE version 1 of model 'flights', stage Staging
                promote(ModelVersion,Stage,Change,BreakGlass) : READ model 'flights'; BREAK_GLASS version 1 of model 'flights', stage Staging
                recordEvidence(ModelVersion,Simulation,String,CheckOutcome,Change) : READ model 'flights'; RECORD_EVIDENCE version 1 of model 'flights', stage Staging
                register(Consumer,Change) : REGISTER model 'flights'; READ model 'flights'
                reject(ModelVersion,Stage,Change) : READ model 'flights'; APPROVE version 1 of model 'flights', stage Staging
                removeAlias(Alias,Change) : READ model 'flights'; ALIAS model 'flights', alias 'champion'
                removeAlias(String,Change) : READ model 'flights'; ALIAS model 'flights', alias 'champion'
                removeTag(ModelVersion,String,Change) : READ model 'flights'; TAG version 1 of model 'flights'
                removeTag(String,Change) : READ model 'flights'; TAG model 'flights'
                requestApproval(ModelVersion,Stage,Change) : READ model 'flights'; REQUEST_APPROVAL version 1 of model 'flights', stage Staging
                restore(Change) : READ model 'flights'; DELETE model 'flights'
                review(ModelVersion,Stage) : READ model 'flights'
                revision() : READ model 'flights'
                rollbackFrom(ModelVersion,Change) : READ model 'flights'; ROLL_BACK version 1 of model 'flights', stage Production
                rollbackFrom(ModelVersion,Rollback,Change) : READ model 'flights'; ROLL_BACK version 1 of model 'flights', stage Production
                runs() : READ model 'flights'
                simulate(ModelVersion,Stage) : READ model 'flights'
                stageOf(ModelVersion) : READ model 'flights'
                tag(ModelVersion,String,String,Change) : READ model 'flights'; TAG version 1 of model 'flights'
                tag(String,String,Change) : READ model 'flights'; TAG model 'flights'
                tags() : READ model 'flights'
                tags(ModelVersion) : READ model 'flights'
                version(SemanticVersion) : READ model 'flights'
                version(String) : READ model 'flights'
                version(int) : READ model 'flights'
                versions() : READ model 'flights'
                watch(Consumer) : READ model 'flights'
                withdraw(ModelVersion,Stage,Change) : READ model 'flights'; APPROVE version 1 of model 'flights', stage Staging
                """),
        MODEL_VIEW(ModelView.class, registry -> past(registry).model("flights"), """
                aliases() : READ model 'flights'
                allIn(Stage) : READ model 'flights'
                exists() : READ model 'flights'
                history() : READ model 'flights'
                in(Stage) : READ model 'flights'
                knownAt() : READ model 'flights'
                lastGood() : READ model 'flights'
                latest() : READ model 'flights'
                leaderboard(String,Direction,int) : READ model 'flights'
                name() : free
                openRequests() : READ model 'flights'
                review(ModelVersion,Stage) : READ model 'flights'
                revision() : READ model 'flights'
                runs() : READ model 'flights'
                stageOf(ModelVersion) : READ model 'flights'
                tags() : READ model 'flights'
                tags(ModelVersion) : READ model 'flights'
                version(SemanticVersion) : READ model 'flights'
                version(String) : READ model 'flights'
                version(int) : READ model 'flights'
                versions() : READ model 'flights'
                """),
        SETTINGS(RegistrySettings.class, ModelRegistry::settings, """
                define(Pipeline,Change) : CONFIGURE the registry
                history() : READ the registry
                naming() : READ the registry
                naming(NamingConvention,Change) : CONFIGURE the registry
                pipeline(ModelName) : READ the registry
                pipeline(String) : READ the registry
                pipelines() : READ the registry
                remove(String,Change) : CONFIGURE the registry
                revision() : READ the registry
                """),
        SETTINGS_VIEW(SettingsView.class, registry -> past(registry).settings(), """
                history() : READ the registry
                naming() : READ the registry
                pipeline(ModelName) : READ the registry
                pipeline(String) : READ the registry
                pipelines() : READ the registry
                revision() : READ the registry
                """),
        RUN(TrainingRun.class, registry -> registry.startRun("flights"), """
                artifact(String,Path) : free
                artifact(String,byte[]) : free
                close() : free
                code(Code) : free
                complete() : free
                dataset(Dataset) : free
                dataset(String,String) : free
                fail(String) : free
                flag(String,boolean) : free
                flush() : free
                id() : free
                metric(String,double) : free
                metric(String,long,double) : free
                parameter(String,ParameterValue) : free
                parameter(String,String) : free
                parameter(String,double) : free
                parameter(String,long) : free
                register(Consumer,Change) : REGISTER model 'flights'; READ model 'flights'
                tag(String,String) : free
                """);

        private final Class<?> type;
        private final Function<ModelRegistry, Object> handle;
        private final Map<String, String> table;

        Guarded(Class<?> type, Function<ModelRegistry, Object> handle, String table) {
            this.type = type;
            this.handle = handle;
            this.table = table.lines()
                    .map(line -> line.split(" : "))
                    .collect(Collectors.toMap(row -> row[0], row -> row[1]));
        }
    }

    private final CheckpointSigner signer = CheckpointSigner.generate("example.com/registry");
    private final Set<String> asked = new LinkedHashSet<>();
    private volatile String denied = "";

    @TempDir
    private Path files;

    private AccessDecision decide(AccessRequest request) {
        String text = request.toString().replace("'alice' to ", "");
        asked.add(text);
        return text.equals(denied) ? AccessDecision.denied("the table says so") : AccessDecision.granted();
    }

    /** A registry on which each method can be tried once. */
    private final class Trial implements AutoCloseable {
        private final Ground ground = new Ground();
        private final Ground elsewhere = new Ground();
        private final ModelRegistry open = ground.open();
        private final ModelVersion version = open.model("flights")
                .register(
                        draft -> draft.artifact("model.bin", bytes("weights"))
                                .lineage(Lineage.builder()
                                        .code("git", "champion")
                                        .build()),
                        because("first"));
        private final Simulation simulation = open.model("flights").simulate(version, Stage.STAGING);
        private final Checkpoint checkpoint = open.checkpoint(signer);
        private final RunId run;
        private final Object target;

        Trial(Guarded guarded) {
            open.model("flights").tag(version, "champion", "champion", because("to be found"));
            open.settings()
                    .define(
                            Pipeline.standard().toBuilder()
                                    .protect("champion", Stage.PRODUCTION)
                                    .build(),
                            because("to be found"));
            try (TrainingRun training = open.startRun("flights")) {
                run = training.id();
            }
            ModelRegistry registry = ground.open(ground.way(), builder -> builder.access(AccessTableTest.this::decide));
            target = guarded.handle.apply(registry);
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
                    Map.entry(Consumer.class, (Consumer<Object>) AccessTableTest::fill),
                    Map.entry(Direction.class, Direction.LOWER_IS_BETTER),
                    Map.entry(double.class, 0.5),
                    Map.entry(Freshness.class, Freshness.latest()),
                    Map.entry(Instant.class, Instant.EPOCH),
                    Map.entry(int.class, 1),
                    Map.entry(Lineage.Code.class, new Lineage.Code("git", "abcdef1", "")),
                    Map.entry(Lineage.Dataset.class, new Lineage.Dataset("flights", "sha256:1", "")),
                    Map.entry(long.class, 1L),
                    Map.entry(ModelName.class, ModelName.of("flights")),
                    Map.entry(ModelRegistry.class, elsewhere.open()),
                    Map.entry(ModelUri.class, version.uri()),
                    Map.entry(ModelVersion.class, version),
                    Map.entry(ModelVersion[].class, new ModelVersion[] {version}),
                    Map.entry(NamingConvention.class, NamingConvention.none()),
                    Map.entry(ParameterValue.class, ParameterValue.of(1)),
                    Map.entry(Path.class, files.resolve("out")),
                    Map.entry(Pipeline.class, Pipeline.standard()),
                    Map.entry(Rollback.class, Rollback.toLastGood()),
                    Map.entry(RunId.class, run),
                    Map.entry(SemanticVersion.class, SemanticVersion.of(1, 0, 0)),
                    Map.entry(Simulation.class, simulation),
                    Map.entry(Stage.class, Stage.STAGING),
                    Map.entry(String.class, text(method)),
                    Map.entry(TrustedKey[].class, new TrustedKey[] {signer.trustedKey()}));
            return arguments.get(type);
        }

        /** What a text stands for depends on the method. */
        private String text(Method method) {
            return switch (method.getName()) {
                case "as" -> "bob";
                case "resolve" -> "models:/flights/1";
                case "model", "startRun", "pipeline" -> "flights";
                case "run" -> run.toString();
                case "version" -> "1.0.0";
                default -> "champion";
            };
        }

        /** Calls a method; what it says for reasons of its own is not asked here. */
        private Object call(Method method) throws Exception {
            Object[] arguments = Arrays.stream(method.getParameterTypes())
                    .map(each -> argument(each, method))
                    .toArray();
            asked.clear();
            try {
                Object answer = method.invoke(target, arguments);
                return answer instanceof Stream<?> stream ? stream.toList() : String.valueOf(answer);
            } catch (InvocationTargetException thrown) {
                assertThat(thrown.getCause()).isInstanceOf(RegistryException.class);
                return thrown.getCause();
            }
        }

        @Override
        public void close() {
            ground.close();
            elsewhere.close();
        }
    }

    private static RegistryView past(ModelRegistry registry) {
        return registry.asOf(registry.model("flights").latest().orElseThrow().registeredAt());
    }

    private static void fill(Object draft) {
        ((VersionDraft) draft).version("2.0.0");
    }

    private static Stream<Method> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge());
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(",", "(", ")"));
    }

    @ParameterizedTest
    @EnumSource
    void eachMethodAsksWhatTheTableSays(Guarded guarded) throws Exception {
        Map<String, String> found = new TreeMap<>();
        for (Method method : methods(guarded.type).toList()) {
            try (Trial trial = new Trial(guarded)) {
                trial.call(method);
                found.put(signature(method), asked.isEmpty() ? "free" : String.join("; ", asked));
            }
        }

        assertThat(found).containsExactlyInAnyOrderEntriesOf(guarded.table);
    }

    /** They ask for one of several rights, or leave out what may not be read; AccessTest is about them. */
    private static boolean isEitherOr(Method method) {
        return Set.of("withdraw", "audit", "exportAuditLog").contains(method.getName());
    }

    @ParameterizedTest
    @EnumSource
    void eachMethodTakesANoForAnAnswer(Guarded guarded) throws Exception {
        for (Method method : methods(guarded.type).toList()) {
            for (String request : guarded.table.get(signature(method)).split("; ")) {
                if (request.equals("free") || request.equals("READ model 'flights'") || isEitherOr(method)) {
                    continue; // AccessLeakTest is about reading
                }
                try (Trial trial = new Trial(guarded)) {
                    denied = request;
                    assertThat(trial.call(method))
                            .as("%s without the right to %s", method, request)
                            .isInstanceOf(AccessDeniedException.class)
                            .asString()
                            .contains("there is no permission for 'alice' to " + request + ": the table says so");
                } finally {
                    denied = "";
                }
            }
        }
    }
}
