package dev.modelregistry.examples.benchmarks;

import static dev.modelregistry.Change.because;

import dev.modelregistry.Change;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.VersionDraft;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Lineage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What is searched in: models whose content follows from their number, so that it is the same each time and whoever makes which part. Each
 * version has four metrics, five tags and three edges of lineage; each model has one version in production and one alias or more. Immutable.
 */
record Catalog(int models, int versionsPerModel) {
    static final byte[] ARTIFACT = {1, 2, 3};
    /** When the first models begin. */
    static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    /** When the last ones do. */
    static final Instant TO = FROM.plus(Duration.ofDays(700));

    private static final Duration LONGEST_GAP = Duration.ofDays(5);
    private static final List<String> TASKS =
            List.of("churn", "delay", "demand", "fraud", "intent", "price", "quality", "ranking", "risk", "spam");
    private static final Change WHY = because("something to search for");

    static String task(int any) {
        return TASKS.get(any % TASKS.size());
    }

    static String name(int model) {
        return String.format(Locale.ROOT, "%s-%06d", task(model), model);
    }

    static String team(int any) {
        return "team-" + any % 50;
    }

    static String region(int any) {
        return "region-" + any % 12;
    }

    static String blue(int any) {
        return "blue-" + any % 500;
    }

    /** A hundred versions have the same, on average. */
    String owner(int any) {
        return "user-" + any % among(100);
    }

    /** And the same data. */
    String dataset(int any) {
        return "rows-" + any % among(100);
    }

    static String hash(String dataset) {
        return "sha256:" + Integer.toHexString(dataset.hashCode());
    }

    /** Twenty versions have the same. */
    String commit(int any) {
        return String.format(Locale.ROOT, "%040x", any % among(20));
    }

    private int among(int versions) {
        return Math.max(1, versions() / versions);
    }

    int versions() {
        return models * versionsPerModel;
    }

    /**
     * Registers one model.
     *
     * @param clock the registry's, which is set here
     */
    void fill(ModelRegistry registry, SetClock clock, int number) {
        SplittableRandom random = new SplittableRandom(number);
        clock.set(FROM.plusSeconds(random.nextLong(Duration.between(FROM, TO).toSeconds())));
        RegisteredModel model = registry.model(name(number));
        List<ModelVersion> versions = new ArrayList<>();
        for (int i = 1; i <= versionsPerModel; i++) {
            clock.set(clock.instant().plusSeconds(random.nextLong(LONGEST_GAP.toSeconds())));
            SemanticVersion version = SemanticVersion.of(1, i, 0);
            SplittableRandom facts = random.split();
            ModelVersion registered =
                    model.register(draft -> fill(draft.version(version), number, version, facts), WHY);
            tags(number * versionsPerModel + i, facts).forEach((key, value) -> model.tag(registered, key, value, WHY));
            versions.add(registered);
        }
        ModelVersion live = versions.get(random.nextInt(versions.size()));
        model.promote(live, Stage.STAGING, WHY);
        model.promote(live, Stage.PRODUCTION, WHY);
        model.alias("champion", live, WHY);
        if (number % 10 == 3) {
            model.alias("challenger", versions.get(versions.size() - 1), WHY);
        }
        if (number % 10 == 7) {
            model.alias(blue(number), live, WHY);
        }
    }

    private void fill(VersionDraft draft, int model, SemanticVersion version, SplittableRandom facts) {
        double auc = facts.nextDouble();
        draft.artifact("model.bin", ARTIFACT)
                .algorithm("gradient boosting")
                .parameter("epochs", 5)
                .metric("auc", auc)
                .metric("logloss", 1 - auc * facts.nextDouble())
                .metric("accuracy", facts.nextDouble())
                .metric("latency", facts.nextInt(1, 500))
                .lineage(lineage(model, version, facts));
    }

    private Lineage lineage(int model, SemanticVersion version, SplittableRandom facts) {
        String data = dataset(any(facts));
        Lineage.Builder lineage = Lineage.builder().dataset(data, hash(data)).code("git", commit(any(facts)));
        if (version.minor() > 1) {
            String before = SemanticVersion.of(1, version.minor() - 1, 0).toString();
            return lineage.parent(name(model), before, "retrained from").build();
        }
        String second = dataset(any(facts));
        return lineage.dataset(second, hash(second)).build();
    }

    private Map<String, String> tags(int version, SplittableRandom facts) {
        int tier = facts.nextInt(100);
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("team", team(any(facts)));
        tags.put("tier", tier < 5 ? "gold" : tier < 25 ? "silver" : "bronze");
        tags.put("region", region(any(facts)));
        tags.put("owner", owner(any(facts)));
        tags.put("ticket", "T-" + version);
        return tags;
    }

    private static int any(SplittableRandom random) {
        return random.nextInt(Integer.MAX_VALUE);
    }
}
