package dev.modelregistry.core.judge;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A test that counts from the beginning of the rollout, and also from each part of the present step on. Its evidence is the mean of all of them: a half for the beginning; of the other half a part of 1 / i(i+1) for the i-th step, shared by the step's parts, and what belongs to steps to come counts
 * 1. Those of earlier steps are given up. It is an e-value since each of them is one, and their weights sum to 1 at most.
 *
 * @param test that counts from the beginning
 * @param onsets the evidence of the step
 * @param step which one it is, from 0
 */
public record Onset(AnytimeTest test, Onsets onsets, int step) implements AnytimeTest {
    @Override
    public double logEvidence() {
        double half = Math.log(0.5);
        double ofStep = half - Math.log((step + 1.0) * (step + 2.0));
        double toCome = half - Math.log(step + 2.0);
        return Mixture.logSum(half + test.logEvidence(), ofStep + onsets.logMean(), toCome);
    }

    @Override
    public String name() {
        return test.name();
    }

    @Override
    public boolean compares() {
        return test.compares();
    }

    @Override
    public Optional<String> lack() {
        return test.lack();
    }

    /** By what was seen from the beginning. */
    @Override
    public OptionalLong outlook(double alpha) {
        return test.outlook(alpha);
    }

    @Override
    public String unit() {
        return test.unit();
    }

    @Override
    public String finding() {
        return test.finding();
    }
}
