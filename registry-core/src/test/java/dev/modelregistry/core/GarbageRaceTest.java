package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.bytes;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Artifact;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryStorage;
import dev.modelregistry.TrainingRun;
import dev.modelregistry.contract.Race;
import dev.modelregistry.contract.Trash;
import dev.modelregistry.core.codec.CommitCodec;
import dev.modelregistry.core.memory.MemoryStore;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.RunId;
import dev.modelregistry.spi.Access;
import dev.modelregistry.storage.Garbage.Blob;
import dev.modelregistry.storage.GracePeriod;
import dev.modelregistry.storage.UnsafeGracePeriod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Collectors and those whose bytes they might take for garbage, at the same time. */
class GarbageRaceTest {
    private static final GracePeriod NONE = UnsafeGracePeriod.of(Duration.ZERO);

    private final SettableClock clock = new SettableClock();
    private final Ground ground = new Ground(new MemoryStore(clock));
    private final FaultyStore way = ground.way();
    private final ModelRegistry registry = ground.open(way);
    private final RegisteredModel flights = registry.model("flights");
    /** Another process's. */
    private final FaultyStore collectorsWay = ground.way();

    private final RegistryStorage collector = ground.open(collectorsWay).storage();

    @AfterEach
    void close() {
        ground.close();
    }

