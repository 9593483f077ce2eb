package dev.modelregistry.contract;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ReleaseSet;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.release.Release;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Release sets in several processes, some of which are killed, on one registry. */
abstract class SharedReleaseContract extends SubscriptionContract {
    private static final int KILLS = 2;

    private static String major(ModelRegistry registry, String model) {
        return registry.resolve("models:/" + model + "/Production").version().toString();
    }

    private static void assertIsWhole(ModelRegistry registry, Release current) {
        assertThat(current.members())
                .extracting(member -> member.version().toString())
                .containsOnly(major(registry, "ranker"));
        assertThat(major(registry, "retriever")).isEqualTo(major(registry, "ranker"));
    }

    @Test
    void aProcessThatIsKilledWhileItReleasesLeavesNoHalves() throws Exception {
        for (int kill = 1; kill <= KILLS; kill++) {
            Process releasing = start(kill);
            List<String> acknowledged = new ArrayList<>();
            try (BufferedReader reader = releasing.inputReader(StandardCharsets.UTF_8)) {
                while (acknowledged.size() < kill) {
                    acknowledged.add(reader.readLine());
                }
                releasing.toHandle().destroyForcibly(); // Process.destroyForcibly would also close what is left to read
                reader.lines().forEach(acknowledged::add);
            }
            releasing.waitFor();

            try (ModelRegistry registry = ModelRegistry.open(url).as("after")) {
                ReleaseSet shop = registry.releaseSet("shop");
                Release current = shop.current().orElseThrow();
                assertThat(current.number())
                        .isGreaterThanOrEqualTo(Integer.parseInt(acknowledged.get(acknowledged.size() - 1)));
                assertIsWhole(registry, current);
                shop.abandon(because("its process was killed"));
                assertIsWhole(registry, current);
                assertThat(registry.verify().problems()).isEmpty();
            }
        }
    }

    @Test
    void processesThatReleaseTogetherNeverMix() throws Exception {
        try (ModelRegistry registry = ModelRegistry.openOrCreate(url).as("alice")) {
            registry.releaseSet("shop").promote(ReleaseContract.pair(registry, 1), because("first"));
            List<Process> children = List.of(start(2), start(3));
            ReleaseSet shop = registry.releaseSet("shop");
            List<String> first = new ArrayList<>();
            for (Process child : children) {
                try (BufferedReader reader = child.inputReader(StandardCharsets.UTF_8)) {
                    while (first.size() < 3 * (children.indexOf(child) + 1)) {
                        first.add(reader.readLine());
                        assertThat(shop.versions())
                                .extracting(version -> version.version().major())
                                .hasSize(2)
                                .matches(majors -> majors.get(0).equals(majors.get(1)));
                    }
                    child.toHandle().destroyForcibly();
                }
                child.waitFor();
                shop.abandon(because("one is gone")); // perhaps it is the other one's, which goes on with the next
            }

            assertThat(first).doesNotHaveDuplicates();
            assertIsWhole(registry, shop.current().orElseThrow());
            assertThat(shop.releases())
                    .extracting(Release::number)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, shop.releases().size())
                                    .boxed()
                                    .toList());
            assertThat(registry.verify().problems()).isEmpty();
        }
    }

    private Process start(int child) throws IOException {
        return ChildJvm.of(Releasing.class, url, Integer.toString(child))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Releases two versions after two others until it is killed, and says the number of each release. */
    static final class Releasing {
        private Releasing() {}

        public static void main(String[] arguments) {
            try (ModelRegistry registry =
                    ModelRegistry.openOrCreate(arguments[0]).as("job " + arguments[1])) {
                for (int round = 0; ; round++) {
                    try { // to stage a version, too: none makes room that waits for a release
                        List<ModelVersion> pair =
                                ReleaseContract.pair(registry, 10_000 * Integer.parseInt(arguments[1]) + round);
                        System.out.println(registry.releaseSet("shop")
                                .promote(pair, because("round " + round))
                                .number());
                    } catch (RejectedException | ConflictException otherFirst) {
                        // then the next one
                    }
                }
            }
        }
    }
}
