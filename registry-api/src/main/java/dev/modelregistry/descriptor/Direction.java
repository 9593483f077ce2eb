package dev.modelregistry.descriptor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which values of a metric are the better ones. */
public enum Direction {
    /** Such as accuracy. */
    HIGHER_IS_BETTER,
    /** Such as an error. */
    LOWER_IS_BETTER;

    private static final Map<String, Direction> KNOWN = Stream.concat(
                    of(
                            HIGHER_IS_BETTER,
                            "accuracy auc aucpr auprc auroc averageprecision balancedaccuracy explainedvariance f1 f1score"
                                    + " gini hitrate iou kappa map mcc ndcg prauc precision r2 recall rocauc sensitivity"
                                    + " specificity throughput"),
                    of(
                            LOWER_IS_BETTER,
                            "brier brierscore crossentropy cost deviance ece error errorrate fpr fnr hinge latency logloss"
                                    + " loss mae mape medae mse msle perplexity rmse rmsle smape wape"))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static Stream<Map.Entry<String, Direction>> of(Direction direction, String names) {
        return Arrays.stream(names.split(" ")).map(name -> Map.entry(name, direction));
    }

    /**
     * The direction of a metric that has one of the usual names, in whatever case and with or without dashes, underscores and blanks: {@code
     * auc}, {@code log_loss}, {@code RMSE}. Empty for any other name: declare it with {@link
     * Descriptor.Builder#direction(String, Direction)}.
     */
    public static Optional<Direction> ofName(String metric) {
        return Optional.ofNullable(KNOWN.get(metric.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "")));
    }

    /** Whether a change of a metric by this much is one for the better. */
    public boolean isBetter(double change) {
        return this == HIGHER_IS_BETTER ? change > 0 : change < 0;
    }
}
