package dev.modelregistry.core.serve;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.serving.ServingStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The versions that are wanted, by their numbers: loaded, being loaded, or waiting to be tried again. Used by the serving thread; others may ask for their {@link #status}. */
final class Stock<T> {
    private final Terms<T> terms;
    private final Map<Integer, Held<T>> held = new ConcurrentHashMap<>();

    Stock(Terms<T> terms) {
        this.terms = terms;
    }

    /** Goes on with whatever is wanted now. */
    void turn(List<ModelVersion> wanted, long now) {
        Set<Integer> numbers = wanted.stream().map(ModelVersion::number).collect(Collectors.toSet());
        wanted.forEach(this::held);
        held.forEach((number, each) -> each.turn(numbers.contains(number), now));
    }

    /** A version that is wanted. */
    Held<T> held(ModelVersion version) {
        return held.computeIfAbsent(version.number(), number -> new Held<>(terms, version));
    }

    /** This is the model of its version, which was given away and is wanted again. */
    void admit(Loaded<T> loaded) {
        held(loaded.version()).admit(loaded);
    }

    /** Whether a version is neither loaded nor being loaded. */
    boolean isMissing(ModelVersion version) {
        Held<T> found = held.get(version.number());
        return found == null || found.isMissing();
    }

    /** Whether nothing is here, or may yet come, that is not wanted. What does not return is not waited for. */
    boolean isClear(long now) {
        return held.values().stream().allMatch(each -> each.isWanted() || each.isOverOrHangs(now));
    }

    /** Gives away each model that is not wanted and that nobody uses, and forgets what is over. */
    void release(Predicate<Loaded<T>> isUsed, Consumer<Loaded<T>> to) {
        for (Held<T> each : held.values()) {
            Loaded<T> loaded = each.loaded();
            if (loaded != null && !each.isWanted() && !isUsed.test(loaded)) {
                to.accept(loaded);
                each.release();
            }
        }
        held.values().removeIf(Held::isOver);
    }

    /** The version with a number; null if it is not loaded. */
    @Nullable
    Loaded<T> loaded(int number) {
        Held<T> version = held.get(number);
        return version == null ? null : version.loaded();
    }

    /** Why a version could not be loaded; null if that is not known. */
    @Nullable
    Throwable failure(int number) {
        Held<T> version = held.get(number);
        return version == null ? null : version.failure();
    }

    /** Whether nothing is left to be waited for. */
    boolean isOver(long now) {
        return held.values().stream().allMatch(each -> each.isOverOrHangs(now));
    }

    /** In how many nanoseconds there is something to do, if nothing happens before. */
    long pause(long now) {
        return held.values().stream().mapToLong(each -> each.pause(now)).min().orElse(Held.NEVER);
    }

    Stream<ServingStatus.Version> status() {
        return held.values().stream().map(Held::status);
    }
}
