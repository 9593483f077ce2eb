package dev.modelregistry.examples.serving;

import static dev.modelregistry.Change.because;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.ServedModel;
import dev.modelregistry.id.Stage;
import dev.modelregistry.serving.ServingOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers get over HTTP, of a model that knows one airport. */
@Timeout(60)
class PredictionServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final ModelRegistry registry = ModelRegistry.openOrCreate("memory:").as("test");
    private final RegisteredModel flights = registry.model("flights");
    private ServedModel<DelayModel> served;
    private PredictionServer server;

    @BeforeEach
    void open() throws IOException {
        ModelVersion version = flights.register(draft -> draft.artifact("weights", new byte[] {1}), because("a test"));
        flights.promote(version, Stage.STAGING, because("a test"));
        flights.promote(version, Stage.PRODUCTION, because("a test"));
        served = registry.serve("flights", loaded -> new OneAirport(), ServingOptions.<DelayModel>standard());
        server = new PredictionServer(served);
    }

    @AfterEach
    void close() {
        server.close();
        registry.close();
    }

    private record OneAirport() implements DelayModel {
        @Override
        public double probabilityOfDelay(Flight flight) {
            if (!flight.origin().equals("ATL")) {
                throw new IllegalArgumentException("the model does not know the airport " + flight.origin());
            }
            return flight.hour() / 100.0;
        }

        @Override
        public void close() {}
    }

    private HttpResponse<String> ask(String parameters) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + parameters)).build(), BodyHandlers.ofString());
    }

    @Test
    void anAnswerSaysWhichVersionGaveIt() throws Exception {
        HttpResponse<String> answer = ask("?customer=c17&origin=ATL&hour=18&miles=700");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"probability_of_delay\":0.1800,\"by\":\"" + served.route("c17") + "\"}")
                .contains("flights v1.0.0 (1) control @");
    }

    @Test
    void aFailureSaysWhichVersionFailed() throws Exception {
        HttpResponse<String> answer = ask("?customer=c17&origin=SLC&hour=18&miles=700");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"the model does not know the airport SLC\",\"by\":\"" + served.route("c17")
                        + "\"}");
    }

    @Test
    void whatIsNoQuestionIsNoFailureOfAVersion() throws Exception {
        for (String malformed : new String[] {
            "",
            "?customer=c1",
            "?origin=atlanta&hour=1&miles=1",
            "?origin=ATL&hour=24&miles=1",
            "?origin=ATL&hour=x&miles=1"
        }) {
            HttpResponse<String> answer = ask(malformed);

            assertThat(answer.statusCode()).as(malformed).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("{\"error\":\"expected customer, origin, hour and miles\"}");
        }
    }

    @Test
    void nobodyAnswersWhenNothingIsInProduction() throws Exception {
        ModelVersion version = flights.in(Stage.PRODUCTION).orElseThrow().version();
        flights.archive(version, because("a test"));

        HttpResponse<String> answer = ask("?customer=c17&origin=ATL&hour=18&miles=700");
        for (int i = 0; i < 10_000 && answer.statusCode() == 200; i++) { // until the thread that serves has heard of it
            answer = ask("?customer=c17&origin=ATL&hour=18&miles=700");
        }

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"error\":\"no model is in production\"}");
    }
}
