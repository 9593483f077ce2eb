package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Erasure;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegisteredModel.Watch;
import dev.modelregistry.access.AccessDecision;
import dev.modelregistry.access.Operation;
import dev.modelregistry.access.Role;
import dev.modelregistry.access.Roles;
import dev.modelregistry.core.AccessTableTest.Guarded;
import dev.modelregistry.error.AccessDeniedException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.AuditFormat;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.RunId;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.storage.Part;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A model that may not be read is like one that never was: two registries, one of which has it, say the same. */
class AccessLeakTest {
    private static final Roles HOTELS_ALONE =
            Roles.builder().grant(Role.OWNER).on("hotels").to("alice").build();

    private static final Pipeline APPROVED = Pipeline.standard().toBuilder()
            .gates(Stage.PRODUCTION, Gate.approvals(1))
            .build();

    private final SettableClock clock = new SettableClock();
    private final Ground with = new Ground();
    private final Ground without = new Ground();
    private final Ground elsewhere = new Ground();

    @TempDir
    private Path files;

    private FacadeCalls calls;

    @BeforeEach
    void fill() {
        for (Ground ground : List.of(with, without)) {
            register(open(ground).model("hotels"), "1.0.0");
        }
        ModelRegistry registry = open(with);
        calls = new FacadeCalls(registry, open(elsewhere), files);
        open(without).settings().define(FacadeCalls.PIPELINE, because("to be found"));
        for (Ground ground : List.of(with, without)) {
            open(ground).settings().define(APPROVED, because("two pairs of eyes"));
        }
        RegisteredModel flights = registry.model("flights");
        flights.requestApproval(calls.version, Stage.PRODUCTION, because("ready"));
        flights.promote(calls.version, Stage.STAGING, because("tests pass"));
        flights.tag("team", "ops", because("theirs"));
        clock.advance(Duration.ofDays(1)); // past all commits
    }

    private ModelRegistry open(Ground ground) {
        return ground.open(ground.way(), builder -> builder.clock(clock));
    }

    private ModelRegistry guarded(Ground ground) {
        return ground.open(ground.way(), builder -> builder.clock(clock).access(HOTELS_ALONE));
    }

    @AfterEach
    void close() {
        with.close();
        without.close();
        elsewhere.close();
    }

    private static String rendered(Object answer) {
        if (answer instanceof Exception thrown) {
            return thrown.toString();
        }
        return answer instanceof Optional<?> one
                        && one.filter(Watch.class::isInstance).isPresent()
                ? "a watch"
                : answer.toString();
    }

    /** What each method answers that asks something, or those that ask for nothing but to read the model. */
    private Map<String, String> answers(Guarded guarded, ModelRegistry registry, boolean readingAlone)
            throws Exception {
        Map<String, String> answers = new LinkedHashMap<>();
        Object target = switch (guarded) {
            case REGISTRY -> registry;
            case VIEW -> registry.asOf(clock.instant());
            case MODEL_VIEW -> registry.asOf(clock.instant()).model("flights");
            default -> registry.model("flights");
        };
        for (Method method : FacadeCalls.methods(guarded.type).toList()) {
            String asks = guarded.table.get(FacadeCalls.signature(method));
            if (readingAlone ? asks.equals("READ model 'flights'") : !asks.equals("free")) {
                answers.put(method.toString(), rendered(calls.call(target, method)));
            }
        }
        assertThat(answers).isNotEmpty();
        return answers;
    }

    @ParameterizedTest
    @EnumSource(names = {"REGISTRY", "VIEW", "MODEL", "MODEL_VIEW"})
    void whatMayNotBeReadAnswersTheSameWhetherOrNotItIsThere(Guarded guarded) throws Exception {
        assertThat(answers(guarded, guarded(with), false))
                .containsExactlyEntriesOf(answers(guarded, guarded(without), false));
        assertThat(answers(guarded, open(with), true)).isNotEqualTo(answers(guarded, open(without), true));
    }

    @ParameterizedTest
    @EnumSource(names = {"REGISTRY", "VIEW", "MODEL", "MODEL_VIEW"})
    void whatMayNotBeReadAnswersLikeAModelThatNeverWas(Guarded guarded) throws Exception {
        Map<String, String> expected = answers(guarded, open(without), true);
        // Where nobody is to be asked, a version of another registry may be compared.
        expected.keySet().removeIf(method -> method.contains(".compare("));
        Map<String, String> found = answers(guarded, guarded(with), true);
        found.keySet().removeIf(method -> method.contains(".compare("));

        assertThat(found).containsExactlyEntriesOf(expected);
    }

