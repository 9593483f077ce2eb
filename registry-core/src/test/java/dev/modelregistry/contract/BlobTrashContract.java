package dev.modelregistry.contract;

import static dev.modelregistry.contract.BlobContract.all;
import static dev.modelregistry.contract.BlobContract.content;
import static dev.modelregistry.contract.BlobContract.put;
import static dev.modelregistry.contract.BlobContract.random;
import static dev.modelregistry.contract.Guarantee.G3;
import static dev.modelregistry.contract.Guarantee.G7;
import static dev.modelregistry.contract.Guarantee.JAVADOC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The two steps by which a blob goes, and the way back. */
abstract class BlobTrashContract extends Grounded {
    private final byte[] bytes = random(10_000, 20);
    private BlobInfo blob;
    private BlobInfo bystander;

    @BeforeEach
    void putTwoBlobs() throws IOException {
        blob = put(store, bytes);
        bystander = put(store, random(10, 21));
    }

    private static void assertHidden(RegistryStore store, Digest digest) {
        assertThat(store.blobs().find(digest)).isEmpty();
        assertThatThrownBy(() -> store.blobs().open(digest)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> store.blobs().localPath(digest)).isInstanceOf(NotFoundException.class);
        assertThat(all(store)).extracting(BlobInfo::digest).doesNotContain(digest);
    }

    @Test
    @Tag(JAVADOC)
    void trashHidesABlobFromEveryMethod() {
        store.blobs().localPath(blob.digest());

        assertThat(store.blobs().trash(blob)).as("it was there").isPresent();

        assertHidden(store, blob.digest());
        assertHidden(another(), blob.digest());
        assertThat(all(store)).containsExactly(bystander);
        assertThat(store.blobs().trash(blob)).as("it is there no longer").isEmpty();
        assertHidden(reopened(), blob.digest());
    }

    @Test
    @Tag(JAVADOC)
    void theTrashIsListedByDigestWithTheTimesOfTrashing() {
        assertThat(store.blobs().listTrash(Digest.ZERO, 10)).isEmpty();
        store.blobs().trash(blob);
        store.blobs().trash(bystander);

        List<BlobInfo> trash = another().blobs().listTrash(Digest.ZERO, 10);

        assertThat(trash)
                .extracting(BlobInfo::digest)
                .containsExactlyInAnyOrder(blob.digest(), bystander.digest())
                .isSorted();
        assertThat(trash).extracting(BlobInfo::size).containsExactlyInAnyOrder(blob.size(), bystander.size());
        assertThat(trash)
                .allSatisfy(info -> assertThat(info.storedAtMicros()).isGreaterThan(bystander.storedAtMicros()));
        assertThat(store.blobs().listTrash(Digest.ZERO, 1)).containsExactly(trash.get(0));
        assertThat(store.blobs().listTrash(trash.get(0).digest(), 10)).containsExactly(trash.get(1));
        assertThat(store.blobs().listTrash(trash.get(1).digest(), 10)).isEmpty();
    }

    @Test
    @Tag(JAVADOC)
    void aBlobThatWasRenewedSinceItWasSeenIsNotTrashed() throws IOException {
        assertThat(another().blobs().renew(blob.digest()))
                .hasValueSatisfying(now -> assertThat(now.storedAtMicros()).isGreaterThan(blob.storedAtMicros()));

        assertThat(store.blobs().trash(blob)).as("it has another time").isEmpty();

        assertThat(content(store, blob.digest())).isEqualTo(bytes);
        assertThat(store.blobs().listTrash(Digest.ZERO, 10)).isEmpty();
        BlobInfo renewed = store.blobs().find(blob.digest()).orElseThrow();
        put(another(), bytes);
        assertThat(store.blobs().trash(renewed)).as("it was put meanwhile").isEmpty();
        assertThat(content(store, blob.digest())).isEqualTo(bytes);
    }

