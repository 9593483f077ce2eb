package dev.modelregistry.core.serve;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.ServedMember;
import dev.modelregistry.serving.MemoryBudget.Listening;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is loaded of one model of a set. Used by the serving thread; others may ask for its {@link #status}. */
final class Shelf<T> {
    private final ServedMember<T> member;
    private final Terms<T> terms;
    private final Stock<T> stock;
    private final Drain<T> drain;

    Shelf(ServedMember<T> member, ThreadFactory threads, Runnable wake) {
        this.member = member;
        this.terms = new Terms<>(
                member.loader(),
                member.options(),
                threads,
                new Alerts(member.model(), member.options().onAlert(), threads),
                new Scores(member.model(), member.options()),
                wake);
        this.stock = new Stock<>(terms);
        this.drain = new Drain<>(terms);
    }

    ServedMember<T> member() {
        return member;
    }

    /** Has the serving thread look again when memory is given back, where it is counted. */
    Optional<Listening> listening() {
        return terms.listening();
    }

    /** Goes on with the version that is wanted now, if one is. */
    void turn(@Nullable ModelVersion wanted, long now) {
        stock.turn(wanted == null ? List.of() : List.of(wanted), now);
        Held<T> missing = wanted == null ? null : stock.held(wanted);
        if (missing != null && missing.isMissing()) {
            missing.loadBeside(now);
        }
    }

    /** Has closed what is neither wanted nor used. */
    void release(Predicate<Loaded<?>> isUsed, long now) {
        stock.release(isUsed::test, loaded -> drain.add(loaded, now));
        drain.turn(now);
    }

    /** The version with a number; null if it is not loaded. */
    @Nullable
    Loaded<T> loaded(int number) {
        return stock.loaded(number);
    }

    /** Why a version could not be loaded; null if that is not known. */
    @Nullable
    Throwable failure(int number) {
        return stock.failure(number);
    }

    void raise(Kind kind, String words, Throwable cause) {
        terms.alerts().raise(kind, words, cause);
    }

    boolean isOver(long now) {
        return stock.isOver(now) && drain.isEmpty();
    }

    /** In how many nanoseconds there is something to do, if nothing happens before. */
    long pause(long now) {
        return Math.min(stock.pause(now), drain.pause(now));
    }

    List<ServingStatus.Version> status() {
        return Stream.concat(stock.status(), drain.status())
                .sorted(Comparator.comparing(ServingStatus.Version::number))
                .toList();
    }
}
