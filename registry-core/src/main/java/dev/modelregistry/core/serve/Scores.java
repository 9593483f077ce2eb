package dev.modelregistry.core.serve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.serving.ServingOptions;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests whose score comes later. Thread-safe. */
final class Scores {
    /** Sums of squares must be finite. */
    private static final double LARGEST = 1e100;

    private final ModelName model;
    private final Duration within;
    private final Cache<String, Optional<ArmCounter>> waiting;

    Scores(ModelName model, ServingOptions<?> options) {
        this.model = model;
        this.within = options.scoresWithin();
        this.waiting = Caffeine.newBuilder()
                .maximumSize(options.scoresAwaited())
                .expireAfterWrite(within)
                .build();
    }

    /** @param counter where the score counts; null if it does not, because nothing is judged */
    void await(String id, @Nullable ArmCounter counter) {
        if (id.isEmpty()) {
            throw new InvalidInputException(
                    "the id of a request of model " + model + " is empty; give one that no other request has");
        }
        waiting.put(id, Optional.ofNullable(counter));
    }

    /** The score is there. */
    void score(String id, double value) {
        check(value);
        Optional<ArmCounter> counter = waiting.asMap().remove(id);
        if (counter == null) {
            throw new NotFoundException("no request '" + id + "' of model " + model
                    + " waits for a score in this process: it was never announced here, has got its score, or has waited for more than "
                    + within + "; score it by its stamp where another process answered");
        }
        counter.ifPresent(each -> each.score(value));
    }

    static double check(double value) {
        if (!(Math.abs(value) <= LARGEST)) {
            throw new InvalidInputException(
                    "score " + value + " is not from -1e100 to 1e100; leave it out if there is none");
        }
        return value;
    }
}
