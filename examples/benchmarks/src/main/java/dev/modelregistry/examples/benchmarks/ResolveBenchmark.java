package dev.modelregistry.examples.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.access.Role;
import dev.modelregistry.access.Roles;
import dev.modelregistry.access.RolesBuilder;
import dev.modelregistry.examples.benchmarks.Measure.Round;
import dev.modelregistry.id.ModelUri;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resolving a parsed URI in a warm registry, against a hit in a bounded Caffeine cache. */
final class ResolveBenchmark {
    private static final double LIMIT = 10;
    private static final double GUARDED_LIMIT = 5;
    private static final int WARM_UPS = 5;
    private static final int CACHED = 1_000;

    private final Workspace workspace;
    private final Registries registries;
    private final Sizes sizes;

    /** Written for each result, so that the JIT compiler must make it. */
    private @Nullable Object sink;

    ResolveBenchmark(Workspace workspace, Registries registries, Sizes sizes) {
        this.workspace = workspace;
        this.registries = registries;
        this.sizes = sizes;
    }

    List<Row> run() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int versions : List.of(Sizes.FEW_VERSIONS, sizes.versions())) {
            try (ModelRegistry registry = ModelRegistry.open(registries.with(versions))) {
                workspace.say("resolving among " + versions + " versions");
                Round hit = hit();
                ModelRegistry pinned = registry.with(Freshness.pinned());
                ModelRegistry bounded = registry.with(Freshness.bounded(Duration.ofSeconds(1)));
                for (String reference : List.of("/" + versions / 2, "@champion", "/Production")) {
                    ModelUri uri = ModelUri.parse("models:/" + Workspace.MODEL + reference);
                    rows.add(compare(reference + " of " + versions + ", pinned", hit, pinned, uri));
                    rows.add(compare(reference + " of " + versions + ", bounded(1 s)", hit, bounded, uri));
                }
                ModelUri uri = ModelUri.parse("models:/" + Workspace.MODEL + "/Production");
                Round latest = resolving(registry.with(Freshness.latest()), uri, sizes.resolves() / 50);
                rows.add(Row.of(
                        "resolve /Production of " + versions + ", latest (asks the store)",
                        Measure.inTurns(WARM_UPS, sizes.rounds(), hit, latest)));
                rows.add(guarded(versions, pinned, uri));
            }
        }
        return rows;
    }

    /** What asking a policy adds: one of ten grants, the last of which is for this model. */
    private Row guarded(int versions, ModelRegistry plain, ModelUri uri) throws IOException {
        RolesBuilder roles = Roles.builder();
        for (int i = 1; i < 10; i++) {
            roles.grant(Role.OWNER).on("team-" + i + "-*").to("server");
        }
        roles.grant(Role.VIEWER).on(Workspace.MODEL + "*").to("server");
        try (ModelRegistry registry = ModelRegistry.builder()
                .url(registries.with(versions))
                .actor("server")
                .freshness(Freshness.pinned())
                .access(roles.build())
                .open()) {
            int operations = sizes.resolves();
            return Row.atMost(
                    GUARDED_LIMIT,
                    "resolve /Production of " + versions + ", pinned, by ten grants, against nobody being asked",
                    Measure.inTurns(
                            WARM_UPS,
                            sizes.rounds(),
                            resolving(plain, uri, operations),
                            resolving(registry, uri, operations)));
        }
    }

    private Row compare(String what, Round hit, ModelRegistry registry, ModelUri uri) throws IOException {
        Round resolve = resolving(registry, uri, sizes.resolves());
        return Row.atMost(LIMIT, "resolve " + what, Measure.inTurns(WARM_UPS, sizes.rounds(), hit, resolve));
    }

    /** In a cache with room to spare, which is as fast as one with a limit gets. */
    private Round hit() {
        Cache<String, Object> cache =
                Caffeine.newBuilder().maximumSize(10 * CACHED).build();
        for (int i = 1; i <= CACHED; i++) {
            cache.put("version-" + i, new Object());
        }
        String key = "version-" + CACHED / 2;
        int operations = sizes.resolves();
        return () -> Measure.nanos(() -> {
                    for (int i = 0; i < operations; i++) {
                        sink = cache.getIfPresent(key);
                    }
                })
                / operations;
    }

    private Round resolving(ModelRegistry registry, ModelUri uri, int operations) {
        return () -> Measure.nanos(() -> {
                    for (int i = 0; i < operations; i++) {
                        ModelVersion version = registry.resolve(uri);
                        sink = version;
                    }
                })
                / operations;
    }

    /** The last result, which makes the field one that is read. */
    @Nullable
    Object last() {
        return sink;
    }
}
