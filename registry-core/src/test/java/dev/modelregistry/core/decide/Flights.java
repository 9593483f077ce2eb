package dev.modelregistry.core.decide;

import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Field;
import dev.modelregistry.signature.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A flight model as it grows. */
final class Flights {
    String task = "classification";
    String target = "delay > 15 minutes";
    String output = "late";
    String algorithm = "random forest";
    final List<String> features = new ArrayList<>(List.of("hour", "distance"));
    final List<Field> inputs = new ArrayList<>(List.of(Field.of("departure", DataType.TIMESTAMP)));
    String tuning = "";

    Consumer<Descriptor.Builder> now() {
        Signature.Builder signature = Signature.builder().task(task).target(target);
        inputs.forEach(signature::input);
        signature.output(output, DataType.FLOAT32);
        return draft -> draft.signature(signature.build())
                .architecture("tree ensemble")
                .algorithm(algorithm)
                .features(features)
                .parameter("tuning", new ParameterValue.Text(tuning));
    }
}
