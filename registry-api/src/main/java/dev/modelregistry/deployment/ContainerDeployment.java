package dev.modelregistry.deployment;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.id.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a container that serves one version is called and told, and the Kubernetes manifests for a blue-green deployment as text. Each
 * version has a Deployment of its own, so that the old and the new one run side by side; the model has one Service, whose selector names
 * the version that gets the traffic. To switch, apply the {@link #serviceManifest() Service} of the other version; to go back, that of the
 * one before.
 *
 * <p>All names follow from the version's identity alone: the same on every host, and different for different models and versions. Immutable.
 */
public final class ContainerDeployment {
    private static final String PREFIX = "modelregistry.dev/";
    private static final int MAX_LABEL = 63;
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z]([-a-z0-9]{0,30}[a-z0-9])?");
    private static final int MAX_SLUG = 24;
    private static final int MAX_SUFFIX = 20;
    /** What this class makes of other names, and of names with versions. */
    private static final Pattern MADE_HERE = Pattern.compile(".*-([0-9a-f]{8}|[vn][0-9].*)");

    private final ModelVersion version;
    private final String model;

    private ContainerDeployment(ModelVersion version) {
        this.version = version;
        this.model = slug(version.model().folded());
    }

    /** The deployment of a version. */
    public static ContainerDeployment of(ModelVersion version) {
        return new ContainerDeployment(version);
    }

    /** A name as it is if it may name a Service, and otherwise what is left of it with a hash, so that two never become one. */
    private static String slug(String folded) {
        if (DNS_LABEL.matcher(folded).matches() && !MADE_HERE.matcher(folded).matches()) {
            return folded;
        }
        String letters = folded.replaceAll("[^a-z0-9]+", "-").replaceAll("^[-0-9]+", "");
        String beginning =
                letters.substring(0, Math.min(MAX_SLUG, letters.length())).replaceAll("-+$", "");
        String hash = Digest.of(folded.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 8);
        return (beginning.isEmpty() ? "model" : beginning) + "-" + hash;
    }

    /**
     * The name of the Deployment: the {@link #serviceName()} and the semantic version; with the version's number where that is no plain
     * release, and with nothing but the number where it is very long.
     */
    public String name() {
        boolean plain =
                version.version().isRelease() && version.version().build().isEmpty();
        String suffix = "-v" + version.version().major() + "-"
                + version.version().minor() + "-" + version.version().patch() + (plain ? "" : "-n" + version.number());
        return model + (suffix.length() <= MAX_SUFFIX ? suffix : "-n" + version.number());
    }

    /** The name of the model's Service: its name where Kubernetes takes it, otherwise the beginning of it and a hash. */
    public String serviceName() {
        return model;
    }

    /**
     * Where {@link ModelVersion#materialize} puts the version's files.
     *
     * @param models the directory that it is given, as the container sees it, such as {@code /models}
     */
    public String directory(String models) {
        return models + (models.endsWith("/") ? "" : "/") + version.model() + "/v" + version.version();
    }

    /** Labels of the Deployment and its pods; those that select are among them. */
    public SortedMap<String, String> labels() {
        Map<String, String> labels = new HashMap<>(selector());
        labels.put("app.kubernetes.io/name", model);
        labels.put("app.kubernetes.io/version", label(version.version().toString()));
        labels.put(PREFIX + "digest", version.digest().hex().substring(0, 16));
        return sorted(labels);
    }

    /** The labels that tell the pods of this version from all others. */
    public SortedMap<String, String> selector() {
        return sorted(Map.of(PREFIX + "model", model, PREFIX + "number", Integer.toString(version.number())));
    }

    private static SortedMap<String, String> sorted(Map<String, String> entries) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /** A label takes no plus sign, 63 characters, and a letter or digit at its ends. */
    private static String label(String text) {
        String value = text.replace('+', '_');
        return value.substring(0, Math.min(MAX_LABEL, value.length())).replaceAll("[^A-Za-z0-9]+$", "");
    }

    /** What does not fit into labels: the whole name, digest and URI. */
    public SortedMap<String, String> annotations() {
        return sorted(Map.of(
                PREFIX + "name", version.model().value(),
                PREFIX + "version-digest", version.digest().toString(),
                PREFIX + "uri", version.uri().toString()));
    }

    /**
     * What the container is told: {@code MODEL_NAME}, {@code MODEL_VERSION}, {@code MODEL_NUMBER}, {@code MODEL_DIGEST}, {@code MODEL_URI}
     * and {@code MODEL_DIRECTORY}.
     *
     * @param models see {@link #directory}
     */
    public SortedMap<String, String> environment(String models) {
        return sorted(Map.of(
                "MODEL_NAME", version.model().value(),
                "MODEL_VERSION", version.version().toString(),
                "MODEL_NUMBER", Integer.toString(version.number()),
                "MODEL_DIGEST", version.digest().toString(),
                "MODEL_URI", version.uri().toString(),
                "MODEL_DIRECTORY", directory(models)));
    }

    /**
     * A Deployment of this version, to be completed with probes and limits: one container named {@code server} that finds the files below
     * {@code /models}, on a volume claim named {@code models}.
     *
     * @param image the container's image
     */
    public String deploymentManifest(String image) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: %s
                  labels:
                %s  annotations:
                %sspec:
                  selector:
                    matchLabels:
                %s  template:
                    metadata:
                      labels:
                %s    spec:
                      containers:
                        - name: server
                          image: %s
                          env:
                %s          volumeMounts:
                            - name: models
                              mountPath: /models
                              readOnly: true
                      volumes:
                        - name: models
                          persistentVolumeClaim:
                            claimName: models
                            readOnly: true
                """.formatted(
                        name(),
                        entries(4, labels()),
                        entries(4, annotations()),
                        entries(6, selector()),
                        entries(8, labels()),
                        quoted(image),
                        environment("/models").entrySet().stream()
                                .map(entry -> " ".repeat(12) + "- name: " + entry.getKey() + "\n" + " ".repeat(14)
                                        + "value: " + quoted(literal(entry.getValue())) + "\n")
                                .collect(Collectors.joining()));
    }

    /** The model's Service, which sends all traffic of port 80 to port 8080 of this version's pods. */
    public String serviceManifest() {
        return """
                apiVersion: v1
                kind: Service
                metadata:
                  name: %s
                  annotations:
                %sspec:
                  selector:
                %s  ports:
                    - port: 80
                      targetPort: 8080
                """.formatted(serviceName(), entries(4, annotations()), entries(4, selector()));
    }

    private static String entries(int indent, SortedMap<String, String> entries) {
        return entries.entrySet().stream()
                .map(entry -> " ".repeat(indent) + entry.getKey() + ": " + quoted(entry.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    /** Kubernetes takes {@code $(NAME)} in the value of a variable for another variable, and two dollar signs for one. */
    private static String literal(String value) {
        return value.replace("$", "$$");
    }

    /** A double-quoted scalar of YAML 1.2, in which every text stands as itself. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    @Override
    public String toString() {
        return "deployment of " + version + " as " + name();
    }
}
