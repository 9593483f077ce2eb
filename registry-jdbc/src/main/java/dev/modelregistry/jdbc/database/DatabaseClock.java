package dev.modelregistry.jdbc.database;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database's time without a question for each: this host's, plus how far the two were apart when last asked, which is done once a
 * minute. Where the database does not answer, the last difference goes on. Thread-safe.
 */
final class DatabaseClock implements InstantSource {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);
    private static final Duration TRUSTED = Duration.ofMinutes(1);

    private final Transactions transactions;
    private final String question;
    private volatile @Nullable Difference difference;

    /** @param question gives the time in microseconds since 1970 */
    DatabaseClock(Transactions transactions, String question) {
        this.transactions = transactions;
        this.question = question;
    }

    private record Difference(Duration ahead, long measuredAt) {
        boolean isTrusted() {
            return System.nanoTime() - measuredAt < TRUSTED.toNanos();
        }
    }

    @Override
    public Instant instant() {
        Difference known = difference;
        if (known == null || !known.isTrusted()) {
            known = measured(known);
            difference = known;
        }
        return Instant.now().plus(known.ahead);
    }

    private Difference measured(@Nullable Difference before) {
        try {
            return transactions.read("ask for the time", session -> {
                Instant sent = Instant.now();
                long micros = session.first(question, row -> row.getLong(1)).orElseThrow();
                Duration travel = Duration.between(sent, Instant.now());
                Instant there = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
                return new Difference(Duration.between(sent.plus(travel.dividedBy(2)), there), System.nanoTime());
            });
        } catch (RuntimeException unanswered) {
            if (before == null) {
                throw unanswered;
            }
            LOG.debug("The database does not say what time it is; going on with what it said before", unanswered);
            return new Difference(before.ahead, System.nanoTime());
        }
    }
}
