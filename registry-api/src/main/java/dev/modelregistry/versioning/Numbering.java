package dev.modelregistry.versioning;

import dev.modelregistry.id.SemanticVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which semantic version a draft gets, or a model version got, and why. Immutable.
 *
 * @param version the semantic version
 * @param base the release that it follows and was compared with; empty if there is none below it. The same as the version if the model has just
 *     this registered already, so that nothing would be
 * @param reasons what is different from the base, the farthest raise first; empty without a base. Where very much is different the last one
 *     counts the rest
 */
public record Numbering(SemanticVersion version, Optional<SemanticVersion> base, List<BumpReason> reasons) {
    /** Copies the list. */
    public Numbering {
        reasons = List.copyOf(reasons);
    }

    /** The farthest raise that the reasons ask for; empty without reasons. */
    public Optional<Bump> bump() {
        return reasons.stream().map(BumpReason::bump).max(Comparator.naturalOrder());
    }

    /** Whether the version was there already when this was asked. */
    public boolean isRegistered() {
        return base.isPresent() && base.get().equals(version);
    }

    /** One readable line, such as {@code 1.0.1 → 1.1.0 (MINOR: optional input `wind` was added)}. */
    @Override
    public String toString() {
        if (base.isEmpty()) {
            return version + " (follows no release)";
        }
        if (isRegistered()) {
            return version + " (registered already)";
        }
        return base.get() + " → " + version
                + reasons.stream().map(BumpReason::toString).collect(Collectors.joining("; ", " (", ")"));
    }
}
