package dev.modelregistry.core;

import static dev.modelregistry.core.Ground.register;
import static dev.modelregistry.core.Ground.toProduction;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.Lease;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RegistryBuilder;
import dev.modelregistry.ServedModel;
import dev.modelregistry.contract.Until;
import dev.modelregistry.core.memory.MemoryStore;
import dev.modelregistry.encryption.BlobCipher;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.serving.ServingAlert;
import dev.modelregistry.serving.ServingOptions;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import dev.modelregistry.spi.StoreLocation;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A registry that processes reach by a line that can be cut, with a model that is in production; and a directory for what they last knew. */
abstract class StandbyGround {
    static final Duration DAY = Duration.ofHours(24);
    private static final Duration OFTEN = Duration.ofMillis(10);

    @TempDir
    Path disk;

    final SettableClock clock = new SettableClock();
    final MemoryStore memory = new MemoryStore(clock);
    final Line line = new Line(memory, BlobCipher.none());
    final LinkedBlockingQueue<ServingAlert> alerts = new LinkedBlockingQueue<>();
    private final List<ModelRegistry> opened = new ArrayList<>();

    /** Somebody else's process, whose line is never cut. */
    final ModelRegistry elsewhere = keep(ModelRegistry.builder()
            .store(new FaultyStore(memory))
            .actor("alice")
            .clock(clock)
            .open());

    final RegisteredModel flights = elsewhere.model("flights");
    final ModelVersion first = register(flights, "1.0.0");
    final ModelVersion second = register(flights, "1.1.0");

    StandbyGround() {
        toProduction(flights, first);
    }

    @AfterEach
    void close() {
        opened.forEach(ModelRegistry::close);
        memory.close();
    }

    final ModelRegistry keep(ModelRegistry registry) {
        opened.add(registry);
        return registry;
    }

    /** The way of a process to the store: refused, or that of a volume that is not mounted, when it is down. */
    static final class Line implements StoreLocation {
        private final BlobCipher expected;
        private final Queue<FaultyStore> ways = new ConcurrentLinkedQueue<>();
        volatile RegistryStore ground;
        volatile RegistryException failure = new StoreUnavailableException("connection refused");
        volatile boolean isDown;
        volatile String name = "line://host/flights";

        Line(RegistryStore ground, BlobCipher expected) {
            this.ground = ground;
            this.expected = expected;
        }

        void cut() {
            isDown = true;
            ways.forEach(way -> way.down = true);
        }

        void mend() {
            isDown = false;
            ways.forEach(way -> way.down = false);
        }

        void damage(Digest blob) {
            ways.forEach(way -> way.damagedBlobs.add(blob));
        }

        @Override
        public RegistryStore open(OpenMode mode, BlobCipher blobs) {
            if (isDown && (mode == OpenMode.EXISTING || failure instanceof StoreUnavailableException)) {
                throw failure;
            }
            assertThat(blobs.encrypts()).isEqualTo(expected.encrypts());
            FaultyStore way = new FaultyStore(ground);
            ways.add(way);
            return way;
        }

        @Override
        public String location() {
            return name;
        }
    }

    /** What a process is told that serves. */
    RegistryBuilder process() {
        return ModelRegistry.builder()
                .location(line)
                .actor("server")
                .clock(clock)
                .pollInterval(OFTEN)
                .lastKnown(disk.resolve("kept"), DAY);
    }

    ModelRegistry start() {
        return start(UnaryOperator.identity());
    }

    ModelRegistry start(UnaryOperator<RegistryBuilder> settings) {
        return keep(settings.apply(process()).open());
    }

    ServedModel<String> serve(ModelRegistry registry) {
        return serve(registry, "flights");
    }

    ServedModel<String> serve(ModelRegistry registry, String model) {
        return registry.serve(model, StandbyGround::weights, options());
    }

    ServingOptions<String> options() {
        return ServingOptions.<String>standard().retryAfter(OFTEN).onAlert(alerts::add);
    }

    static String weights(ModelVersion version) throws IOException {
        return Files.readString(version.artifact("model.bin").path());
    }

    static String ask(ServedModel<String> served, String key) {
        try (Lease<String> lease = served.acquire(key)) {
            return lease.model();
        }
    }

    ServingAlert alert() throws InterruptedException {
        ServingAlert alert = alerts.poll(Ground.BOUND_SECONDS, TimeUnit.SECONDS);
        assertThat(alert).as("an alert").isNotNull();
        return alert;
    }

    /** Serves for as long as it takes to keep the model as it is now, and ends. */
    void serveOnce() {
        serveUntil(() -> keptRevisions().contains(flights.revision()));
    }

    /** Serves until something holds, and ends. */
    void serveUntil(BooleanSupplier condition) {
        Queue<ServingAlert> troubles = new ConcurrentLinkedQueue<>();
        try (ModelRegistry registry = process().open()) {
            registry.serve("flights", StandbyGround::weights, options().onAlert(troubles::add));
            Until.holds(condition);
        }
        assertThat(troubles).isEmpty();
    }

    void untilKept(RegisteredModel model) {
        Until.holds(() -> keptRevisions().contains(model.revision()));
    }

    /** The files of a name in the directory of any model. */
    List<Path> kept(String name) {
        return files().stream()
                .filter(file -> file.getFileName().toString().equals(name))
                .toList();
    }

    /** All files that are kept. */
    List<Path> files() {
        try (Stream<Path> all = Files.walk(disk)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException | UncheckedIOException changing) {
            return List.of();
        }
    }

    /** As the format has it: a line, then two texts, the time, and the revision. */
    List<Long> keptRevisions() {
        List<Long> revisions = new ArrayList<>();
        for (Path state : kept("state")) {
            try (DataInputStream in = new DataInputStream(Files.newInputStream(state))) {
                in.skipNBytes("what was last known of a model, 1\n".length());
                in.skipNBytes(in.readInt());
                in.skipNBytes(in.readInt());
                in.readLong();
                revisions.add(in.readLong());
            } catch (IOException changing) {
                return List.of();
            }
        }
        return revisions;
    }
}
