package dev.modelregistry.examples.flightdelay;

import dev.modelregistry.GateCheck;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.review.CheckOutcome;
import java.util.List;
import java.util.Locale;

/**
 * Whether the files in the registry predict what was measured after the training: the last chance to notice that the export, the runtime or
 * the features changed underway.
 */
final class SelfTest implements GateCheck {
    static final String NAME = "self-test";

    /** The files count in floats, the training in doubles. */
    private static final double TOLERANCE = 0.001;

    private final List<FlownFlight> heldOut;

    SelfTest(List<FlownFlight> heldOut) {
        this.heldOut = heldOut;
    }

    @Override
    public CheckOutcome check(Candidate candidate) throws Exception {
        ModelVersion version = candidate.version();
        Double registered = version.metrics().get("auc");
        if (registered == null) {
            return CheckOutcome.failed("no AUC was registered to compare with");
        }
        try (OnnxPredictor predictor = OnnxPredictor.load(
                version.artifact(DelayModel.FILE).path(),
                version.artifact(Features.FILE).path())) {
            double measured = Metrics.of(predictor, heldOut).auc();
            String words = String.format(
                    Locale.ROOT, "the stored files reach AUC %.4f, the training %.4f", measured, registered);
            boolean same = Math.abs(measured - registered) <= TOLERANCE;
            return (same ? CheckOutcome.passed(words) : CheckOutcome.failed(words)).with("auc", measured);
        }
    }
}
