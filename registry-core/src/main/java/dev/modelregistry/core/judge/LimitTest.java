package dev.modelregistry.core.judge;

import dev.modelregistry.error.InvalidInputException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether more of the candidate's requests fail than a limit allows, whatever control does. For a relative risk r and e errors of n requests, with a limit of p,
 *
 * <pre>  L(r) = r^e / (1 + (r − 1) p)^n</pre>
 *
 * has a mean of at most 1 while each request fails with a probability of at most p, whatever happened before: a single one's is (1 + (r − 1) q) / (1 + (r − 1) p) for a rate of q. The evidence is the mean over the risks of {@link RateTest}.
 *
 * <p>What is assumed: errors do not come in bunches from few keys, as for {@link RateTest}.
 *
 * @param limit the part that may fail
 * @param seen of the candidate
 * @param logLikelihoods the logarithm of the product over intervals, for each of the relative risks
 */
public record LimitTest(double limit, Tally seen, List<Double> logLikelihoods) implements AnytimeTest {
    /** The logarithms where nothing was seen. */
    public static final List<Double> NOTHING = Mixture.each(risk -> 0);

    /** @throws InvalidInputException if the limit is not above 0 and below 1 */
    public LimitTest {
        if (!(limit > 0 && limit < 1)) {
            throw new InvalidInputException("limit " + limit + " is not above 0 and below 1");
        }
        logLikelihoods = List.copyOf(logLikelihoods);
    }

    /**
     * Of one interval.
     *
     * @throws InvalidInputException if the limit is not above 0 and below 1
     */
    public static LimitTest of(double limit, Tally seen) {
        return new LimitTest(limit, seen, Mixture.each(risk -> logLikelihood(risk, limit, seen)));
    }

    private static double logLikelihood(double risk, double limit, Tally seen) {
        return seen.errors() * Math.log(risk) - seen.requests() * Math.log1p((risk - 1) * limit);
    }

    @Override
    public String name() {
        return "error limit";
    }

    @Override
    public boolean compares() {
        return false;
    }

    @Override
    public double logEvidence() {
        return logEvidence(1);
    }

    private double logEvidence(double factor) {
        return Mixture.logMean(logLikelihoods, factor);
    }

    @Override
    public Optional<String> lack() {
        return seen.requests() == 0 ? Optional.of("no request of the candidate has come") : Optional.empty();
    }

    @Override
    public OptionalLong outlook(double alpha) {
        return Outlook.more(seen.requests(), this::logEvidence, AnytimeTest.logNeeded(alpha));
    }

    @Override
    public String unit() {
        return "requests";
    }

    @Override
    public String finding() {
        return Words.percent(seen.errors(), seen.requests()) + " of the candidate's " + Words.count(seen.requests())
                + " requests failed, and " + Words.percent(limit) + " may";
    }
}
