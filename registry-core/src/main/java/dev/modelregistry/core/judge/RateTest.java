package dev.modelregistry.core.judge;

import dev.modelregistry.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether more of the candidate's requests go wrong than of control's: an e-process on the share of the errors that are the candidate's.
 *
 * <p>It is fed by increments, one for each look. Let p be the candidate's part of an increment's requests, and e₁ of its e errors the
 * candidate's. If its rate is r times control's, each error is the candidate's with probability rp / (1 − p + rp), where p would be if the
 * rates were equal. So the increment multiplies the likelihood ratio by
 *
 * <pre>  L(r) = r^e₁ / (1 + (r − 1) p)^e</pre>
 *
 * and the evidence is the mean of the products over ten relative risks from 1.2 to 10, in equal ratios. With equal rates, and given the requests of both
 * arms and the errors of both together, e₁ is hypergeometric. The mean of a convex function, and r^e₁ is one, is then at most that of
 * the binomial distribution with the same p (Hoeffding, "Probability inequalities for sums of bounded random variables", 1963, theorem 4),
 * which is (1 + (r − 1) p)^e. So L(r) has a mean of at most 1 whatever happened before, likewise for a rate below control's, and the
 * products, and their mean, are supermartingales.
 *
 * <p>p is of the requests that came, and not the share that the policy says: where keys stick to an arm, a few heavy ones may bring far
 * more requests than that. What is assumed: which of an increment's requests go wrong does not depend on the arm if the rates are equal.
 * So the shares must not change within an increment (look when they do), and a look must not be taken because of an error. Nor may errors
 * come in bunches from few keys: if each failed five times in a row, 40 % of the good candidates would be rolled back in place of 2 %. Where
 * they do, count keys in place of requests, and of each key the first error alone.
 *
 * @param seen the sum of all increments
 * @param logLikelihoods the logarithm of the product for each of the relative risks, in their order
 */
public record RateTest(Arms<Tally> seen, List<Double> logLikelihoods) implements AnytimeTest {
    /**
     * Goes on from what was written down.
     *
     * @throws InvalidInputException if there is not one finite number for each relative risk
     */
    public RateTest {
        logLikelihoods = List.copyOf(logLikelihoods);
        if (logLikelihoods.size() != Mixture.RISKS.size()
                || !logLikelihoods.stream().allMatch(Double::isFinite)) {
            throw new InvalidInputException(
                    "log-likelihoods " + logLikelihoods + " are not " + Mixture.RISKS.size() + " finite numbers");
        }
    }

    /** Nothing seen. */
    public static RateTest start() {
        return new RateTest(new Arms<>(Tally.NONE, Tally.NONE), Collections.nCopies(Mixture.RISKS.size(), 0.0));
    }

    /**
     * With what came since the last look.
     *
     * @throws InvalidInputException if there are more requests than fit into a long
     */
    public RateTest next(Arms<Tally> increment) {
        Tally candidate = increment.candidate();
        Tally control = increment.control();
        Arms<Tally> sum =
                new Arms<>(seen.candidate().plus(candidate), seen.control().plus(control));
        double errors = (double) candidate.errors() + control.errors();
        if (errors == 0) {
            return new RateTest(sum, logLikelihoods);
        }
        double share = candidate.requests() / ((double) candidate.requests() + control.requests());
        List<Double> next = new ArrayList<>();
        for (int i = 0; i < Mixture.RISKS.size(); i++) {
            double risk = Mixture.RISKS.get(i);
            double gained = candidate.errors() * Math.log(risk) - errors * Math.log1p((risk - 1) * share);
            next.add(logLikelihoods.get(i) + gained);
        }
        return new RateTest(sum, next);
    }

    /** With what another process saw: the likelihoods of what is independent multiply. */
    public RateTest plus(RateTest other) {
        return new RateTest(
                new Arms<>(
                        seen.candidate().plus(other.seen.candidate()),
                        seen.control().plus(other.seen.control())),
                Mixture.product(logLikelihoods, other.logLikelihoods));
    }

    @Override
    public String name() {
        return "errors";
    }

    @Override
    public double logEvidence() {
        return logEvidence(1);
    }

    /** If all that was seen had come so many times. */
    private double logEvidence(double factor) {
        return Mixture.logMean(logLikelihoods, factor);
    }

    @Override
    public Optional<String> lack() {
        if (seen.candidate().requests() == 0) {
            return Optional.of("no request of the candidate has come that could be compared");
        }
        return seen.control().requests() == 0
                ? Optional.of("no request of control has come to compare with")
                : Optional.empty();
    }

    /** Log-evidence is convex in the factor and 0 at 0: once it is above 0 it grows. */
    @Override
    public OptionalLong outlook(double alpha) {
        return Outlook.more(seen.candidate().requests(), this::logEvidence, AnytimeTest.logNeeded(alpha));
    }

    @Override
    public String unit() {
        return "requests";
    }

    @Override
    public String finding() {
        return finding("failed");
    }

    /** With a verb for what an error is here. */
    String finding(String verb) {
        Tally candidate = seen.candidate();
        Tally control = seen.control();
        return Words.percent(candidate.errors(), candidate.requests()) + " of the candidate's "
                + Words.count(candidate.requests()) + " requests " + verb + ", of control's "
                + Words.count(control.requests()) + " " + Words.percent(control.errors(), control.requests());
    }
}
