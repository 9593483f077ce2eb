package dev.modelregistry.release;

import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.SemanticVersion;
import java.util.Comparator;

/**
 * A version in a release. Ordered by the model's name. Immutable.
 *
 * @param model the model
 * @param number the version's number
 * @param version its semantic version
 * @param digest its digest
 */
public record Member(ModelName model, int number, SemanticVersion version, Digest digest)
        implements Comparable<Member> {
    private static final Comparator<Member> ORDER = Comparator.<Member, String>comparing(
                    member -> member.model.folded())
            .thenComparingInt(Member::number);

    /** What resolves to the version. */
    public ModelUri uri() {
        return new ModelUri(model, new ModelUri.ByNumber(number));
    }

    @Override
    public int compareTo(Member other) {
        return ORDER.compare(this, other);
    }

    /** Such as {@code ranker v4.1.0 (12)}. */
    @Override
    public String toString() {
        return model + " v" + version + " (" + number + ")";
    }
}
