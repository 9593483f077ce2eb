package dev.modelregistry.core.serve;

import static dev.modelregistry.core.serve.ServingGround.MODEL;
import static dev.modelregistry.core.serve.ServingGround.ask;
import static dev.modelregistry.core.serve.ServingGround.key;
import static dev.modelregistry.core.serve.ServingGround.options;
import static dev.modelregistry.core.serve.ServingGround.production;
import static dev.modelregistry.core.serve.ServingGround.rollout;
import static dev.modelregistry.core.serve.ServingGround.watched;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Lease;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.contract.Until;
import dev.modelregistry.core.judge.Arms;
import dev.modelregistry.core.judge.Tally;
import dev.modelregistry.core.judge.Trial;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.serving.PredictionSink.Entry;
import dev.modelregistry.serving.PredictionSink.Exposure;
import dev.modelregistry.serving.PredictionSink.Prediction;
import dev.modelregistry.signature.DataType;
import dev.modelregistry.signature.Field;
import dev.modelregistry.signature.Signature;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Inputs are compared with the signature of the version that answers, where the host asks for that. */
class CheckedInputsTest {
    private static final Signature AIRPORT = Signature.builder()
            .input(Field.of("airport", DataType.STRING).categories("ATL", "JFK"))
            .input(Field.of("hour", DataType.INT8).optional())
            .output("delay", DataType.FLOAT64)
            .build();
    private static final Map<String, Object> GOOD = Map.of("airport", "JFK");
    private static final Map<String, Object> BAD = Map.of("airport", "LAX", "houre", 8);
    private static final String REFUSAL =
            "flights v1.2.0 (2) does not take these inputs: input 'airport' is 'LAX'; expected"
                    + " one of ATL, JFK; input 'houre' is unknown; known are airport, hour";

    /** Version 2 is a candidate and has a signature; version 1 is control and has none. */
    private static final ServingPlan HALF = signed(watched(rollout(1, 2, 7), 5));

    private static final String CONTROLS = key(HALF, 0);
    private static final String CANDIDATES = key(HALF, 1);

    private static ServingPlan signed(ServingPlan plan) {
        List<ModelVersion> versions = plan.versions().stream()
                .map(version -> version.number() != 2
                        ? version
                        : (ModelVersion) new FakeVersion(MODEL, 2, List.of(), Optional.of(AIRPORT)))
                .toList();
        return new ServingPlan(
                plan.router(), versions, plan.routes(), plan.watch(), plan.shade(), plan.revision(), plan.knownAt());
    }

    private static void refuse(Lease<FakeModel> lease) {
        assertThatThrownBy(() -> lease.checkInputs(BAD))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(REFUSAL);
    }

    private static boolean has(Trial trial, long requests) {
        return trial.seen().candidate().tally().requests()
                        + trial.seen().control().tally().requests()
                >= requests;
    }

    @Test
    void aVersionTakesWhatItsSignatureSaysAndNothingElse() throws Exception {
        try (ServingGround ground = new ServingGround(signed(production(2, 1)))) {
            Serving<FakeModel> serving = ground.serve();

            try (Lease<FakeModel> lease = serving.acquire("customer")) {
                lease.checkInputs(GOOD);
                refuse(lease);
                assertThat(lease.model().use()).as("who may go on all the same").isEqualTo(2);
            }
        }
    }

    @Test
    void aVersionWithoutASignatureTakesAnything() throws Exception {
        try (ServingGround ground = new ServingGround(HALF)) {
            Serving<FakeModel> serving = ground.serve();
            Until.holds(() -> serving.route(CANDIDATES).number() == 2);

            try (Lease<FakeModel> lease = serving.acquire(CONTROLS)) {
                lease.checkInputs(BAD);
            }
            try (Lease<FakeModel> lease = serving.acquire(CANDIDATES)) {
                refuse(lease);
            }
        }
    }

    @Test
    void whatWasRefusedCountsForNobody() throws Exception {
        try (ServingGround ground = new ServingGround(HALF)) {
            Serving<FakeModel> serving = ground.serve();
            Until.holds(() -> serving.route(CANDIDATES).number() == 2);
            for (int i = 0; i < 5; i++) {
                try (Lease<FakeModel> lease = serving.acquire(CANDIDATES)) {
                    refuse(lease);
                }
            }
            try (Lease<FakeModel> lease = serving.acquire(CANDIDATES)) {
                refuse(lease);
                lease.checkInputs(GOOD);
            }
            try (Lease<FakeModel> lease = serving.acquire(CANDIDATES)) {
                refuse(lease);
                lease.failed();
            }
            ask(serving, CANDIDATES);
            ask(serving, CONTROLS);

            Trial heard = ground.heard(trial -> has(trial, 4));
            assertThat(new Arms<>(
                            heard.seen().candidate().tally(),
                            heard.seen().control().tally()))
                    .isEqualTo(new Arms<>(new Tally(3, 1), new Tally(1, 0)));
        }
    }

    @Test
    void theSinkIsToldWhyButOfNoFailure() throws Exception {
        List<Entry> kept = new CopyOnWriteArrayList<>();
        try (ServingGround ground = new ServingGround(signed(production(2, 1)))) {
            Serving<FakeModel> serving = ground.serve(options().sink(kept::addAll));
            try (Lease<FakeModel> lease = serving.acquire("customer")) {
                refuse(lease);
            }
            Until.holds(() -> kept.size() == 1);
        }

        assertThat(kept).noneMatch(Exposure.class::isInstance).singleElement().satisfies(entry -> {
            Prediction prediction = (Prediction) entry;
            assertThat(prediction.hasFailed()).isFalse();
            assertThat(prediction.failure().orElseThrow()).hasMessage(REFUSAL);
        });
    }

    @Test
    void aClosedLeaseChecksNothing() throws Exception {
        try (ServingGround ground = new ServingGround(signed(production(2, 1)))) {
            Lease<FakeModel> lease = ground.serve().acquire("customer");
            lease.close();

            assertThatThrownBy(() -> lease.checkInputs(GOOD))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("was closed already: check the inputs before");
        }
    }
}
