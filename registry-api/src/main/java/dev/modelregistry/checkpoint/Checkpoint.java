package dev.modelregistry.checkpoint;

import static java.util.stream.Collectors.joining;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A signed statement of where each journal of a registry ended at one time. Immutable.
 *
 * <p>It has two parts. The {@linkplain #note() note} is short, names no model and is what is signed: a checkpoint as the C2SP specification
 * tlog-checkpoint has it, of a tree as RFC 6962 hashes it with one leaf for each journal. The heads are the leaves: their root must be the one
 * in the note, so they cannot be changed either, and they let a check say which journal is not what it was.
 */
public final class Checkpoint {
    private static final String ORIGIN = "model-registry/";

    private final String registry;
    private final Instant time;
    private final SortedMap<JournalId, Head> heads;
    private final Digest root;
    private final List<NoteSignature> signatures;

    /** Is given heads that are there and a root that is theirs. */
    Checkpoint(
            String registry,
            Instant time,
            SortedMap<JournalId, Head> heads,
            Digest root,
            List<NoteSignature> signatures) {
        this.registry = registry;
        this.time = time;
        this.heads = Collections.unmodifiableSortedMap(heads);
        this.root = root;
        this.signatures = List.copyOf(signatures);
    }

    /**
     * States and signs where journals end; {@link dev.modelregistry.ModelRegistry#checkpoint} does it for a whole registry.
     *
     * @param registry the id of the registry
     * @param time when it was so, to the microsecond; what is finer is dropped
     * @throws InvalidInputException if the id is empty or has control characters, or a head is that of a journal without commits
     * @throws IllegalStateException if the key does not sign any more
     */
    public static Checkpoint of(String registry, Instant time, Map<JournalId, Head> heads, CheckpointSigner signer) {
        if (registry.isEmpty() || registry.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidInputException(
                    "registry id '" + registry + "' is not one or more characters without control characters");
        }
        heads.forEach((journal, head) -> {
            if (head.revision() < 1) {
                throw new InvalidInputException("journal " + journal + " has no commits; state those that have");
            }
        });
        SortedMap<JournalId, Head> sorted = new TreeMap<>(heads);
        return new Checkpoint(registry, time.truncatedTo(ChronoUnit.MICROS), sorted, root(sorted), List.of())
                .alsoSignedBy(signer);
    }

    /**
     * Reads what {@link #toText()} gives, and checks that the heads belong to the note. Does not say who signed it: {@link #requireSignedBy} does.
     *
     * @throws InvalidInputException if it is not what {@code toText()} gives for any checkpoint; names the line, what is in it and what was
     *     expected
     */
    public static Checkpoint parse(String text) {
        return new CheckpointReader(text).read();
    }

    static Digest root(SortedMap<JournalId, Head> heads) {
        return MerkleTree.root(heads.entrySet().stream()
                .map(head -> Bytes.utf8(leaf(head.getKey(), head.getValue())))
                .toList());
    }

    /** The journal comes last, because there may be blanks in its key. */
    private static String leaf(JournalId journal, Head head) {
        return head.revision() + " " + head.hash().hex() + " " + journal + "\n";
    }

    /** The same statement with one more signature. That of a key that has signed it already stays as it is. */
    public Checkpoint alsoSignedBy(CheckpointSigner signer) {
        NoteSignature signature = NoteSignature.of(signer.trustedKey(), signer.sign(Bytes.utf8(signedText())));
        if (signatures.contains(signature)) {
            return this;
        }
        List<NoteSignature> all = new ArrayList<>(signatures);
        all.add(signature);
        return new Checkpoint(registry, time, heads, root, all);
    }

    /**
     * Checks that one of these keys has signed it. Signatures of other keys are passed over, so that keys can be changed and others can sign too.
     *
     * @throws InvalidInputException if none of them has, if the signature of one of them is not that of this text, or if there are no keys
     */
    public void requireSignedBy(TrustedKey... trusted) {
        if (trusted.length == 0) {
            throw new InvalidInputException("no key is trusted; give the one that belongs to the signer");
        }
        Bytes text = Bytes.utf8(signedText());
        boolean signed = false;
        for (NoteSignature signature : signatures) {
            for (TrustedKey key : trusted) {
                if (!signature.isOf(key)) {
                    continue;
                }
                if (!key.verifies(text, signature.bytes())) {
                    throw new InvalidInputException("checkpoint " + this + ": the signature of " + key.label()
                            + " is wrong: its text was changed, or another key of this name and id signed it");
                }
                signed = true;
            }
        }
        if (!signed) {
            throw new InvalidInputException("checkpoint " + this + " is signed by "
                    + signatures.stream().map(NoteSignature::label).collect(joining(", ")) + "; expected "
                    + Arrays.stream(trusted).map(TrustedKey::label).collect(joining(" or ")));
        }
    }

    /** The id of the registry that it is of. */
    public String registry() {
        return registry;
    }

    /** When it was begun: what was acknowledged before is in it. */
    public Instant time() {
        return time;
    }

    /** The first line of the note, which no other checkpoint has: {@code model-registry/<registry id>/<time>}. */
    public String origin() {
        return ORIGIN + registry + "/" + time;
    }

    /** Where each journal ended that had begun, in the order of the journals. */
    public SortedMap<JournalId, Head> heads() {
        return heads;
    }

    /** The root of the tree whose leaves are the heads. */
    public Digest root() {
        return root;
    }

    private String signedText() {
        return origin() + "\n" + heads.size() + "\n" + Base64.getEncoder().encodeToString(root.bytes()) + "\n";
    }

    /** What is signed and the signatures, without the heads: fit to be published, for it names no model. A signed note as C2SP has it. */
    public String note() {
        return signedText() + "\n" + joined(signatures);
    }

    /**
     * The whole checkpoint: the {@linkplain #note() note}, an empty line, and a line {@code <revision> <hash> <journal>} for each head. Is to be
     * written as UTF-8.
     */
    public String toText() {
        StringBuilder text = new StringBuilder(note()).append('\n');
        heads.forEach((journal, head) -> text.append(leaf(journal, head)));
        return text.toString();
    }

    private static String joined(Collection<?> lines) {
        return lines.stream().map(line -> line + "\n").collect(joining());
    }

    /** Whether it is the same text. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Checkpoint that && toText().equals(that.toText());
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    /** Its origin. */
    @Override
    public String toString() {
        return origin();
    }
}
