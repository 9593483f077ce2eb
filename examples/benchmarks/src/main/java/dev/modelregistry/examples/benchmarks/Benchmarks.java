package dev.modelregistry.examples.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.modelregistry.ModelRegistry;
import java.util.List;

/** Placeholder. */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] args) {
        var cache = Caffeine.newBuilder().<String, String>build();
        System.out.println(cache.get("registry", key -> ModelRegistry.parts()) + " " + List.of(args) + " heap "
                + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB");
    }
}