    @Test
    @Tag(G7)
    void renewBringsItBackAsItWas() throws IOException {
        store.blobs().trash(blob);

        BlobInfo back = another().blobs().renew(blob.digest()).orElseThrow();

        assertThat(store.blobs().find(blob.digest())).contains(back);
        assertThat(back.size()).isEqualTo(blob.size());
        assertThat(back.storedAtMicros()).isGreaterThan(blob.storedAtMicros());
        assertThat(content(store, blob.digest())).isEqualTo(bytes);
        assertThat(store.blobs().localPath(blob.digest())).hasBinaryContent(bytes);
        assertThat(all(store)).hasSize(2);
        assertThat(store.blobs().listTrash(Digest.ZERO, 10)).isEmpty();
    }

    @Test
    @Tag(G3)
    void theTrashIsStillThereAfterReopening() throws IOException {
        store.blobs().trash(blob);

        assertThat(reopened().blobs().renew(blob.digest())).isPresent();

        assertThat(content(store, blob.digest())).isEqualTo(bytes);
    }

    @Test
    @Tag(JAVADOC)
    void purgeEndsWhatIsInTheTrash() throws IOException {
        BlobInfo trashed = store.blobs().trash(blob).orElseThrow();
        assertThat(Trash.find(store.blobs(), blob.digest())).contains(trashed);

        assertThat(store.blobs().purge(trashed)).as("it was in the trash").isTrue();

        assertThat(store.blobs().renew(blob.digest())).isEmpty();
        assertThat(store.blobs().purge(trashed))
                .as("it is in the trash no longer")
                .isFalse();
        assertHidden(store, blob.digest());
        assertThat(reopened().blobs().renew(blob.digest())).isEmpty();
        assertHidden(store, blob.digest());
        assertThat(store.blobs().listTrash(Digest.ZERO, 10)).isEmpty();
        assertThat(put(store, bytes).digest()).as("it can be put again").isEqualTo(blob.digest());
        assertThat(content(store, blob.digest())).isEqualTo(bytes);
    }

    @Test
    @Tag(JAVADOC)
    void whatCameBackSinceItWasSeenInTheTrashIsNotPurged() throws IOException {
        store.blobs().trash(blob);
        BlobInfo trashed = Trash.find(store.blobs(), blob.digest()).orElseThrow();
        BlobInfo back = another().blobs().renew(blob.digest()).orElseThrow();

        assertThat(store.blobs().purge(trashed)).as("it is there").isFalse();
        assertThat(store.blobs().trash(back)).isPresent();
        assertThat(store.blobs().purge(trashed))
                .as("it was not in the trash all the time")
                .isFalse();

        assertThat(store.blobs().renew(blob.digest())).isPresent();
        assertThat(content(store, blob.digest())).isEqualTo(bytes);
    }

    @Test
    @Tag(G7)
    void whatIsNotInTheTrashCannotBePurged() throws IOException {
        assertThat(store.blobs().purge(blob)).isFalse();

        assertThat(content(store, blob.digest())).isEqualTo(bytes);
    }

    @Test
    @Tag(G7)
    void puttingTheBytesAgainTakesThemOutOfTheTrash() throws IOException {
        store.blobs().trash(blob);
        BlobInfo trashed = Trash.find(store.blobs(), blob.digest()).orElseThrow();

        BlobInfo again = put(store, bytes);

        assertThat(again.digest()).isEqualTo(blob.digest());
        assertThat(store.blobs().purge(trashed)).as("it was still in the trash").isFalse();
        assertThat(store.blobs().listTrash(Digest.ZERO, 10)).isEmpty();
        assertThat(store.blobs().find(blob.digest())).contains(again);
        assertThat(content(store, blob.digest())).isEqualTo(bytes);
    }

    @Test
    @Tag(JAVADOC)
    void whatIsUnknownCanBeNeitherTrashedNorRenewedNorPurged() {
        BlobInfo unknown = new BlobInfo(Digest.of(random(3, 22)), 3, blob.storedAtMicros());

        assertThat(store.blobs().trash(unknown)).isEmpty();
        assertThat(store.blobs().renew(unknown.digest())).isEmpty();
        assertThat(store.blobs().purge(unknown)).isFalse();
        assertThat(all(store)).hasSize(2);
    }
}
