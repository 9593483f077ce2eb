package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.id.Stage.DEVELOPMENT;
import static dev.modelregistry.id.Stage.PRODUCTION;
import static dev.modelregistry.id.Stage.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.contract.Race;
import dev.modelregistry.core.memory.IndexedFixture;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.EventType;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.lineage.Origin;
import dev.modelregistry.spi.Access;
import dev.modelregistry.spi.RegistryStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A version that was proved in one registry is the same version in another one. */
class VersionCopyTest extends TrialAndTarget {
    @Test
    void isTheSameVersionWithAnOrigin() {
        register(dev, "1.0.0");
        ModelVersion original = trained("1.2.0");
        prove(original);

        ModelVersion there =
                prod.registerCopy(original, because("passed the trial in dev").by("carol"));

        assertThat(there.digest()).isEqualTo(original.digest());
        assertThat(there.modelHash()).isEqualTo(original.modelHash());
        assertThat(there.version()).isEqualTo(original.version());
        assertThat(there.metrics()).isEqualTo(original.metrics());
        assertThat(there.number()).isEqualTo(1);
        assertThat(there.registeredBy()).isEqualTo(Actor.of("carol"));
        assertThat(there.reason()).isEqualTo("passed the trial in dev");
        assertThat(there.artifact("model.bin").path()).hasContent("weights of 1.2.0");
        assertThat(there.description()).contains("Distance only.");
        assertThat(prod.stageOf(there).stage()).isEqualTo(DEVELOPMENT);
        assertThat(prod.tags(there)).isEmpty();
        assertThat(prod.comments(there)).isEmpty();
        assertThat(there.origin())
                .contains(new Origin(
                        from.id(),
                        dev.name(),
                        2,
                        original.version(),
                        original.digest(),
                        original.registeredAt(),
                        Actor.of("alice"),
                        "trained 1.2.0"));
        assertThat(from.resolve(there.origin().orElseThrow().uri())).isEqualTo(original);
        assertThat(original.origin()).isEmpty();
        assertThat(original.testimony()).isEmpty();
        assertThat(prod.history().flatMap(commit -> commit.events().stream()))
                .extracting(RegistryEvent::type)
                .containsExactly(EventType.MODEL_CREATED, EventType.VERSION_REGISTERED, EventType.VERSION_COPIED);
        assertThat(prod.history().toList().get(0).toString())
                .contains("version 1 is a copy of flights 1.2.0 (number 2) in registry " + from.id());
        assertThat(to.verify().problems()).isEmpty();
    }

    @Test
    void tellsWhatWasSaidOfItsOrigin() {
        ModelVersion other = register(dev, "1.0.0");
        ModelVersion original = trained("1.2.0");
        prove(original);
        dev.archive(other, because("old"));

        ModelVersion there = prod.registerCopy(original, because("proved"));

        assertThat(there.testimony())
                .extracting(said -> said.by() + ": " + said.event().summary() + " (" + said.reason() + ")")
                .containsExactly(
                        "ci: evidence for version 2 to Staging, check self-test: passed, 12 cases (CI)",
                        "alice: version 2 passed 1 gate to Staging (tested)",
                        "alice: moved version 2 Development \u2192 Staging (tested)",
                        "alice: asked for approval of version 2 to Production (ready)",
                        "bob: approved version 2 to Production (looks good)",
                        "ci: evidence for version 2 to Production, check self-test: passed, again (CI)",
                        "alice: version 2 passed 2 gates to Production (go)",
                        "alice: moved version 2 Staging \u2192 Production (go)");
        assertThat(there.testimony())
                .allSatisfy(said -> assertThat(dev.history()).anySatisfy(commit -> {
                    assertThat(commit.hash()).isEqualTo(said.commit());
                    assertThat(commit.revision()).isEqualTo(said.revision());
                    assertThat(commit.time()).isEqualTo(said.at());
                    assertThat(commit.events()).contains(said.event());
                }));
    }

