package dev.modelregistry.core.run;

import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.event.RunEvent.Points;
import dev.modelregistry.event.RunEvent.RunLogged;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.spi.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a run said since it was last saved: what becomes one event, which bounds it. Not thread-safe. */
public final class Unsaved {
    /** A blob of one and a half megabytes. */
    private static final int MAX_POINTS = 1 << 16;
    /** Bytes of JSON; an event may have 256 KiB, and what is largest has half of that. */
    private static final int MAX_WEIGHT = 100 << 10;

    private static final int MAX_TEXT = 8 << 10;
    /** What an entry of an event weighs apart from its texts. */
    private static final int ENTRY = 150;

    private final Map<String, ParameterValue> parameters = new LinkedHashMap<>();
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private final List<Lineage.Dataset> datasets = new ArrayList<>();
    private final Map<String, ArtifactEntry> artifacts = new LinkedHashMap<>();
    private final PointBuffer points = new PointBuffer();
    private Lineage.@Nullable Code code;
    private int weight;

    /** Sets a parameter. */
    public void parameter(String name, ParameterValue value) {
        check().parameter(name, value);
        int more = weight("parameter '" + name + "'", name, value.toString());
        ParameterValue before = parameters.put(name, value);
        weight += before == null ? more : more - weight(name, name, before.toString());
    }

    /** Sets a result. */
    public void metric(String name, double value) {
        check().metric(name, value);
        int more = weight("metric '" + name + "'", name);
        weight += metrics.put(name, value) == null ? more : 0;
    }

    /** Sets a tag. */
    public void tag(String key, String value) {
        int more = weight("tag '" + key + "'", key, value);
        String before = tags.put(key, value);
        weight += before == null ? more : more - weight(key, key, before);
    }

    /** Adds data. */
    public void dataset(Lineage.Dataset dataset) {
        int more = weight("dataset '" + dataset.name() + "'", dataset.name(), dataset.hash(), dataset.version());
        if (!datasets.contains(dataset)) {
            datasets.add(dataset);
            weight += more;
        }
    }

    /** Sets the code. */
    public void code(Lineage.Code value) {
        weight += weight("the code", value.system(), value.commit(), value.repository());
        code = value;
    }

    /** Adds a stored file. */
    public void artifact(ArtifactEntry entry) {
        int more = weight("artifact '" + entry.path() + "'", entry.path());
        weight += artifacts.put(entry.path(), entry) == null ? more : 0;
    }

    /** Leaves out files that are gone, and says which. */
    public List<ArtifactEntry> dropArtifacts(Predicate<ArtifactEntry> isGone) {
        List<ArtifactEntry> gone = artifacts.values().stream().filter(isGone).toList();
        artifacts.values().removeAll(gone);
        return gone;
    }

    /** Adds a point; the name was checked. */
    public void point(String series, long step, long micros, double value) {
        if (points.add(series, step, micros, value)) {
            weight += weight(series, series);
        }
    }

    /**
     * Checks that a text can name a series.
     *
     * @throws InvalidInputException if it cannot
     */
    public static void checkSeries(String name) {
        check().metric(name, 0);
        weight("series '" + name + "'", name);
    }

    /** The rules for names and values are those of versions. */
    private static Descriptor.Builder check() {
        return Descriptor.builder(SemanticVersion.of(0, 0, 0));
    }

    /** At most how many bytes it adds to an event. What no event can hold is refused at once, and not when it is saved together with other things. */
    private static int weight(String what, String... texts) {
        int bytes = ENTRY;
        for (String text : texts) {
            if (text.length() > MAX_TEXT) {
                throw new InvalidInputException(what + " has " + text.length() + " characters; at most " + MAX_TEXT
                        + " are allowed in a run. Store it as an artifact");
            }
            bytes += Bytes.utf8(text).size(); // refuses what is no Unicode
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                bytes += c < ' ' ? 5 : c == '"' || c == '\\' ? 1 : 0;
            }
        }
        return bytes;
    }

    /** Whether nothing was said. */
    public boolean isEmpty() {
        return weight == 0 && points.size() == 0;
    }

    /** Whether it is time to begin the next one. */
    public boolean isFull() {
        return weight >= MAX_WEIGHT || points.size() >= MAX_POINTS;
    }

    /**
     * All of it as an event.
     *
     * @param store keeps the points
     */
    public RunLogged event(int batch, Function<Bytes, Digest> store) {
        return new RunLogged(
                batch,
                parameters,
                metrics,
                tags,
                datasets,
                Optional.ofNullable(code),
                List.copyOf(artifacts.values()),
                points.size() == 0
                        ? Optional.empty()
                        : Optional.of(new Points(store.apply(points.encode()), points.summaries())));
    }
}
