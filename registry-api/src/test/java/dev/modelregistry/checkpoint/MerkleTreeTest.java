package dev.modelregistry.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
    /** The leaves and roots with which Certificate Transparency's own implementations are tested. */
    private static final List<Bytes> LEAVES = Stream.of(
                    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
            .map(leaf -> Bytes.of(HexFormat.of().parseHex(leaf)))
            .toList();

    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    /** Another way to the same tree: pairs level by level, where one that is alone moves up as it is. */
    private static Digest byLevels(List<Bytes> leaves) {
        if (leaves.isEmpty()) {
            return Digest.of(new byte[0]);
        }
        List<byte[]> level =
                leaves.stream().map(leaf -> sha256(0, leaf.array())).toList();
        while (level.size() > 1) {
            List<byte[]> below = level;
            level = IntStream.range(0, (below.size() + 1) / 2)
                    .mapToObj(i -> 2 * i + 1 < below.size()
                            ? sha256(1, below.get(2 * i), below.get(2 * i + 1))
                            : below.get(2 * i))
                    .toList();
        }
        return Digest.fromBytes(level.get(0));
    }

    private static byte[] sha256(int first, byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(first);
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return Digest.of(all.toByteArray()).bytes();
    }

    @Test
    void hasTheRootsOfCertificateTransparency() {
        for (int size = 0; size <= LEAVES.size(); size++) {
            assertThat(MerkleTree.root(LEAVES.subList(0, size)).hex()).isEqualTo(ROOTS.get(size));
        }
    }

    @Test
    void isTheSameTreeBuiltInAnotherWay() {
        List<Bytes> leaves =
                IntStream.range(0, 70).mapToObj(i -> Bytes.utf8("leaf " + i)).toList();
        for (int size = 0; size <= leaves.size(); size++) {
            assertThat(MerkleTree.root(leaves.subList(0, size)))
                    .as("root of %d", size)
                    .isEqualTo(byLevels(leaves.subList(0, size)));
        }
    }
}
