package dev.modelregistry.examples.serving;

import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;

/** Flights as Tribuo wants them. */
final class Examples {
    static final Label ON_TIME = new Label("on-time");
    static final Label DELAYED = new Label("delayed");

    private Examples() {}

    /** To learn from. */
    static Example<Label> of(Features features, FlownFlight flown) {
        return of(features, flown.flight(), flown.isDelayed() ? DELAYED : ON_TIME);
    }

    /** To predict. */
    static Example<Label> of(Features features, Flight flight) {
        return of(features, flight, LabelFactory.UNKNOWN_LABEL);
    }

    private static Example<Label> of(Features features, Flight flight, Label label) {
        Example<Label> example = new ArrayExample<>(label);
        float[] values = features.encode(flight);
        for (int i = 0; i < values.length; i++) {
            if (values[i] != 0) { // Tribuo takes what is missing for 0
                example.add(new Feature(features.names().get(i), values[i]));
            }
        }
        return example;
    }
}
