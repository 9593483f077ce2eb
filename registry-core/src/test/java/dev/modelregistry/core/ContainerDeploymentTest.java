package dev.modelregistry.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.deployment.ContainerDeployment;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and manifests of containers. */
class ContainerDeploymentTest {
    private final Ground ground = new Ground();
    private final ModelRegistry registry = ground.open();

    @TempDir
    private Path models;

    @AfterEach
    void close() {
        ground.close();
    }

    private ModelVersion version(String model, String version) {
        return Ground.register(registry.model(model), version);
    }

    @ParameterizedTest
    @CsvSource({
        "churn, 1.2.3, churn-v1-2-3",
        "Churn, 1.2.3, churn-v1-2-3",
        "churn, 1.2.3-rc.1, churn-v1-2-3-n1",
        "churn, 1.2.3+linux, churn-v1-2-3-n1",
        "flight_delay, 2.0.0, flight-delay-f8374997-v2-0-0",
        "flight delay, 2.0.0, flight-delay-5c3b1f82-v2-0-0",
        "7, 1.0.0, model-7902699b-v1-0-0",
        "(), 1.0.0, model-2e38e77b-v1-0-0",
        "churn, 1.1000000.2147483647, churn-n1"
    })
    void namesAreTakenByKubernetesAndTellVersionsApart(String model, String version, String name) {
        assertThat(ContainerDeployment.of(version(model, version)).name()).isEqualTo(name);
    }

    @Test
    void everyNameFitsAndNoTwoAreAlike() {
        Set<String> names = new HashSet<>();
        List<String> models = List.of(
                "a",
                "a-v1-0-0",
                "a-n1",
                "a-b-" + "f".repeat(8),
                "flight_delay",
                "flight-delay-f8374997",
                "a-b",
                "a_b",
                "a b",
                "a.b",
                "a--b",
                "a-",
                "x".repeat(32),
                "x".repeat(33),
                "x".repeat(128),
                "~",
                "#");
        for (String model : models) {
            for (String version : List.of(
                    "1.0.0",
                    "1.0.0-a.b",
                    "1.0.0-a-b",
                    "2147483647.2147483647.2147483646",
                    "2.0.0-" + "a".repeat(100))) {
                ContainerDeployment deployment = ContainerDeployment.of(version(model, version));
                assertThat(deployment.name())
                        .matches("[a-z]([-a-z0-9]*[a-z0-9])?")
                        .hasSizeLessThanOrEqualTo(53);
                assertThat(deployment.serviceName())
                        .matches("[a-z]([-a-z0-9]*[a-z0-9])?")
                        .hasSizeLessThanOrEqualTo(63);
                assertThat(names.add(deployment.name())).as(deployment.name()).isTrue();
                assertThat(deployment.labels().values())
                        .allMatch(value -> value.matches("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"));
            }
        }
    }

    @Test
    void theDirectoryIsTheOneThatTheFilesAreLaidOutIn() {
        ModelVersion version = version("flight delay", "1.2.3");

        assertThat(version.materialize(models).toString())
                .isEqualTo(ContainerDeployment.of(version).directory(models.toString()))
                .isEqualTo(ContainerDeployment.of(version).directory(models + "/"));
    }

    @Test
    void aNameIsNoReferenceToAVariable() {
        assertThat(ContainerDeployment.of(version("$(HOME)", "1.0.0")).deploymentManifest("server:1"))
                .contains("value: \"$$(HOME)\"", "modelregistry.dev/name: \"$(HOME)\"");
    }

    @Test
    void writesTheManifests() {
        ModelVersion version = version("churn", "1.2.3");
        String digest = version.digest().hex();

        assertThat(ContainerDeployment.of(version).serviceManifest()).isEqualTo("""
                apiVersion: v1
                kind: Service
                metadata:
                  name: churn
                  annotations:
                    modelregistry.dev/name: "churn"
                    modelregistry.dev/uri: "models:/churn/1"
                    modelregistry.dev/version-digest: "sha256:%s"
                spec:
                  selector:
                    modelregistry.dev/model: "churn"
                    modelregistry.dev/number: "1"
                  ports:
                    - port: 80
                      targetPort: 8080
                """.formatted(digest));
        assertThat(ContainerDeployment.of(version).deploymentManifest("registry.example.org/\"server\\:1"))
                .isEqualTo("""
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: churn-v1-2-3
                  labels:
                    app.kubernetes.io/name: "churn"
                    app.kubernetes.io/version: "1.2.3"
                    modelregistry.dev/digest: "%1$s"
                    modelregistry.dev/model: "churn"
                    modelregistry.dev/number: "1"
                  annotations:
                    modelregistry.dev/name: "churn"
                    modelregistry.dev/uri: "models:/churn/1"
                    modelregistry.dev/version-digest: "sha256:%2$s"
                spec:
                  selector:
                    matchLabels:
                      modelregistry.dev/model: "churn"
                      modelregistry.dev/number: "1"
                  template:
                    metadata:
                      labels:
                        app.kubernetes.io/name: "churn"
                        app.kubernetes.io/version: "1.2.3"
                        modelregistry.dev/digest: "%1$s"
                        modelregistry.dev/model: "churn"
                        modelregistry.dev/number: "1"
                    spec:
                      containers:
                        - name: server
                          image: "registry.example.org/\\"server\\\\:1"
                          env:
                            - name: MODEL_DIGEST
                              value: "sha256:%2$s"
                            - name: MODEL_DIRECTORY
                              value: "/models/churn/v1.2.3"
                            - name: MODEL_NAME
                              value: "churn"
                            - name: MODEL_NUMBER
                              value: "1"
                            - name: MODEL_URI
                              value: "models:/churn/1"
                            - name: MODEL_VERSION
                              value: "1.2.3"
                          volumeMounts:
                            - name: models
                              mountPath: /models
                              readOnly: true
                      volumes:
                        - name: models
                          persistentVolumeClaim:
                            claimName: models
                            readOnly: true
                """.formatted(digest.substring(0, 16), digest));
    }
}
