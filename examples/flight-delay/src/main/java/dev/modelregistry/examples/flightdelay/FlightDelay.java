package dev.modelregistry.examples.flightdelay;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.modelregistry.ModelRegistry;
import java.util.List;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Placeholder: trains, exports to ONNX and loads the export. */
public final class FlightDelay {
    private FlightDelay() {}

    public static void main(String[] args) throws OrtException {
        var labels = new LabelFactory();
        var flights = new MutableDataset<>(new SimpleDataSourceProvenance("two flights", labels), labels);
        flights.add(flight("late", 18));
        flights.add(flight("punctual", 6));
        var model = new LogisticRegressionTrainer().train(flights);
        byte[] onnx = model.exportONNXModel("dev.modelregistry.flightdelay", 1).toByteArray();
        try (var session = OrtEnvironment.getEnvironment().createSession(onnx)) {
            System.out.println(ModelRegistry.parts() + " " + List.of(args) + " inputs " + session.getInputNames());
        }
    }

    private static Example<Label> flight(String outcome, double hour) {
        return new ArrayExample<>(new Label(outcome), new String[] {"hour"}, new double[] {hour});
    }
}
