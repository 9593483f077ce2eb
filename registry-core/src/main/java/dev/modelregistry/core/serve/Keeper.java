package dev.modelregistry.core.serve;

import dev.modelregistry.serving.MemoryBudget.Listening;
import dev.modelregistry.serving.ServingAlert.Kind;
import dev.modelregistry.serving.ServingStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The serving thread: looks for the plan, has versions loaded, publishes tables, retires what they do not name, and has it closed. It waits for a wake-up
 * or the next thing that is due, and runs nothing of the host's but the plan's supplier, so no loader, closer or listener can stop it.
 */
final class Keeper<T> extends Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    private final Serving<T> serving;
    private final Terms<T> terms;
    private final Looks<ServingPlan> looks;
    private final Stock<T> stock;
    private final Drain<T> drain;
    private final Exchange<T> exchange;
    private final WakeUps wakeUps;
    private Optional<Listening> freed = Optional.empty();

    /**
     * Looks for nothing before it runs.
     *
     * @param lookEvery how often to read the plan, at least
     * @param wakeUps by whatever happens
     */
    Keeper(Serving<T> serving, Terms<T> terms, Supplier<ServingPlan> plans, Duration lookEvery, WakeUps wakeUps) {
        super(wakeUps, terms.options().retryAfter());
        this.serving = serving;
        this.terms = terms;
        this.looks = new Looks<>(
                plans,
                lookEvery,
                serving,
                failure -> terms.alerts()
                        .raise(
                                Kind.STORE_UNREACHABLE,
                                "cannot ask what to serve; what is loaded goes on, and it is asked again every few seconds",
                                failure));
        this.wakeUps = wakeUps;
        this.stock = new Stock<>(terms);
        this.drain = new Drain<>(terms);
        this.exchange = new Exchange<>(terms, stock, drain);
    }

    /** The plan may have changed. */
    void ask() {
        looks.ask();
        wakeUps.wake();
    }

    @Override
    void begun() {
        freed = terms.listening();
    }

    @Override
    void hasBug(Throwable bug) {
        serving.hasBug(bug);
    }

    @Override
    void ended() {
        freed.ifPresent(Listening::close);
        serving.ended();
    }

    @Override
    long turn() {
        if (!serving.isClosed()) {
            looks.look();
        }
        long now = System.nanoTime();
        ServingPlan following = serving.isClosed() ? null : looks.plan();
        stock.turn(exchange.wanted(following), now);
        if (exchange.turn(following, now)) {
            stock.turn(exchange.wanted(following), now);
        }
        if (following != null) {
            exchange.load(following, serving.table(), now);
            serving.publish(following, stock::loaded, exchange);
        }
        stock.release(serving.table()::uses, loaded -> drain.add(loaded, now));
        drain.turn(now);
        serving.turned(following, looks.unreachable(), stock);
        if (serving.isClosed() && stock.isOver(now) && drain.isEmpty()) {
            return -1;
        }
        long looking = serving.isClosed() ? Held.NEVER : looks.pause(now);
        long pause = Math.min(stock.pause(now), Math.min(drain.pause(now), exchange.pause(now)));
        return Math.min(looking, pause);
    }

    @Nullable
    ServingPlan plan() {
        return looks.plan();
    }

    /** Says what was in use for too long when serving was closed. */
    void warnOfRest() {
        LOG.warn(
                "Closed {} after {} while this was left, and is closed when it is through: {}",
                serving,
                terms.options().drainLimit(),
                status());
    }

    List<ServingStatus.Version> status() {
        return Stream.concat(stock.status(), drain.status())
                .sorted(Comparator.comparing(ServingStatus.Version::number))
                .toList();
    }

    @Override
    public String toString() {
        return "The " + serving;
    }
}
