package dev.modelregistry;

import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.event.Testimony;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.VersionRange;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.lineage.Origin;
import dev.modelregistry.serving.GoldenExample;
import dev.modelregistry.signature.Signature;
import dev.modelregistry.versioning.Numbering;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A registered version: facts that never change. What changes (stage, aliases, tags) is asked of the {@link ModelView}. Two are equal
 * when model, number and digest are. Thread-safe; usable while its registry is open.
 *
 * <p>The identity is at hand; the {@link #descriptor()} is read from the store on first use and then kept, so methods that need it can
 * throw {@link dev.modelregistry.error.StoreUnavailableException} and {@link dev.modelregistry.error.CorruptStoreException}.
 */
public interface ModelVersion {
    /** The model that it is a version of. */
    ModelName model();

    /** 1, 2, 3 … in the order of registration, never reused. */
    int number();

    /** The semantic version, unique within the model. */
    SemanticVersion version();

    /** SHA-256 of the canonical descriptor. */
    Digest digest();

    /**
     * What the model is apart from how well it did and where it came from: SHA-256 over the canonical form of its artifacts, signature,
     * algorithm, architecture, features and parameters. Equal inputs give an equal hash on every host.
     */
    Digest modelHash();

    /** When it was registered. */
    Instant registeredAt();

    /** Who registered it. */
    Actor registeredBy();

    /** Why it was registered. */
    String reason();

    /** The name by which people call it: {@code flight_delay_v2.1.3}. Reads as a {@link ModelUri}. */
    default String label() {
        return model() + "_v" + version();
    }

    /** Why it has this semantic version, as it was decided when it was registered. Read from the journal at each call. */
    Numbering numbering();

    /**
     * What it was {@linkplain RegisteredModel#registerCopy copied} from; empty if it was registered here. Where that is a copy too, it has an
     * origin in turn. Read from the journal at each call.
     */
    Optional<Origin> origin();

    /**
     * What had been said of its {@link #origin()} when it was copied: outcomes of checks, gates passed and glass broken, votes, moves between
     * stages, in the order in which it was said. It is information, and no gate of this registry counts it. Read from the store at each call.
     *
     * @throws dev.modelregistry.error.NotFoundException if it was erased; the message says by whom, when and why
     * @throws dev.modelregistry.error.CorruptStoreException if it is damaged or gone
     */
    List<Testimony> testimony();

    /** Everything that is known of it. */
    Descriptor descriptor();

    /** Its files, sorted by name. */
    List<Artifact> artifacts();

    /**
     * The file with this name.
     *
     * @throws dev.modelregistry.error.NotFoundException if there is none; the message lists those that there are
     */
    Artifact artifact(String name);

    /** The models that it works with in a {@linkplain ReleaseSet release set}, and which releases of them; what it does not name, it works with. */
    default SortedMap<ModelName, VersionRange> worksWith() {
        return descriptor().partners();
    }

    /**
     * The known answers in its artifact {@value GoldenExample#FILE}, in the order in which they were given; empty if there is no such artifact. Read from the store at each call.
     *
     * @throws dev.modelregistry.error.InvalidInputException if the artifact is something else, or larger than 1 MiB
     * @throws dev.modelregistry.error.UnsupportedFormatException if a newer library wrote it
     * @throws dev.modelregistry.error.NotFoundException if it was erased; the message says by whom, when and why
     * @throws dev.modelregistry.error.CorruptStoreException if the stored bytes are damaged or gone
     */
    List<GoldenExample> golden();

    /**
     * A text by its name; see {@link #description()}.
     *
     * @throws dev.modelregistry.error.NotFoundException if it was erased; the message says by whom, when and why
     * @throws dev.modelregistry.error.CorruptStoreException if it is damaged or gone
     */
    Optional<String> text(String name);

    /**
     * Lays all files out under {@code <directory>/<model>/v<version>/}, verified, all at once: the directory appears complete or not at
     * all, so a serving container can watch for it. A directory that is there already and complete is left as it is.
     *
     * @return the directory with the files
     * @throws dev.modelregistry.error.NotFoundException if one of the files was erased, and they are not there yet
     * @throws dev.modelregistry.error.CorruptStoreException if a stored file is damaged or gone
     * @throws dev.modelregistry.error.ConflictException if something else is in that place
     * @throws dev.modelregistry.error.StoreUnavailableException if writing there fails; nothing is left behind
     */
    Path materialize(Path directory);

    /** {@code models:/<model>/<number>}. */
    default ModelUri uri() {
        return new ModelUri(model(), new ModelUri.ByNumber(number()));
    }

    /** What the model takes and gives. */
    default Optional<Signature> signature() {
        return descriptor().signature();
    }

    /** Metrics on data that was held out. */
    default SortedMap<String, Double> metrics() {
        return descriptor().metrics();
    }

    /** Hyper-parameters. */
    default SortedMap<String, ParameterValue> parameters() {
        return descriptor().parameters();
    }

    /** Where it came from. */
    default Lineage lineage() {
        return descriptor().lineage();
    }

    /** What it is, in the words of whoever registered it. */
    default Optional<String> description() {
        return text("description");
    }
}
