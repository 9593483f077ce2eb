package dev.modelregistry.examples.flightdelay;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import org.tribuo.classification.sgd.LabelObjective;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.la.SGDVector;
import org.tribuo.math.util.VectorNormalizer;

/**
 * Tribuo's log loss, which also reports the mean loss of each epoch.
 *
 * <p>Tribuo's trainers only write their progress to a log. They do ask the objective about every flight once in each
 * epoch, from one thread, so counting the questions is enough to know how far they are.
 */
final class EpochObjective implements LabelObjective {

    private final LogMulticlass logLoss = new LogMulticlass();
    private final int rows;
    private final int epochs;
    private final Progress progress;

    private int seen;
    private double loss;

    EpochObjective(int rows, int epochs, Progress progress) {
        this.rows = rows;
        this.epochs = epochs;
        this.progress = progress;
    }

    @Override
    public Pair<Double, SGDVector> lossAndGradient(Integer truth, SGDVector prediction) {
        Pair<Double, SGDVector> result = logLoss.lossAndGradient(truth, prediction);
        // Tribuo climbs the log-likelihood, which is the loss upside down.
        loss -= result.getA();
        seen++;
        if (seen % rows == 0) {
            progress.epochDone(seen / rows, epochs, loss / rows);
            loss = 0;
        }
        return result;
    }

    /** The name of {@link #lossAndGradient} before Tribuo 4.1, which the interface still asks for. */
    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // nobody calls it, so there is nothing to inline
    public Pair<Double, SGDVector> valueAndGradient(int truth, SGDVector prediction) {
        return lossAndGradient(truth, prediction);
    }

    @Override
    public VectorNormalizer getNormalizer() {
        return logLoss.getNormalizer();
    }

    @Override
    public boolean isProbabilistic() {
        return logLoss.isProbabilistic();
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return logLoss.getProvenance();
    }
}
