package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.contract.Race;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.versioning.Bump;
import dev.modelregistry.versioning.BumpReason;
import dev.modelregistry.versioning.Numbering;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Semantic versions that the registry gives, and the names by which versions are found. */
class VersioningTest {
    private final Ground ground = new Ground();
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way);
    private final RegisteredModel flights = registry.model("flights");

    @TempDir
    private Path files;

    @AfterEach
    void close() {
        ground.close();
    }

    private ModelVersion registerAny(String weights) {
        return registerAny(flights, weights);
    }

    private static ModelVersion registerAny(RegisteredModel model, String weights) {
        return model.register(draft -> draft.artifact("model.bin", bytes(weights)), because("trained " + weights));
    }

    @Test
    void aPreviewSaysWhatARegistrationWillAndWritesNothing() throws Exception {
        Path file = Files.write(files.resolve("model.bin"), bytes("better"));
        registerAny("first");
        long blobs = ground.memory.blobs().list(Digest.ZERO, 100).size();
        int appends = way.appends.get();
        Consumer<VersionDraft> fill = draft ->
                draft.artifact("model.bin", file).features(List.of("hour")).description("knows the hour");

        Numbering preview = flights.preview(fill);

        assertThat(preview)
                .hasToString("1.0.0 → 1.1.0 (MINOR: 1 feature was added inside: [`hour`];"
                        + " PATCH: artifact `model.bin` changed)");
        assertThat(ground.memory.blobs().list(Digest.ZERO, 100)).hasSize((int) blobs);
        assertThat(way.appends).hasValue(appends);
        ModelVersion version = flights.register(fill, because("better"));
        assertThat(version.numbering()).isEqualTo(preview);
        assertThat(flights.preview(fill)).hasToString("1.1.0 (registered already)");
        assertThat(registry.model("trains").preview(fill)).hasToString("1.0.0 (follows no release)");
        assertThat(registry.model("trains").exists()).isFalse();
    }

    @Test
    void aPreviewRefusesWhatARegistrationWould() {
        flights.register(draft -> draft.version("1.0.0").algorithm("trees"), because("first"));
        Consumer<VersionDraft> tooLow = draft -> draft.version("1.0.1").algorithm("nets");

        assertThatThrownBy(() -> flights.preview(tooLow)).isInstanceOf(RejectedException.class);
        assertThatThrownBy(() -> flights.register(tooLow, because("sneaked in")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(
                        "must be 1.1.0 or higher, because MINOR: the algorithm changed from `trees` to `nets`");
        assertThatThrownBy(() -> registry.model("Flights").preview(draft -> {}))
                .isInstanceOf(InvalidInputException.class);
        assertThat(flights.revision()).isEqualTo(1);
    }

    @Test
    void theReasonsAreReadBackFromTheJournal() {
        registerAny("first");
        ModelVersion second = registerAny("second");

        ModelVersion elsewhere = ground.open().model("flights").version("v1.0.1");

        assertThat(elsewhere.numbering())
                .isEqualTo(second.numbering())
                .hasToString("1.0.0 → 1.0.1 (PATCH: artifact `model.bin` changed)");
        assertThat(elsewhere.label()).isEqualTo("flights_v1.0.1");
        assertThat(flights.history().map(Object::toString).toList().get(1))
                .contains("registered version 2 (1.0.1, PATCH)");
    }

    @Test
    void repeatingWhatIsTheHighestVersionGivesIt() {
        ModelVersion first = registerAny("same");

        assertThat(registerAny("same")).isEqualTo(first);
        assertThat(flights.revision()).isEqualTo(1);
        assertThat(registerAny("other").version()).hasToString("1.0.1");
        assertThat(registerAny("same").version()).as("going back is a change").hasToString("1.0.2");
    }

    @Test
    void everyVersionIsGivenOnceUnderSixteenThreadsOnTwoRegistries() throws Exception {
        RegisteredModel same = ground.open().model("flights");

        List<List<String>> given = Race.all(16, racer -> {
            List<String> versions = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                ModelVersion version = registerAny(racer % 2 == 0 ? flights : same, racer + " " + i);
                assertThat(version.artifact("model.bin").path()).hasContent(racer + " " + i);
                versions.add(version.version().toString());
            }
            return versions;
        });

        assertThat(given.stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 160).mapToObj(i -> "1.0." + i).toList());
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void aLargeDescriptorIsStoredUnderTheVersionThatItGets() {
        String large = "x".repeat(100_000);
        registerAny("first");

        ModelVersion second = flights.register(draft -> draft.environment("libraries", large), because("second"));

        ModelVersion elsewhere = ground.open().model("flights").version(2);
        assertThat(elsewhere.descriptor().version()).hasToString("1.0.1");
        assertThat(elsewhere.descriptor().environment()).containsEntry("libraries", large);
        assertThat(elsewhere.digest()).isEqualTo(second.digest());
        assertThat(registry.verify().problems()).isEmpty();
    }

    /** Whoever has a commit that stands must be told so, whatever a policy says afterwards. */
    @Test
    void aPolicyIsAskedOnceForEachDecision() {
        AtomicInteger calls = new AtomicInteger();
        ModelRegistry moody = ground.open(
                ground.way(),
                settings -> settings.versioning((base, draft) -> {
                    if (calls.incrementAndGet() > 1) {
                        throw new IllegalStateException("asked again");
                    }
                    return List.of();
                }));
        registerAny("first");

        ModelVersion fix = moody.model("flights")
                .register(draft -> draft.basedOn("1.0.0").artifact("model.bin", bytes("fix")), because("fix"));

        assertThat(fix.version()).hasToString("1.0.1");
        assertThat(calls).hasValue(1);
    }

    @Test
    void thePolicyOfTheHostRaisesVersions() {
        ModelRegistry strict = ground.open(
                ground.way(),
                settings -> settings.versioning(
                        (base, draft) -> List.of(new BumpReason(Bump.MAJOR, "everything is new here"))));
        registerAny("first");

        assertThat(registerAny(strict.model("flights"), "second").version()).hasToString("2.0.0");
        assertThat(registerAny("third").version()).hasToString("2.0.1");
    }

    @Test
    void theDraftRaisesVersionsAndContinuesLines() {
        registerAny("first");
        ModelVersion second = flights.register(draft -> draft.atLeast(Bump.MAJOR), because("a new age"));
        ModelVersion fix = flights.register(
                draft -> draft.basedOn("v1.0.0").artifact("model.bin", bytes("fixed")), because("fix"));

        assertThat(second.version()).hasToString("2.0.0");
        assertThat(fix.version()).hasToString("1.0.1");
        assertThatThrownBy(() -> flights.register(draft -> draft.basedOn("1.0.0-rc.1"), because("x")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("version 1.0.0-rc.1 is a pre-release; versions are counted on from releases");
    }

    @ParameterizedTest
    @CsvSource({
        "models:/flights/^1.2, 1.10.0",
        "models:/flights/^1, 1.10.0",
        "models:/flights/1.x, 1.10.0",
        "models:/flights/~1.2, 1.2.9",
        "models:/flights/~1.2.9, 1.2.9",
        "models:/flights/1.2.x, 1.2.9",
        "models:/flights/v1.2.9, 1.2.9",
        "flights_v1.2.9, 1.2.9",
        "models:/flights/^0.3, 0.3.1",
    })
    void versionsAreFoundByRangesAndByTheNamesThatPeopleSay(String uri, String version) {
        for (String each :
                List.of("1.2.0", "1.10.0", "0.3.1", "0.4.0", "1.2.9", "2.0.0-rc.1", "1.11.0-rc.1", "3.0.0")) {
            register(flights, each);
        }

        assertThat(registry.resolve(uri).version()).hasToString(version);
    }

    @Test
    void aRangeWithoutAVersionIsSaidToHaveNone() {
        register(flights, "1.2.0");

        for (String uri : List.of("models:/flights/^1.3", "models:/flights/2.x", "models:/flights/~1.1")) {
            assertThat(registry.find(ModelUri.parse(uri))).isEmpty();
            assertThatThrownBy(() -> registry.resolve(uri))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageStartingWith(
                            "model 'flights' has nothing at '" + uri.substring("models:/flights".length()));
        }
    }

    @Test
    void versionsAreFoundByTheCommitThatTrainedThem() {
        String commit = "4f2a9c1e0b7d5a3f8c6e2d1b0a9f8e7d6c5b4a39";
        ModelVersion one = trainedBy(flights, "1.0.0", commit);
        trainedBy(flights, "1.1.0", "4f2a9c2" + commit.substring(7));
        ModelVersion other = trainedBy(registry.model("trains"), "1.0.0", commit);
        ModelVersion numbered = trainedBy(flights, "1.2.0", "r4711");
        ModelVersion revision = trainedBy(flights, "1.3.0", "1234567");
        trainedBy(flights, "1.4.0", "12345678");
        trainedBy(flights, "1.5.0", "4f2a9c1-dirty");

        assertThat(registry.versionsOfCommit(commit)).containsExactly(one, other);
        assertThat(registry.versionsOfCommit("4f2a9c1")).containsExactly(one, other);
        assertThat(registry.versionsOfCommit("4f2a9c"))
                .as("too short to be sure")
                .isEmpty();
        assertThat(registry.versionsOfCommit("r4711")).containsExactly(numbered);
        assertThat(registry.versionsOfCommit("r471")).isEmpty();
        assertThat(registry.versionsOfCommit("1234567")).containsExactly(revision);
        assertThatThrownBy(() -> registry.versionsOfCommit(" "))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("commit ' ' is blank; give its id");
    }

    private static ModelVersion trainedBy(RegisteredModel model, String version, String commit) {
        return model.register(
                draft -> draft.version(version)
                        .lineage(Lineage.builder().code("git", commit).build()),
                because("trained"));
    }
}