    private Digest leftBehind(String text) {
        try {
            return way.blobs().put(new ByteArrayInputStream(bytes(text))).digest();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** What happens before the second of the next blobs is put. */
    private void beforeTheSecondPut(Runnable action) {
        way.beforeBlobPut = () -> way.beforeBlobPut = () -> {
            way.beforeBlobPut = () -> {};
            action.run();
        };
    }

    private ModelVersion registerTwoFiles() {
        return flights.register(
                draft ->
                        draft.version("1.0.0").artifact("a.bin", bytes("first")).artifact("b.bin", bytes("second")),
                because("slow"));
    }

    @Test
    void aRegistrationUnderWayKeepsWhatItStored() {
        register(flights, "0.9.0");
        beforeTheSecondPut(() -> {
            clock.advance(Duration.ofHours(23));
            assertThat(collector.trash().blobs()).isEmpty();
        });

        registerTwoFiles();

        assertThat(collector.trashed()).isEmpty();
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void aRegistrationThatIsSlowerThanTheGracePeriodGetsItsBytesBackBeforeItCommits() {
        register(flights, "0.9.0");
        beforeTheSecondPut(() -> {
            clock.advance(Duration.ofHours(25));
            assertThat(collector.trash().blobs()).hasSize(1);
        });
        way.beforeAppend = () -> assertThat(collector.trashed()).isEmpty();

        ModelVersion version = registerTwoFiles();

        assertThat(version.artifact("a.bin").open()).hasContent("first");
    }

    @Test
    void aRegistrationWhoseBytesArePurgedIsRefusedAndCanBeDoneAgain() {
        register(flights, "0.9.0");
        beforeTheSecondPut(() -> {
            clock.advance(Duration.ofHours(2));
            assertThat(collector.trash(NONE).blobs()).hasSize(1);
            assertThat(collector.purge(NONE).blobs()).hasSize(1);
        });

        assertThatThrownBy(this::registerTwoFiles)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("is gone; nothing was committed, do it again");

        assertThat(flights.versions()).hasSize(1);
        registerTwoFiles();
        assertThat(registry.verify().problems()).isEmpty();
    }

    /** As where a machine slept for days between the last look and the commit, and died. */
    @Test
    void whatIsInTheTrashThoughACommitNamesItComesBackWhenItIsReadOrCollected() {
        register(flights, "0.9.0");
        for (Consumer<ModelVersion> use : List.<Consumer<ModelVersion>>of(
                version -> assertThat(version.artifact("model.bin").open()).isNotEmpty(),
                version -> assertThat(version.artifact("model.bin").path()).isNotEmptyFile(),
                version -> assertThat(registry.verify().problems()).isEmpty(),
                version -> registry.model("copies")
                        .register(
                                draft -> draft.version(version.version().toString())
                                        .artifact("again.bin", version.artifact("model.bin")),
                                because("again")),
                version -> registry.model("copies").registerCopy(version, because("again")),
                version -> assertThat(collector.trash().blobs()).isEmpty(),
                version -> assertThat(collector.purge().blobs()).isEmpty())) {
            ModelVersion version = register(flights, "1." + flights.versions().size() + ".0");
            assertThat(Trash.trash(way, version.artifact("model.bin").digest())).isTrue();
            clock.advance(Duration.ofDays(8));

            use.accept(version);

            assertThat(collector.trashed()).isEmpty();
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    @Test
    void inARegistryThatMayOnlyBeReadItStaysInTheTrashAndThatIsAnError() {
        ModelVersion version = register(flights, "1.0.0");
        assertThat(Trash.trash(way, version.artifact("model.bin").digest())).isTrue();
        way.access = Access.READ_ONLY;

        assertThatThrownBy(() -> version.artifact("model.bin").open())
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("artifact 'model.bin' is gone")
                .hasRootCauseMessage("blob " + version.artifact("model.bin").digest()
                        + " is not in the store; it is in the trash and can be renewed");
    }

    /** A large descriptor names the files: as long as it cannot be read, it is not known what is garbage. */
    @Test
    void aLargeDescriptorInTheTrashComesBackWithAllThatItNames() {
        ModelVersion version = flights.register(
                draft -> draft.version("1.0.0")
                        .artifact("model.bin", bytes("weights"))
                        .features(IntStream.range(0, 10_000)
                                .mapToObj(i -> "feature " + i)
                                .toList()),
                because("wide"));
        clock.advance(Duration.ofHours(25));
        assertThat(Trash.trash(way, version.digest())).isTrue();

        assertThat(collector.trash().blobs()).isEmpty();
        assertThat(collector.trashed()).isEmpty();
        assertThat(registry.verify().problems()).isEmpty();

        assertThat(Trash.end(way, version.digest())).isTrue();
        clock.advance(Duration.ofHours(25));
        assertThatThrownBy(collector::trash)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("the descriptor of journal model/flights, version 1 is gone");
        assertThat(way.blobs().find(version.artifact("model.bin").digest())).isPresent();
    }

    /** The writer has looked, and its commit lands between the collector's looks. */
    @Test
    void whatIsNamedWhileItIsTrashedComesBackAtTheSecondLook() throws Exception {
        register(flights, "0.9.0");
        Digest left = leftBehind("left");
        CompletableFuture<Void> isTrashed = new CompletableFuture<>();
        CompletableFuture<Void> isReady = new CompletableFuture<>();
        way.beforeAppend = () -> {
            isReady.complete(null);
            isTrashed.join();
        };
        CompletableFuture<ModelVersion> registered = CompletableFuture.supplyAsync(() -> register(flights, "1.0.0"));
        isReady.get(30, TimeUnit.SECONDS);
        clock.advance(Duration.ofHours(25));
        collectorsWay.afterTrash = () -> {
            isTrashed.complete(null);
            registered.join();
        };

        List<Blob> trashed = collector.trash().blobs();

        assertThat(trashed).extracting(Blob::digest).containsExactly(left);
        assertThat(collector.trashed()).extracting(Blob::digest).containsExactly(left);
        assertThat(registered.get().artifact("model.bin").open()).isNotEmpty();
    }

    @Test
    void whereTheSecondLookFailsTheNextCallBringsBackWhatIsNamed() {
        register(flights, "0.9.0");
        leftBehind("left");
        clock.advance(Duration.ofHours(25));
        collectorsWay.afterTrash = () -> {
            collectorsWay.afterTrash = () -> {};
            ModelVersion late = register(flights, "1.0.0");
            assertThat(Trash.trash(way, late.artifact("model.bin").digest())).isTrue();
            collectorsWay.commitsAsRead = (journal, commit) -> {
                throw new StoreUnavailableException("the disk is away");
            };
        };

        assertThatThrownBy(collector::trash).isInstanceOf(StoreUnavailableException.class);

        assertThat(collector.trashed()).hasSize(2);
        collectorsWay.commitsAsRead = (journal, commit) -> commit;
        collector.purge();
        assertThat(collector.trashed()).hasSize(1);
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void whatIsNeededComesBackAlsoWhereOneOfItCannotBeMoved() {
        List<ModelVersion> versions = IntStream.range(0, 5)
                .mapToObj(i -> register(flights, "1.0." + i))
                .toList();
        versions.forEach(version -> assertThat(
                        Trash.trash(way, version.artifact("model.bin").digest()))
                .isTrue());
        collectorsWay.movesFail.set(1);

        assertThatThrownBy(collector::trash)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("the disk is away for a moment");

        assertThat(collector.trashed()).hasSize(1);
        collector.trash();
        assertThat(collector.trashed()).isEmpty();
    }

    /** The first file is there as garbage, and the second one takes a day. */
    @Test
    void aSlowCopyKeepsWhatItHasBroughtAndWhatWasThere() throws IOException {
        ModelVersion version = registerTwoFiles();
        try (Ground elsewhere = new Ground(new MemoryStore(clock))) {
            FaultyStore there = elsewhere.way();
            ModelRegistry target = elsewhere.open(there);
            register(target.model("other"), "1.0.0");
            List<Consumer<ModelRegistry>> copies =
                    List.of(into -> into.model("flights").registerCopy(version, because("proved")), into -> {
                        try (Ground third = new Ground(new MemoryStore(clock))) {
                            FaultyStore empty = third.way();
                            ModelRegistry copy = third.open(empty);
                            slowSecondFile(empty, copy.storage());
                            registry.copyTo(copy);
                            assertThat(copy.verify().problems()).isEmpty();
                        }
                    });
            there.blobs().put(new ByteArrayInputStream(bytes("first")));
            clock.advance(Duration.ofHours(25));
            slowSecondFile(there, target.storage());

            copies.forEach(copy -> copy.accept(target));

            assertThat(target.verify().problems()).isEmpty();
            assertThat(target.storage().trashed()).isEmpty();
        }
    }

    private void slowSecondFile(FaultyStore there, RegistryStorage storage) {
        there.whileBlobIsPut = () -> {
            if (there.blobs().find(Digest.of(bytes("first"))).isPresent()) {
                there.whileBlobIsPut = () -> {};
                clock.advance(Duration.ofHours(25));
                there.blobs()
                        .trash(there.blobs().find(Digest.of(bytes("first"))).orElseThrow());
            }
        };
        there.beforeAppend = () -> assertThat(storage.trashed()).isEmpty();
    }

    /** What another file shares is young already as a rule, and nobody waits for a row that says so once more. */
    @Test
    void whatIsYoungIsNotRenewed() {
        ModelVersion first = register(flights, "1.0.0");
        Digest weights = first.artifact("model.bin").digest();
        clock.advance(Duration.ofMinutes(29));
        flights.register(
                draft -> draft.version("1.1.0").artifact("model.bin", first.artifact("model.bin")), because("same"));
        assertThat(CommitCodec.instant(way.blobs().find(weights).orElseThrow().storedAtMicros()))
                .isEqualTo(SettableClock.START);

        clock.advance(Duration.ofMinutes(1));
        flights.register(
                draft -> draft.version("1.2.0").artifact("model.bin", first.artifact("model.bin")), because("same"));
        assertThat(CommitCodec.instant(way.blobs().find(weights).orElseThrow().storedAtMicros()))
                .isEqualTo(clock.instant());
    }

    /** However the host has commits dated. */
    @Test
    void agesAreToldByTheStoresClock() {
        ModelRegistry standing = ground.open(way, settings -> settings.clock(() -> SettableClock.START));
        register(standing.model("flights"), "0.9.0");
        beforeTheSecondPut(() -> {
            clock.advance(Duration.ofHours(25));
            assertThat(collector.trash().blobs()).hasSize(1);
        });

        standing.model("flights")
                .register(
                        draft -> draft.version("1.0.0")
                                .artifact("a.bin", bytes("first"))
                                .artifact("b.bin", bytes("second")),
                        because("slow"));

        assertThat(collector.trashed()).isEmpty();
    }

    @Test
    void aRegistrationWhoseRenewalHasAnUnknownOutcomeIsNotCommitted() {
        register(flights, "0.9.0");
        beforeTheSecondPut(() -> clock.advance(Duration.ofHours(2)));
        way.movesUnknown.set(1);

        assertThatThrownBy(this::registerTwoFiles)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageStartingWith("nothing was committed: ");

        assertThat(flights.versions()).hasSize(1);
    }

    @Test
    void aRunDoesNotNameAFileThatWasPurgedBeforeItCouldBeSaved() {
        register(flights, "1.0.0");
        RunId id;
        try (TrainingRun run = registry.startRun("flights")) {
            id = run.id();
            run.artifact("lost.png", bytes("lost"));
            run.artifact("kept.png", bytes("kept"));
            assertThat(Trash.end(way, Digest.of(bytes("lost")))).isTrue();
            assertThatThrownBy(run::flush).hasMessageContaining("artifact 'lost.png': purged or erased");
            run.complete();
        }
        assertThat(registry.run(id).artifacts()).extracting(Artifact::name).containsExactly("kept.png");
        assertThat(registry.verify().problems()).isEmpty();
    }

    /** Its file is stored at once, and the batch that names it when the store is back. */
    @Test
    void aRunKeepsItsFilesHoweverLateItIsSaved() {
        register(flights, "1.0.0");
        try (TrainingRun run = registry.startRun("flights")) {
            run.artifact("plot.png", bytes("plot"));
            clock.advance(Duration.ofHours(25));
            assertThat(collector.trash().blobs()).hasSize(1);

            run.flush();

            assertThat(collector.trashed()).isEmpty();
            run.complete();
        }
        assertThat(registry.verify().problems()).isEmpty();
    }

    @Test
    void collectorsDoNotHinderEachOther() throws Exception {
        register(flights, "1.0.0");
        IntStream.range(0, 200).forEach(i -> leftBehind("left " + i));
        clock.advance(Duration.ofHours(25));

        List<Integer> trashed =
                Race.all(4, racer -> ground.open().storage().trash().blobs().size());
        assertThat(trashed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(200);
        clock.advance(Duration.ofDays(8));
        List<Integer> purged =
                Race.all(4, racer -> ground.open().storage().purge().blobs().size());

        assertThat(purged.stream().mapToInt(Integer::intValue).sum()).isEqualTo(200);
        assertThat(registry.verify().problems()).isEmpty();
    }
}
