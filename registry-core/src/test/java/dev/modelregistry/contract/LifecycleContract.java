package dev.modelregistry.contract;

import static dev.modelregistry.contract.Commits.appendEach;
import static dev.modelregistry.contract.Commits.readAll;
import static dev.modelregistry.contract.Commits.texts;
import static dev.modelregistry.contract.Guarantee.G3;
import static dev.modelregistry.contract.Guarantee.JAVADOC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.contract.StoreFixture.SecondProcess;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Opening, identity, reopening. */
abstract class LifecycleContract extends Grounded {
    @Test
    @Tag(JAVADOC)
    void everyStoreOnTheGroundIsTheSameRegistry() {
        String id = store.registryId();

        assertThat(id).isNotBlank();
        assertThat(another().registryId()).isEqualTo(id);
        assertThat(reopened().registryId()).isEqualTo(id);
    }

    @Test
    @Tag(JAVADOC)
    void everyGroundIsARegistryOfItsOwn() throws Exception {
        StoreFixture elsewhere = fixture();
        try (RegistryStore other = elsewhere.open()) {
            assertThat(other.registryId()).isNotEqualTo(store.registryId());
            appendEach(store.journals(), JOURNAL, Head.NONE, "a");
            assertThat(other.journals().heads(List.of(JOURNAL))).isEmpty();
        } finally {
            elsewhere.close();
        }
    }

    @Test
    @Tag(JAVADOC)
    void ofSeveralThatCreateAtOnceOneDoesAndTheOthersOpenItsRegistry() throws Exception {
        StoreFixture fresh = fixture();
        try {
            List<RegistryStore> stores = Race.values(Race.run(6, racer -> fresh.open()));
            try {
                Set<String> ids = stores.stream().map(RegistryStore::registryId).collect(Collectors.toSet());
                assertThat(ids).as("registries that were created").hasSize(1);
            } finally {
                stores.forEach(RegistryStore::close);
            }
        } finally {
            fresh.close();
        }
    }

    @Test
    @Tag(JAVADOC)
    void openingWhatIsNotThereCreatesNothing() throws Exception {
        StoreFixture fresh = fixture();
        try {
            if (fresh.secondProcess() == SecondProcess.FINDS_ANOTHER) {
                // Where a URL names nothing that could be there before, every opening is the first.
                try (RegistryStore first = fresh.provider().open(fresh.url(), OpenMode.EXISTING);
                        RegistryStore second = fresh.provider().open(fresh.url(), OpenMode.EXISTING)) {
                    assertThat(first.registryId()).isNotEqualTo(second.registryId());
                }
                return;
            }
            for (int attempt = 1; attempt <= 2; attempt++) {
                assertThatThrownBy(() -> fresh.provider().open(fresh.url(), OpenMode.EXISTING))
                        .as("attempt %s to open a registry that is not there", attempt)
                        .isInstanceOf(NotFoundException.class);
            }
            String id;
            try (RegistryStore created = fresh.open()) {
                id = created.registryId();
            }
            try (RegistryStore existing = fresh.provider().open(fresh.url(), OpenMode.EXISTING)) {
                assertThat(existing.registryId()).isEqualTo(id);
            }
        } finally {
            fresh.close();
        }
    }

    @Test
    @Tag(JAVADOC)
    void theProviderKnowsItsUrlsByTheirText() {
        assertThat(ground.provider().accepts(ground.url())).isTrue();
        assertThat(ground.provider().accepts("no-such-store:" + ground.url())).isFalse();
        assertThat(ground.provider().accepts("")).isFalse();
    }

    @Test
    @Tag(JAVADOC)
    void aStoreSaysWhereItIsAndWhatTimeItIs() {
        assertThat(store.location()).isNotBlank();
        assertThat(Duration.between(store.now(), Instant.now()).abs())
                .as("how far the store's clock is off")
                .isLessThan(Duration.ofMinutes(10));
    }

    @Test
    @Tag(JAVADOC)
    void everyStoreOnTheGroundDeclaresTheSame() {
        RegistryStore other = another();

        assertThat(other.sharing()).isEqualTo(store.sharing());
        assertThat(other.durability()).isEqualTo(store.durability());
        assertThat(other.durabilityLoweredBy()).isEqualTo(store.durabilityLoweredBy());
        assertThat(other.encryptsBlobs()).isEqualTo(store.encryptsBlobs());
        assertThat(other.access()).isEqualTo(store.access());
        assertThat(other.index().isPresent()).isEqualTo(store.index().isPresent());
    }

    @Test
    @Tag(G3)
    void reopeningFindsEverythingThatWasAcknowledged() throws IOException {
        byte[] blob = BlobContract.random(100_000, 1);
        Head head = Head.NONE;
        for (int i = 1; i <= 5; i++) {
            head = appendEach(store.journals(), JOURNAL, head, "commit " + i);
            BlobContract.put(store, blob);

            RegistryStore reopened = reopened();

            assertThat(texts(readAll(reopened.journals(), JOURNAL)))
                    .as("commits after reopening")
                    .hasSize(i)
                    .endsWith("commit " + i);
            assertThat(Commits.head(reopened.journals(), JOURNAL)).isEqualTo(head);
            assertThat(reopened.journals().list(JOURNAL.kind(), "", 10)).containsExactly(JOURNAL);
            assertThat(BlobContract.content(reopened, Digest.of(blob))).isEqualTo(blob);
        }
    }

    @Test
    @Tag(G3)
    void closingOneStoreTakesNothingFromTheOthers() throws IOException {
        RegistryStore other = another();
        Head head = appendEach(other.journals(), JOURNAL, Head.NONE, "a");
        byte[] blob = BlobContract.random(1_000, 2);
        BlobContract.put(other, blob);

        other.close();

        assertThat(texts(readAll(store.journals(), JOURNAL))).containsExactly("a");
        assertThat(store.blobs().localPath(Digest.of(blob))).hasBinaryContent(blob);
        appendEach(store.journals(), JOURNAL, head, "b");
        assertThat(texts(readAll(another().journals(), JOURNAL))).containsExactly("a", "b");
    }

    /** An empty page would end the loop of whoever asks for pages, as if there were nothing more. */
    @Test
    @Tag(JAVADOC)
    void aLimitBelowOneIsACallersMistakeWhereverThereIsALimit() {
        for (int limit : new int[] {0, -1}) {
            Map<String, ThrowingCallable> calls = Map.of(
                    "read", () -> store.journals().read(JOURNAL, 0, limit),
                    "list of journals", () -> store.journals().list("model", "", limit),
                    "list of blobs", () -> store.blobs().list(Digest.ZERO, limit),
                    "list of cells", () -> store.cells().list("cursor", "", limit));
            calls.forEach((name, call) -> assertThatThrownBy(call)
                    .as("%s with limit %s", name, limit)
                    .isInstanceOf(IllegalArgumentException.class));
        }
    }
}
