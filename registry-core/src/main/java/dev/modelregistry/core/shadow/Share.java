package dev.modelregistry.core.shadow;

import dev.modelregistry.error.InvalidInputException;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.BinomialTest;

/**
 * A share of requests, and what it says of the share among all requests that may come: the exact one-sided bounds of Clopper and Pearson
 * ("The use of confidence or fiducial limits illustrated in the case of the binomial", 1934). The upper one is the largest probability at
 * which so few hits or fewer still happen with a probability of {@value #ALPHA}, so it is below the truth for at most one in twenty; Wilson's
 * bound is nearer but does not keep that promise where hits are rare (0 of n: 2.7 / n instead of 3.0 / n).
 *
 * <p>What is assumed: requests hit independently of each other, and the moment of the look was not chosen by what was seen. Who looks after each
 * hundred of 20,000 requests until a rate holds finds that it does for 28 % of the candidates that are just at the limit, in place of 5 %
 * (simulated): look at set times, and not often.
 *
 * @param hits such as flips
 * @param of how many
 */
public record Share(long hits, long of) {
    static final double ALPHA = 0.05;

    private static final int HALVINGS = 60;
    private static final BinomialTest SO_FEW = BinomialTest.withDefaults().with(AlternativeHypothesis.LESS_THAN);

    /** @throws InvalidInputException if there are more hits than requests, or a number is negative */
    public Share {
        if (hits < 0 || hits > of) {
            throw new InvalidInputException(hits + " of " + of + " is no share");
        }
    }

    /** What was seen; NaN of no requests. */
    public double rate() {
        return (double) hits / of;
    }

    /** With 95 % confidence the share is at most this: 1 if there are no requests. */
    public double upper() {
        // The test takes an int. A sample of two thousand million is nearly as good as a larger one, and what is
        // rounded
        // makes the bound higher.
        long parts = of / Integer.MAX_VALUE + 1;
        int requests = (int) (of / parts);
        int some = (int) Math.min(hits / parts + (hits % parts == 0 ? 0 : 1), requests);
        if (some == requests) {
            return 1;
        }
        double low = (double) some / requests;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (SO_FEW.test(requests, some, middle).getPValue() > ALPHA) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** With 95 % confidence the share is at least this: 0 if there are no requests. */
    public double lower() {
        return 1 - new Share(of - hits, of).upper();
    }

    /** Such as "12 of 10,000 decisions flipped (0.12 %)". */
    String words(String what) {
        return Say.count(hits) + " of " + Say.count(of) + " " + what
                + (of == 0 ? "" : " (" + Say.percent(rate()) + ")");
    }
}