    @Test
    void hasToBeProvedAgainWhereItCameTo() {
        ModelVersion original = trained("1.2.0");
        prove(original);
        to.settings().define(GOVERNED, because("prove it here"));

        ModelVersion there = prod.registerCopy(original, because("proved"));

        assertThat(prod.review(there, STAGING).evidence()).isEmpty();
        assertThat(prod.review(there, PRODUCTION).votes()).isEmpty();
        assertThatThrownBy(() -> prod.promote(there, STAGING, because("it was good in dev")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("self-test");
    }

    @Test
    void ofOneThatNothingWasSaidOfHasNoTestimonyAndNoBlobForIt() {
        ModelVersion there = prod.registerCopy(register(dev, "1.0.0"), because("copy"));

        assertThat(there.origin()).isPresent();
        assertThat(there.testimony()).isEmpty();
        assertThat(writing.blobsPut).as("the one file").hasValue(1);
    }

    @Test
    void isFoundAgainAndNothingIsWritten() {
        ModelVersion original = trained("1.2.0");
        ModelVersion there = prod.registerCopy(original, because("copy"));
        int blobs = writing.blobsPut.get();
        prove(original);

        assertThat(to.as("bob").model("flights").registerCopy(original, because("copy it once more")))
                .isEqualTo(there);
        assertThat(there.testimony()).isEmpty();
        assertThat(prod.revision()).isEqualTo(1);
        assertThat(writing.appends).hasValue(1);
        assertThat(writing.blobsPut).hasValue(blobs);
        writing.access = Access.READ_ONLY;
        assertThat(prod.registerCopy(original, because("copy"))).isEqualTo(there);
    }

    @Test
    void isTheVersionItselfInItsOwnModel() {
        ModelVersion original = trained("1.2.0");
        int appends = reading.appends.get();
        int blobs = reading.blobsPut.get();

        ModelVersion same = dev.registerCopy(original, because("copy"));

        assertThat(same).isEqualTo(original);
        assertThat(same.origin()).isEmpty();
        assertThat(reading.appends).hasValue(appends);
        assertThat(reading.blobsPut).hasValue(blobs);
    }

    @Test
    void isOneThatWasRegisteredByHandIfThatHasTheVeryContent() {
        ModelVersion original = register(dev, "1.0.0");
        ModelVersion byHand = register(prod, "1.0.0");

        assertThat(prod.registerCopy(original, because("copy"))).isEqualTo(byHand);
        assertThat(byHand.origin()).isEmpty();
    }

    @Test
    void inAnotherModelOfTheSameRegistryCopiesNoFile() {
        ModelVersion original = trained("1.2.0");
        int blobs = reading.blobsPut.get();

        ModelVersion twin = from.model("flights-eu").registerCopy(original, because("the same for Europe"));

        assertThat(twin.digest()).isEqualTo(original.digest());
        assertThat(twin.origin().orElseThrow().model()).isEqualTo(dev.name());
        // A large descriptor is put again, which renews it.
        assertThat(reading.blobsPut.get() - blobs).isLessThanOrEqualTo(1);
        assertThat(from.verify().problems()).isEmpty();
    }

    @Test
    void ofACopyHasTheCopyAsItsOrigin() {
        ModelVersion original = trained("1.2.0");
        ModelVersion staging = prod.registerCopy(original, because("copy"));
        try (Ground third = new Ground()) {
            ModelVersion last = third.open().model("flights").registerCopy(staging, because("copy of the copy"));

            assertThat(last.digest()).isEqualTo(original.digest());
            assertThat(last.origin().orElseThrow().registry()).isEqualTo(to.id());
            assertThat(to.resolve(last.origin().orElseThrow().uri())
                            .origin()
                            .orElseThrow()
                            .registry())
                    .isEqualTo(from.id());
        }
        assertThat(dev.registerCopy(staging, because("back again"))).isEqualTo(original);
    }

    @Test
    void bringsADeletedModelBack() {
        ModelVersion original = trained("1.2.0");
        ModelVersion there = prod.registerCopy(original, because("copy"));
        prod.delete(because("unused"));

        assertThat(prod.registerCopy(original, because("needed"))).isEqualTo(there);
        assertThat(prod.exists()).isTrue();
    }

    @Test
    void isMadeOnceByAllThatMakeItAtTheSameTime() {
        ModelVersion original = trained("1.2.0");
        prove(original);
        List<ModelRegistry> hosts = List.of(there.open(), there.open(), there.open());

        List<ModelVersion> copies =
                Race.all(3, host -> hosts.get(host).model("flights").registerCopy(original, because("host " + host)));

        assertThat(copies).containsOnly(original);
        assertThat(prod.versions()).hasSize(1);
        assertThat(prod.revision()).isEqualTo(1);
    }

    @Test
    void isTheOneThatSomebodyElseMadeMeanwhile() {
        ModelVersion original = trained("1.2.0");
        ModelRegistry somebody = there.open();
        AtomicInteger calls = new AtomicInteger();
        writing.whileBlobIsPut = () -> {
            if (calls.getAndIncrement() == 0) {
                somebody.model("flights").registerCopy(original, because("first"));
            }
        };

        ModelVersion copy = prod.registerCopy(original, because("second"));

        assertThat(copy.reason()).isEqualTo("first");
        assertThat(prod.revision()).isEqualTo(1);
    }

    @Test
    void canBeOfAReadOnlyRegistryAndOfAPastView() {
        ModelVersion original = trained("1.2.0");
        reading.access = Access.READ_ONLY;

        assertThat(prod.registerCopy(
                        from.asOf(original.registeredAt()).model("flights").version(1), because("copy")))
                .isEqualTo(original);
    }

    @Test
    void goesWithItsRegistryIntoAnotherOne() {
        ModelVersion original = trained("1.2.0");
        prove(original);
        ModelVersion copy = prod.registerCopy(original, because("copy"));
        try (Ground third = new Ground()) {
            ModelRegistry whole = third.open();

            to.copyTo(whole);

            ModelVersion same = whole.model("flights").version(1);
            assertThat(same.origin()).isEqualTo(copy.origin());
            assertThat(same.testimony()).isEqualTo(copy.testimony()).hasSize(8);
        }
    }

    @Test
    void saysWhenItsTestimonyIsDamagedOrGone() {
        ModelVersion original = trained("1.2.0");
        prove(original);
        ModelVersion copy = prod.registerCopy(original, because("copy"));
        Digest blob = prod.history()
                .flatMap(commit -> commit.events().stream())
                .filter(RegistryEvent.VersionCopied.class::isInstance)
                .flatMap(event -> ((RegistryEvent.VersionCopied) event).testimony().stream())
                .findFirst()
                .orElseThrow();
        writing.missingBlobs.add(blob);

        assertThatThrownBy(copy::testimony)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("is gone");
        assertThat(copy.origin()).isPresent();
        assertThat(to.verify().problems())
                .containsExactly("journal model/flights, version 1, testimony is gone: no blob " + blob);
    }

    @Test
    void isFoundLikeOneThatWasRegistered() {
        try (IndexedFixture fixture = new IndexedFixture();
                RegistryStore store = fixture.open()) {
            FaultyStore way = new FaultyStore(store);
            try (ModelRegistry target =
                    ModelRegistry.builder().store(way).actor("alice").open()) {
                ModelVersion original = trained("1.2.0");
                ModelVersion copy = target.model("flights").registerCopy(original, because("copy"));
                assertThat(target.versionsOfCommit("4f2a9c1")).containsExactly(copy);
            }
        }
    }
}
