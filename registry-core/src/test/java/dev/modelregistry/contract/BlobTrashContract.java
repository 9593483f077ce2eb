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

        assertThat(store.blobs().trash(blob.digest())).as("it was there").isTrue();

        assertHidden(store, blob.digest());
        assertHidden(another(), blob.digest());
        assertThat(all(store)).containsExactly(bystander);
        assertThat(store.blobs().trash(blob.digest()))
                .as("it is there no longer")
                .isFalse();
        assertHidden(reopened(), blob.digest());
    }

    @Test
    @Tag(G7)
    void restoreBringsItBackAsItWas() throws IOException {
        store.blobs().trash(blob.digest());

        assertThat(another().blobs().restore(blob.digest()))
                .as("it was in the trash")
                .isTrue();

        assertThat(store.blobs().find(blob.digest())).map(BlobInfo::size).contains(blob.size());
        assertThat(content(store, blob.digest())).isEqualTo(bytes);
        assertThat(store.blobs().localPath(blob.digest())).hasBinaryContent(bytes);
        assertThat(all(store)).hasSize(2);
        assertThat(store.blobs().restore(blob.digest()))
                .as("it is in the trash no longer")
                .isFalse();
    }

    @Test
    @Tag(G3)
    void theTrashIsStillThereAfterReopening() throws IOException {
        store.blobs().trash(blob.digest());

        assertThat(reopened().blobs().restore(blob.digest())).isTrue();

        assertThat(content(store, blob.digest())).isEqualTo(bytes);
    }

    @Test
    @Tag(JAVADOC)
    void purgeEndsWhatIsInTheTrash() throws IOException {
        store.blobs().trash(blob.digest());

        assertThat(store.blobs().purge(blob.digest())).as("it was in the trash").isTrue();

        assertThat(store.blobs().restore(blob.digest())).isFalse();
        assertThat(store.blobs().purge(blob.digest()))
                .as("it is in the trash no longer")
                .isFalse();
        assertHidden(store, blob.digest());
        assertThat(reopened().blobs().restore(blob.digest())).isFalse();
        assertHidden(store, blob.digest());
        assertThat(put(store, bytes).digest()).as("it can be put again").isEqualTo(blob.digest());
        assertThat(content(store, blob.digest())).isEqualTo(bytes);
    }

    @Test
    @Tag(G7)
    void whatIsNotInTheTrashCannotBePurged() throws IOException {
        assertThat(store.blobs().purge(blob.digest())).isFalse();
        assertThat(store.blobs().restore(blob.digest())).isFalse();

        assertThat(content(store, blob.digest())).isEqualTo(bytes);
    }

    @Test
    @Tag(G7)
    void puttingTheBytesAgainTakesThemOutOfTheTrash() throws IOException {
        store.blobs().trash(blob.digest());

        BlobInfo again = put(store, bytes);

        assertThat(again.digest()).isEqualTo(blob.digest());
        assertThat(store.blobs().purge(blob.digest()))
                .as("it was still in the trash")
                .isFalse();
        assertThat(store.blobs().restore(blob.digest()))
                .as("it was still in the trash")
                .isFalse();
        assertThat(store.blobs().find(blob.digest())).contains(again);
        assertThat(content(store, blob.digest())).isEqualTo(bytes);
    }

    @Test
    @Tag(JAVADOC)
    void whatIsUnknownCanBeNeitherTrashedNorRestoredNorPurged() {
        Digest unknown = Digest.of(random(3, 22));

        assertThat(store.blobs().trash(unknown)).isFalse();
        assertThat(store.blobs().restore(unknown)).isFalse();
        assertThat(store.blobs().purge(unknown)).isFalse();
        assertThat(all(store)).hasSize(2);
    }
}
