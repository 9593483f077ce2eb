package dev.modelregistry.examples.benchmarks;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import com.sun.management.ThreadMXBean;
import dev.modelregistry.Lease;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.core.serve.Serving;
import dev.modelregistry.examples.benchmarks.Measure.Action;
import dev.modelregistry.examples.benchmarks.Measure.Round;
import dev.modelregistry.examples.benchmarks.ServedVersions.Predictor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Which model answers a request, while half of the keys go to a candidate: against the hash of the key, a look into a table, and counting up and down. */
final class ServeBenchmark {
    private static final double LIMIT = 1.5;
    private static final int WARM_UPS = 10;
    private static final int SLOTS = 1 << 16;
    private static final int KEYS = 1 << 10;
    private static final int THREADS = 2;

    private final Workspace workspace;
    private final Sizes sizes;
    private final String[] keys =
            IntStream.range(0, KEYS).mapToObj(i -> "customer-" + i).toArray(String[]::new);
    private final Hasher64 hasher = Hashing.xxh3_64(4711);
    private final byte[] slots = new byte[SLOTS];
    private final AtomicLong users = new AtomicLong();

    /** Written for each round, so that the JIT compiler must make what goes into it. */
    private volatile long sink;

    ServeBenchmark(Workspace workspace, Sizes sizes) {
        this.workspace = workspace;
        this.sizes = sizes;
        new Random(1).nextBytes(slots);
    }

    List<Row> run() throws IOException {
        List<Row> rows = new ArrayList<>();
        try (ServedVersions versions = new ServedVersions()) {
            workspace.say("serving two versions");
            ModelVersion control = versions.version();
            ModelVersion candidate = versions.version();
            versions.serve(control, candidate);
            try (Serving<Predictor> serving = versions.start()) {
                String key = List.of(keys).stream()
                        .filter(each -> serving.explain(each).route().number() == candidate.number())
                        .findFirst()
                        .orElseThrow();
                ServedVersions.await(serving, key, candidate.number());
                rows.add(Row.atMost(
                        LIMIT,
                        "route a key, against a hash and a look into a table",
                        Measure.inTurns(WARM_UPS, sizes.rounds(), each(this::look), each(() -> route(serving)))));
                rows.add(Row.atMost(
                        LIMIT,
                        "acquire and close by key, against that and two atomic updates",
                        Measure.inTurns(WARM_UPS, sizes.rounds(), each(this::count), each(() -> acquire(serving)))));
                rows.add(allocation("memory that a lease takes", serving));
                rows.add(Row.of(
                        "acquire and close by key, 2 threads against 1",
                        Measure.inTurns(
                                WARM_UPS,
                                sizes.rounds(),
                                each(() -> acquire(serving)),
                                each(() -> Together.run(Collections.nCopies(THREADS, () -> acquire(serving)))))));
                rows.add(Row.of(
                        "two atomic updates of one counter, 2 threads against 1",
                        Measure.inTurns(
                                WARM_UPS,
                                sizes.rounds(),
                                each(this::count),
                                each(() -> Together.run(Collections.nCopies(THREADS, this::count))))));
            }
        }
        rows.addAll(counted());
        rows.addAll(swaps());
        return rows;
    }

    private Round each(Action action) {
        return () -> Measure.nanos(action) / sizes.resolves();
    }

    private void look() {
        long sum = 0;
        for (int i = 0; i < sizes.resolves(); i++) {
            sum += slots[(int) (hasher.hashCharsToLong(keys[i & (KEYS - 1)]) >>> (Long.SIZE - 16))];
        }
        sink = sum;
    }

    private void count() {
        long sum = 0;
        for (int i = 0; i < sizes.resolves(); i++) {
            sum += slots[(int) (hasher.hashCharsToLong(keys[i & (KEYS - 1)]) >>> (Long.SIZE - 16))];
            sum += users.incrementAndGet();
            sum += users.decrementAndGet();
        }
        sink = sum;
    }

    private void route(Serving<Predictor> serving) {
        long sum = 0;
        for (int i = 0; i < sizes.resolves(); i++) {
            sum += serving.route(keys[i & (KEYS - 1)]).number();
        }
        sink = sum;
    }