    @Test
    void noKindOfUriTellsThatAModelIsThere() {
        ModelRegistry registry = guarded(with);
        for (String reference :
                List.of("/1", "/1.0.0", "/^1", "/Staging", "/latest", "@champion", "/" + calls.version.digest())) {
            for (String name : List.of("flights", "FLIGHTS", "never_was")) {
                ModelUri uri = ModelUri.parse("models:/" + name + reference);
                assertThat(registry.find(uri)).isEmpty();
                assertThatThrownBy(() -> registry.resolve(uri))
                        .isInstanceOf(NotFoundException.class)
                        .hasMessage("there is no model '" + name + "'; models() lists those that there are");
            }
        }
        assertThatThrownBy(() ->
                        registry.compare(calls.version, registry.model("hotels").version(1)))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("there is no model 'flights'; models() lists those that there are");
    }

    @Test
    void erasingDoesNotTellWhatMayNotBeRead() {
        ModelRegistry registry = guarded(with);
        Part model = Part.artifact("model.bin");
        assertThatThrownBy(() -> registry.storage().erase(Erasure.of(calls.version, model), because("request")))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("there is no model 'flights'; models() lists those that there are");
        RunId run = open(with).model("flights").runs().findFirst().orElseThrow().id();
        assertThatThrownBy(
                        () -> registry.storage().erase(Erasure.of(run, Part.artifact("notes.txt")), because("request")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageStartingWith("there is no run '" + run + "'");

        ModelVersion ours = registry.model("hotels")
                .register(
                        draft -> draft.version("2.0.0").artifact("model.bin", Ground.bytes("weights")),
                        because("ours"));
        assertThatThrownBy(() -> registry.storage().erase(Erasure.of(ours, model), because("request")))
                .isInstanceOf(RejectedException.class)
                .hasMessage("nothing was erased: the same bytes are also something that you may not read. Erase all of"
                        + " them in one call");
        assertThat(open(with).model("flights").version(1).artifact("model.bin").open())
                .hasContent("weights");
    }

    @Test
    void registeringDoesNotTellWhetherTheNameIsTaken() {
        ModelRegistry registry = guarded(with);
        for (String name : List.of("flights", "Flights", "never_was")) {
            String message = "there is no permission for 'alice' to REGISTER model '" + name.toLowerCase(Locale.ROOT)
                    + "': no grant gives this right. Nothing was changed; ask whoever configures the access policy of this"
                    + " process";
            assertThatThrownBy(() -> register(registry.model(name), "1.0.0"))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> registry.model(name).preview(draft -> {}))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> registry.startRun(name))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessage(message.replace("REGISTER", "TRAIN"));
        }
    }

    /** The rights of a policy of one's own may be odd. */
    @Test
    void whoMayRegisterAndNotReadIsToldNothingEither() {
        for (Ground ground : List.of(with, without)) {
            ModelRegistry registry = ground.open(
                    ground.way(),
                    builder -> builder.access(request -> request.operation() == Operation.READ
                            ? AccessDecision.denied("reads are for others")
                            : AccessDecision.granted()));

            assertThatThrownBy(() -> register(registry.model("flights"), "1.0.0"))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageStartingWith(
                            "there is no permission for 'alice' to REGISTER model 'flights': whoever may not"
                                    + " read a model may not change it, whether or not there is one");
            assertThatThrownBy(() -> registry.model("flights").restore(because("x")))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessage("there is no model 'flights'");
        }
    }

    @Test
    void lookingDoesNotTouchTheStore() {
        FaultyStore way = with.way();
        RegisteredModel flights = with.open(way, builder -> builder.clock(clock).access(HOTELS_ALONE))
                .model("flights");
        way.down = true;

        assertThat(flights.exists()).isFalse();
        assertThat(flights.versions()).isEmpty();
        assertThat(flights.history()).isEmpty();
        assertThat(flights.runs()).isEmpty();
        assertThat(flights.knownAt()).isEqualTo(clock.instant());
        flights.watch(commit -> {}).close();
    }

    @Test
    void theAuditLogLeavesOutWhatMayNotBeRead() throws Exception {
        ModelRegistry registry = guarded(with);
        AuditQuery everything = AuditQuery.everything();

        assertThat(registry.audit(everything))
                .extracting(Commit::journal)
                .containsExactlyInAnyOrder("model/hotels", "settings/registry", "settings/registry");
        assertThat(registry.audit(everything.model("flights"))).isEmpty();
        for (AuditFormat format : AuditFormat.values()) {
            Path file = files.resolve("audit." + format);
            registry.exportAuditLog(file, everything, format);
            assertThat(Files.readString(file)).contains("hotels").doesNotContain("flights");
        }
    }

    @Test
    void aClosedRegistryAnswersNothingAtAll() {
        ModelRegistry registry = guarded(with);
        RegisteredModel flights = registry.model("flights");
        registry.close();

        assertThatThrownBy(flights::exists).isInstanceOf(RegistryClosedException.class);
        assertThatThrownBy(flights::runs).isInstanceOf(RegistryClosedException.class);
        assertThatThrownBy(flights::knownAt).isInstanceOf(RegistryClosedException.class);
        assertThatThrownBy(() -> flights.watch(commit -> {})).isInstanceOf(RegistryClosedException.class);
        assertThatThrownBy(() -> registry.find(calls.version.uri())).isInstanceOf(RegistryClosedException.class);
    }
}
