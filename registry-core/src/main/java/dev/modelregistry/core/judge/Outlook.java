package dev.modelregistry.core.judge;

import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;

/** Reckons how much more must be seen until evidence is conclusive. */
final class Outlook {
    /** Beyond this the answer is "never". */
    private static final double MOST = 1e6;

    private static final int HALVINGS = 50;

    private Outlook() {}

    /**
     * How many more, if the logarithm of the evidence grows on as it is.
     *
     * @param seen until now
     * @param logEvidence as a function of the factor by which everything was multiplied; growing once it has reached the target
     * @param target which it has to reach
     */
    static OptionalLong more(long seen, DoubleUnaryOperator logEvidence, double target) {
        if (logEvidence.applyAsDouble(1) >= target) {
            return OptionalLong.of(0);
        }
        if (logEvidence.applyAsDouble(MOST) < target) {
            return OptionalLong.empty();
        }
        double low = 1;
        double high = MOST;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (logEvidence.applyAsDouble(middle) < target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return OptionalLong.of((long) Math.ceil((high - 1) * seen));
    }
}