    private void acquire(Serving<Predictor> serving) {
        long sum = 0;
        for (int i = 0; i < sizes.resolves(); i++) {
            try (Lease<Predictor> lease = serving.acquire(keys[i & (KEYS - 1)])) {
                sum += lease.route().number();
            }
        }
        sink = sum;
    }

    /** What timing and counting add, where a rollout is judged. */
    private List<Row> counted() throws IOException {
        try (ServedVersions versions = new ServedVersions();
                ServedVersions plain = new ServedVersions()) {
            versions.serveCounted(versions.version(), versions.version());
            plain.serve(plain.version(), plain.version());
            try (Serving<Predictor> serving = versions.start();
                    Serving<Predictor> uncounted = plain.start()) {
                return List.of(
                        Row.of(
                                "acquire and close by key, timed and counted, against not",
                                Measure.inTurns(
                                        WARM_UPS,
                                        sizes.rounds(),
                                        each(() -> acquire(uncounted)),
                                        each(() -> acquire(serving)))),
                        Row.of(
                                "the same against reading the clock twice and two atomic updates",
                                Measure.inTurns(
                                        WARM_UPS, sizes.rounds(), each(this::time), each(() -> acquire(serving)))),
                        allocation("memory that a lease takes, timed and counted", serving));
            }
        }
    }

    private void time() {
        long sum = 0;
        for (int i = 0; i < sizes.resolves(); i++) {
            long began = System.nanoTime();
            sum += slots[(int) (hasher.hashCharsToLong(keys[i & (KEYS - 1)]) >>> (Long.SIZE - 16))];
            sum += users.incrementAndGet();
            sum += users.decrementAndGet();
            sum += System.nanoTime() - began;
        }
        sink = sum;
    }

    private Row allocation(String what, Serving<Predictor> serving) {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        acquire(serving);
        double bytes = (double) (memory.getCurrentThreadAllocatedBytes() - before) / sizes.resolves();
        String found = String.format(Locale.ROOT, "%.2f bytes", bytes);
        return new Row(what, "", found, "", "0 bytes", bytes < 0.01 ? "yes" : "NO");
    }

    /** Two versions at a time, each of which is a new one, while as many threads as there are processors do nothing but ask. */
    private List<Row> swaps() throws IOException {
        int swaps = Math.max(2, sizes.resolves() / 1_000);
        workspace.say("switching " + swaps + " times under load");
        try (ServedVersions versions = new ServedVersions()) {
            AtomicBoolean isOver = new AtomicBoolean();
            AtomicLong requests = new AtomicLong();
            AtomicLong failed = new AtomicLong();
            AtomicLong afterClose = new AtomicLong();
            List<Action> actions = new ArrayList<>();
            ModelVersion first = versions.version();
            versions.serve(first, versions.version());
            Serving<Predictor> serving = versions.start();
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                actions.add(() -> {
                    long done = 0;
                    while (!isOver.get()) {
                        try (Lease<Predictor> lease = serving.acquire(keys[(int) done++ & (KEYS - 1)])) {
                            afterClose.addAndGet(1 - lease.model().predict());
                        } catch (RuntimeException failure) {
                            failed.incrementAndGet();
                        }
                    }
                    requests.addAndGet(done);
                });
            }
            actions.add(() -> {
                try {
                    for (int i = 0; i < swaps; i++) {
                        ModelVersion control = versions.version();
                        versions.serve(control, versions.version());
                        serving.wake();
                        ServedVersions.await(serving, "", control.number());
                    }
                } finally {
                    isOver.set(true);
                }
            });
            double nanos = Measure.nanos(() -> Together.run(actions));
            serving.close();
            long notOnce = versions.loaded().stream()
                    .filter(model -> model.closings() != 1)
                    .count();
            String found = failed + ", " + afterClose + ", " + notOnce;
            boolean isReached = failed.get() + afterClose.get() + notOnce == 0;
            String what = swaps + " switches under load, " + versions.loaded().size() + " models loaded, " + requests
                    + " requests";
            return List.of(
                    Row.took(what, nanos),
                    new Row(
                            "failed requests, uses after close, models not closed once",
                            "",
                            found,
                            "",
                            "0, 0, 0",
                            isReached ? "yes" : "NO"));
        }
    }

    /** The last sum, which makes the field one that is read. */
    long last() {
        return sink;
    }
}
