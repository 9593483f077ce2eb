package dev.modelregistry;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.RunId;
import dev.modelregistry.storage.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be erased for ever: parts of versions and artifacts of runs. The same bytes may be there under several names; name them all.
 * Immutable.
 *
 * <pre>{@code
 * registry.storage()
 *         .erase(
 *                 Erasure.of(one, Part.text("description")).and(other, Part.comment(3)),
 *                 because("request 4711"));
 * }</pre>
 */
public final class Erasure {
    private final List<OfVersion> ofVersions;
    private final List<OfRun> ofRuns;

    private Erasure(List<OfVersion> ofVersions, List<OfRun> ofRuns) {
        this.ofVersions = ofVersions;
        this.ofRuns = ofRuns;
    }

    /** A part of a version. */
    public record OfVersion(ModelVersion version, Part part) {
        @Override
        public String toString() {
            return version + " " + part;
        }
    }

    /** A part of a run. */
    public record OfRun(RunId run, Part part) {
        /** @throws InvalidInputException if it is no artifact */
        public OfRun {
            if (part.kind() != Part.Kind.ARTIFACT) {
                throw new InvalidInputException(
                        "run " + run + " has no " + part + "; only its artifacts can be erased");
            }
        }

        @Override
        public String toString() {
            return "run " + run + " " + part;
        }
    }

    /** A part of a version. */
    public static Erasure of(ModelVersion version, Part part) {
        return new Erasure(List.of(new OfVersion(version, part)), List.of());
    }

    /**
     * An artifact of a run.
     *
     * @throws InvalidInputException if it is something else
     */
    public static Erasure of(RunId run, Part part) {
        return new Erasure(List.of(), List.of(new OfRun(run, part)));
    }

    /** This, and a part of a version. */
    public Erasure and(ModelVersion version, Part part) {
        return new Erasure(with(ofVersions, new OfVersion(version, part)), ofRuns);
    }

    /**
     * This, and an artifact of a run.
     *
     * @throws InvalidInputException if it is something else
     */
    public Erasure and(RunId run, Part part) {
        return new Erasure(ofVersions, with(ofRuns, new OfRun(run, part)));
    }

    private static <T> List<T> with(List<T> list, T one) {
        List<T> all = new ArrayList<>(list);
        all.add(one);
        return List.copyOf(all);
    }

    /** The parts of versions. */
    public List<OfVersion> ofVersions() {
        return ofVersions;
    }

    /** The parts of runs. */
    public List<OfRun> ofRuns() {
        return ofRuns;
    }

    @Override
    public String toString() {
        return "erasure of " + ofVersions + ofRuns;
    }
}
