package dev.modelregistry.health;

import dev.modelregistry.error.InvalidInputException;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * That a process copies requests to a shadow: while one is under way, what {@link dev.modelregistry.ServedModel#call} did with control is done once more with the candidate, behind the request, and the answers are compared. So the call must have no effects beside its
 * answer, and neither it nor its answer may change afterwards. A request never waits for that. Immutable; each method gives a copy.
 */
public final class Shadowing {
    private static final Shadowing STANDARD =
            new Shadowing(answer -> answer, OptionalDouble.empty(), 100, Duration.ofSeconds(1), Duration.ofSeconds(10));

    private static final Duration LONGEST = Duration.ofDays(1);

    private final Function<Object, ? extends Object> output;
    private final OptionalDouble threshold;
    private final int queue;
    private final Duration deadline;
    private final Duration reportEvery;

    private Shadowing(
            Function<Object, ? extends Object> output,
            OptionalDouble threshold,
            int queue,
            Duration deadline,
            Duration reportEvery) {
        this.output = output;
        this.threshold = threshold;
        this.queue = queue;
        this.deadline = deadline;
        this.reportEvery = reportEvery;
    }

    /** Compares numbers as numbers, and whatever else by its text; up to 100 copies wait, for a second at most; reported every 10 seconds. */
    public static Shadowing standard() {
        return STANDARD;
    }

    /** What of an answer is compared: a {@link Number}, or anything with a text. It must give something. */
    public Shadowing output(Function<Object, ? extends Object> value) {
        return new Shadowing(Objects.requireNonNull(value, "output"), threshold, queue, deadline, reportEvery);
    }

    /**
     * From which number on the host decides otherwise than below, so that it is known how many decisions would flip. The same in each process that serves the model.
     *
     * @throws InvalidInputException if it is not finite
     */
    public Shadowing threshold(double value) {
        if (!Double.isFinite(value)) {
            throw new InvalidInputException("threshold " + value + " is not finite");
        }
        return new Shadowing(output, OptionalDouble.of(value), queue, deadline, reportEvery);
    }

    /**
     * How many copies may wait; more are dropped, and counted.
     *
     * @throws InvalidInputException if it is not above zero
     */
    public Shadowing queue(int value) {
        if (value < 1) {
            throw new InvalidInputException("a queue of " + value + " copies is not above zero");
        }
        return new Shadowing(output, threshold, value, deadline, reportEvery);
    }

    /**
     * How long a copy may wait, or it is dropped, and then how long its call may take, or it is interrupted when another request comes, and counts as late.
     *
     * @throws InvalidInputException if it is not above zero, or more than a day
     */
    public Shadowing deadline(Duration value) {
        return new Shadowing(output, threshold, queue, positive("deadline", value), reportEvery);
    }

    /**
     * How often what was compared is added to what other processes have.
     *
     * @throws InvalidInputException if it is not above zero, or more than a day
     */
    public Shadowing reportEvery(Duration value) {
        return new Shadowing(output, threshold, queue, deadline, positive("report every", value));
    }

    private static Duration positive(String what, Duration value) {
        if (value.isZero() || value.isNegative() || value.compareTo(LONGEST) > 0) {
            throw new InvalidInputException(
                    what + " " + value + " is not above zero and at most " + LONGEST.toDays() + " days");
        }
        return value;
    }

    /** What of an answer is compared. */
    public Function<Object, ? extends Object> output() {
        return output;
    }

    /** From which number on the host decides otherwise. */
    public OptionalDouble threshold() {
        return threshold;
    }

    /** How many copies may wait. */
    public int queue() {
        return queue;
    }

    /** How long a copy may wait, and then how long its call may take. */
    public Duration deadline() {
        return deadline;
    }

    /** How often what was compared is reported. */
    public Duration reportEvery() {
        return reportEvery;
    }
}
