package dev.modelregistry.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.LineageView;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelView;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryLineage;
import dev.modelregistry.RegistrySettings;
import dev.modelregistry.RegistryStorage;
import dev.modelregistry.RegistryView;
import dev.modelregistry.ReleaseSet;
import dev.modelregistry.ReleaseSetView;
import dev.modelregistry.Retention;
import dev.modelregistry.Rollouts;
import dev.modelregistry.Search;
import dev.modelregistry.SettingsView;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.access.AccessDecision;
import dev.modelregistry.access.AccessRequest;
import dev.modelregistry.error.AccessDeniedException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
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
                lineage() : free
                location() : free
                model(ModelName) : free
                model(String) : free
                models() : READ model 'flights'
                releaseSet(String) : free
                releaseSets() : READ the registry
                resolve(ModelUri) : READ model 'flights'
                resolve(String) : READ model 'flights'
                retention() : free
                run(RunId) : READ model 'flights'
                run(String) : READ model 'flights'
                search() : free
                settings() : free
                sharing() : free
                storage() : free
                serve(ModelName,ModelLoader,ServingOptions) : READ model 'flights'; PROMOTE model 'flights', stage Production; ROLL_BACK model 'flights', stage Production
                serve(String,ModelLoader) : READ model 'flights'; PROMOTE model 'flights', stage Production; ROLL_BACK model 'flights', stage Production
                serve(String,ModelLoader,ServingOptions) : READ model 'flights'; PROMOTE model 'flights', stage Production; ROLL_BACK model 'flights', stage Production
                startRun(ModelName,Change) : TRAIN model 'flights'; READ model 'flights'
                startRun(String) : TRAIN model 'flights'; READ model 'flights'
                startRun(String,Change) : TRAIN model 'flights'; READ model 'flights'
                subscribe(String,Subscriber) : SUBSCRIBE the registry
                subscribe(String,SubscriptionOptions,Subscriber) : SUBSCRIBE the registry
                subscriptions() : SUBSCRIBE the registry
                verify() : VERIFY the registry
                verify(Checkpoint,TrustedKey[]) : VERIFY the registry
                verifyCopy(Checkpoint,TrustedKey[]) : VERIFY the registry
                versionsOfCommit(String) : READ model 'flights'
                versionsTagged(String,String) : READ model 'flights'
                watch(Consumer) : free
                with(Freshness) : free
                """),
        VIEW(RegistryView.class, AccessTableTest::past, """
                find(ModelUri) : READ model 'flights'
                isSettled() : free
                lineage() : free
                model(ModelName) : free
                model(String) : free
                models() : READ model 'flights'
                releaseSet(String) : free
                releaseSets() : READ the registry
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
                comment(ModelVersion,String) : READ model 'flights'; COMMENT version 1 of model 'flights'
                comment(ModelVersion,String,Change) : READ model 'flights'; COMMENT version 1 of model 'flights'
                comments(ModelVersion) : READ model 'flights'
                erased(ModelVersion) : READ model 'flights'
                explain(String) : READ model 'flights'
                delete(Change) : READ model 'flights'; DELETE model 'flights'
                exists() : READ model 'flights'
                expired(ModelVersion) : READ model 'flights'
                history() : READ model 'flights'
                hold() : READ model 'flights'
                hold(Change) : READ model 'flights'; HOLD model 'flights'
                hold(ModelVersion) : READ model 'flights'
                hold(ModelVersion,Change) : READ model 'flights'; HOLD version 1 of model 'flights'
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
                registerCopy(ModelVersion,Change) : REGISTER model 'flights'; READ model 'flights'
                reject(ModelVersion,Stage,Change) : READ model 'flights'; APPROVE version 1 of model 'flights', stage Staging
                releaseHold(Change) : READ model 'flights'; HOLD model 'flights'
                releaseHold(ModelVersion,Change) : READ model 'flights'; HOLD version 1 of model 'flights'
                removeAlias(Alias,Change) : READ model 'flights'; ALIAS model 'flights', alias 'champion'
                removeAlias(String,Change) : READ model 'flights'; ALIAS model 'flights', alias 'champion'
                removeTag(ModelVersion,String,Change) : READ model 'flights'; TAG version 1 of model 'flights'
                removeTag(String,Change) : READ model 'flights'; TAG model 'flights'
                requestApproval(ModelVersion,Stage,Change) : READ model 'flights'; REQUEST_APPROVAL version 1 of model 'flights', stage Staging
                restore(Change) : READ model 'flights'; DELETE model 'flights'
                releaseSet() : READ model 'flights'
                review(ModelVersion,Stage) : READ model 'flights'
                revision() : READ model 'flights'
                revive(ModelVersion,Change) : READ model 'flights'; REGISTER version 1 of model 'flights'
                rollbackFrom(ModelVersion,Change) : READ model 'flights'; ROLL_BACK version 1 of model 'flights', stage Production
                rollbackFrom(ModelVersion,Rollback,Change) : READ model 'flights'; ROLL_BACK version 1 of model 'flights', stage Production
                rollout() : READ model 'flights'
                rollouts() : free
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
                whoServed(String,Instant) : READ model 'flights'
                whoServed(String,Instant,Duration) : READ model 'flights'
                withdraw(ModelVersion,Stage,Change) : READ model 'flights'; APPROVE version 1 of model 'flights', stage Staging
                """),
        MODEL_VIEW(ModelView.class, registry -> past(registry).model("flights"), """
                aliases() : READ model 'flights'
                allIn(Stage) : READ model 'flights'
                comments(ModelVersion) : READ model 'flights'
                erased(ModelVersion) : READ model 'flights'
                exists() : READ model 'flights'
                expired(ModelVersion) : READ model 'flights'
                explain(String) : READ model 'flights'
                history() : READ model 'flights'
                hold() : READ model 'flights'
                hold(ModelVersion) : READ model 'flights'
                in(Stage) : READ model 'flights'
                knownAt() : READ model 'flights'
                lastGood() : READ model 'flights'
                latest() : READ model 'flights'
                leaderboard(String,Direction,int) : READ model 'flights'
                name() : free
                openRequests() : READ model 'flights'
                releaseSet() : READ model 'flights'
                review(ModelVersion,Stage) : READ model 'flights'
                revision() : READ model 'flights'
                rollout() : READ model 'flights'
                runs() : READ model 'flights'
                stageOf(ModelVersion) : READ model 'flights'
                tags() : READ model 'flights'
                tags(ModelVersion) : READ model 'flights'
                version(SemanticVersion) : READ model 'flights'
                version(String) : READ model 'flights'
                version(int) : READ model 'flights'
                versions() : READ model 'flights'
                """),
        ROLLOUTS(Rollouts.class, registry -> registry.model("flights").rollouts(), """
                abort(Change) : READ model 'flights'; ROLL_BACK model 'flights', stage Production
                complete(ModelVersion,Change) : READ model 'flights'; PROMOTE version 1 of model 'flights', stage Production
                current() : READ model 'flights'
                deployWithMonitoring(ModelVersion,Duration,List,Change) : READ model 'flights'; PROMOTE version 1 of model 'flights', stage Canary; PROMOTE version 1 of model 'flights', stage Production; ROLL_BACK model 'flights', stage Production
                moveTo(int,Change) : READ model 'flights'; PROMOTE model 'flights', stage Production
                pause(Change) : READ model 'flights'; PROMOTE model 'flights', stage Production
                resume(Change) : READ model 'flights'; PROMOTE model 'flights', stage Production
                reweigh(Map,Change) : READ model 'flights'; PROMOTE model 'flights', stage Production
                shadow() : READ model 'flights'
                shadow(ModelVersion,ShadowRule) : READ model 'flights'
                start(ModelVersion,RolloutPlan,Change) : READ model 'flights'; PROMOTE version 1 of model 'flights', stage Canary; PROMOTE version 1 of model 'flights', stage Production
                start(ModelVersion,RolloutPolicy,Change) : READ model 'flights'; PROMOTE version 1 of model 'flights', stage Canary; PROMOTE version 1 of model 'flights', stage Production
                start(RolloutPlan,Change) : READ model 'flights'; PROMOTE version 1 of model 'flights', stage Canary; PROMOTE version 1 of model 'flights', stage Production
                verdict() : READ model 'flights'
                watch(Duration,List,Change) : READ model 'flights'; ROLL_BACK model 'flights', stage Production; PROMOTE model 'flights', stage Production
                """),
        RELEASE_SET(ReleaseSet.class, registry -> registry.releaseSet("shop"), """
                abandon(Change) : READ the registry
                current() : READ the registry
                lastGood() : READ the registry
                dissolve(Change) : READ the registry
                exists() : READ the registry
                history() : READ the registry
                knownAt() : READ the registry
                name() : free
                promote(Change,ModelVersion[]) : READ the registry; READ model 'flights'; PROMOTE version 1 of model 'flights', stage Production
                promote(Collection,Change) : READ the registry; READ model 'flights'; PROMOTE version 1 of model 'flights', stage Production
                releases() : READ the registry
                revision() : READ the registry
                rollbackFrom(Release,Change) : READ the registry; READ model 'flights'; ROLL_BACK model 'flights', stage Production
                serve(Collection) : READ the registry; READ model 'flights'
                serve(ServedMember[]) : READ the registry; READ model 'flights'
                underWay() : READ the registry
                versions() : READ the registry
                """),
        RELEASE_SET_VIEW(ReleaseSetView.class, registry -> past(registry).releaseSet("shop"), """
                current() : READ the registry
                exists() : READ the registry
                history() : READ the registry
                knownAt() : READ the registry
                lastGood() : READ the registry
                name() : free
                releases() : READ the registry
                revision() : READ the registry
                underWay() : READ the registry
                versions() : READ the registry
                """),
        SETTINGS(RegistrySettings.class, ModelRegistry::settings, """
                define(Pipeline,Change) : CONFIGURE the registry
                defineRetention(RetentionPolicy,Change) : CONFIGURE the registry
                history() : READ the registry
                naming() : READ the registry
                naming(NamingConvention,Change) : CONFIGURE the registry
                pipeline(ModelName) : READ the registry
                pipeline(String) : READ the registry
                pipelines() : READ the registry
                remove(String,Change) : CONFIGURE the registry
                removeRetention(String,Change) : CONFIGURE the registry
                retentionPolicies() : READ the registry
                revision() : READ the registry
                """),
        SETTINGS_VIEW(SettingsView.class, registry -> past(registry).settings(), """
                history() : READ the registry
                naming() : READ the registry
                pipeline(ModelName) : READ the registry
                pipeline(String) : READ the registry
                pipelines() : READ the registry
                retentionPolicies() : READ the registry
                revision() : READ the registry
                """),
        STORAGE(RegistryStorage.class, ModelRegistry::storage, """
                garbage() : COLLECT the registry
                garbage(GracePeriod) : COLLECT the registry
                purge() : COLLECT the registry
                purge(GracePeriod) : COLLECT the registry
                reindex() : COLLECT the registry
                restore(Digest) : COLLECT the registry
                restoreAll() : COLLECT the registry
                trash() : COLLECT the registry
                trash(GracePeriod) : COLLECT the registry
                trashed() : COLLECT the registry
                erase(Erasure,Change) : READ model 'flights'; ERASE version 1 of model 'flights'; ERASE model 'flights'
                """),
        SEARCH(Search.class, ModelRegistry::search, """
                models(Query) : READ model 'flights'
                models(String) : READ model 'flights'
                runs(Query) : READ model 'flights'
                runs(String) : READ model 'flights'
                versions(Query) : READ model 'flights'
                versions(String) : READ model 'flights'
                """),
        LINEAGE(RegistryLineage.class, ModelRegistry::lineage, """
                downstream(Node) : READ model 'flights'
                downstream(Node,int) : READ model 'flights'
                history(Node) : READ model 'flights'
                impact(Node) : READ model 'flights'
                liftQuarantine(Node,Change) : QUARANTINE the registry
                path(Node,Node) : READ model 'flights'
                quarantine(Node,Change) : QUARANTINE the registry
                quarantines() : free
                record(Node,Node,Change) : LINK the registry
                retract(Node,Node,Change) : LINK the registry
                rollBackLive(Node,Change) : READ model 'flights'
                toOpenLineage(Graph) : free
                upstream(Node) : READ model 'flights'
                upstream(Node,int) : READ model 'flights'
                """),
        LINEAGE_VIEW(LineageView.class, registry -> past(registry).lineage(), """
                downstream(Node) : READ model 'flights'
                downstream(Node,int) : READ model 'flights'
                history(Node) : READ model 'flights'
                impact(Node) : READ model 'flights'
                path(Node,Node) : READ model 'flights'
                quarantines() : free
                toOpenLineage(Graph) : free
                upstream(Node) : READ model 'flights'
                upstream(Node,int) : READ model 'flights'
                """),
        RETENTION(Retention.class, ModelRegistry::retention, """
                apply(Change) : RETAIN the registry
                plan() : RETAIN the registry
                plan(ModelName) : READ model 'flights'
                plan(String) : READ model 'flights'
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

        final Class<?> type;
        final Function<ModelRegistry, Object> handle;
        /** What each method asks, by its signature. */
        final Map<String, String> table;

        Guarded(Class<?> type, Function<ModelRegistry, Object> handle, String table) {
            this.type = type;
            this.handle = handle;
            this.table = table.lines()
                    .map(line -> line.split(" : "))
                    .collect(Collectors.toMap(row -> row[0], row -> row[1]));
        }
    }

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
        private final FacadeCalls calls = new FacadeCalls(ground.open(), elsewhere.open(), files);
        private final Object target;

        Trial(Guarded guarded) {
            target = guarded.handle.apply(
                    ground.open(ground.way(), builder -> builder.access(AccessTableTest.this::decide)));
        }

        Object call(Method method) throws Exception {
            asked.clear();
            return calls.call(target, method);
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

    @ParameterizedTest
    @EnumSource
    void eachMethodAsksWhatTheTableSays(Guarded guarded) throws Exception {
        Map<String, String> found = new TreeMap<>();
        for (Method method : FacadeCalls.methods(guarded.type).toList()) {
            try (Trial trial = new Trial(guarded)) {
                trial.call(method);
                found.put(FacadeCalls.signature(method), asked.isEmpty() ? "free" : String.join("; ", asked));
            }
        }

        assertThat(found).containsExactlyInAnyOrderEntriesOf(guarded.table);
    }

    /** They ask for one of several rights, leave out what may not be read, or do less; AccessTest and CanaryTest are about them. */
    private static boolean isEitherOr(Method method) {
        return Set.of("withdraw", "audit", "exportAuditLog", "serve").contains(method.getName());
    }

    @ParameterizedTest
    @EnumSource
    void eachMethodTakesANoForAnAnswer(Guarded guarded) throws Exception {
        for (Method method : FacadeCalls.methods(guarded.type).toList()) {
            for (String request :
                    guarded.table.get(FacadeCalls.signature(method)).split("; ")) {
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
