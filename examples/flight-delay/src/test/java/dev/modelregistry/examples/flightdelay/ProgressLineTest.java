package dev.modelregistry.examples.flightdelay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    @Test
    void aFileGetsALinePerEpoch() {
        assertThat(twoEpochs(false))
                .isEqualToNormalizingNewlines(
                        "training 1.0.0: epoch 1/2, loss 0.5123\ntraining 1.0.0: epoch 2/2, loss 0.5000\n");
    }

    @Test
    void aTerminalGetsOneLineThatIsRewritten() {
        assertThat(twoEpochs(true))
                .isEqualToNormalizingNewlines(
                        "\rtraining 1.0.0: epoch 1/2, loss 0.5123\rtraining 1.0.0: epoch 2/2, loss 0.5000\n");
    }

    private static String twoEpochs(boolean terminal) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Progress progress = new ProgressLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, "1.0.0");
        progress.epochDone(1, 2, 0.51234);
        progress.epochDone(2, 2, 0.5);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
