package dev.modelregistry.core.decide;

import dev.modelregistry.core.diff.DescriptorDiff;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.descriptor.Descriptor;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.versioning.Bump;
import dev.modelregistry.versioning.BumpReason;
import dev.modelregistry.versioning.Numbering;
import dev.modelregistry.versioning.VersioningPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives a registration its semantic version. The release below it is the base: the version must be raised above it as far as what is
 * different asks for. The release above it must be as far above it in turn, or whoever stays on the line would break there. Pre-releases
 * promise nothing, so nothing is compared with them.
 *
 * @param descriptors reads what is registered
 * @param policy the host's rules
 */
public record Numberer(Function<VersionState, Descriptor> descriptors, VersioningPolicy policy) {
    private static final SemanticVersion FIRST = SemanticVersion.of(1, 0, 0);
    private static final int TOLD = 5;

    /** The release that an automatic version is counted on from, or null if there is none. */
    @Nullable
    VersionState base(ModelState state, Registration wish) {
        SemanticVersion asked = wish.wanted().base().orElse(null);
        if (asked == null) {
            return state.lastRelease();
        }
        VersionState base = state.version(asked);
        if (base == null) {
            throw new NotFoundException("model '" + wish.model() + "' has no version " + asked
                    + " to count on from; its highest release is "
                    + Optional.ofNullable(state.lastRelease())
                            .map(last -> last.version().toString())
                            .orElse("none"));
        }
        return base;
    }

    /** Counts on from a base that {@link #base} found; the version may be taken. */
    Numbering counted(@Nullable VersionState base, Registration wish) {
        if (base == null) {
            return new Numbering(FIRST, Optional.empty(), List.of());
        }
        List<BumpReason> reasons = reasons(base, wish);
        return new Numbering(farthest(reasons).after(base.version()), Optional.of(base.version()), reasons);
    }

    /**
     * Counts up to a version that is asked for.
     *
     * @throws RejectedException if it is too low
     */
    Numbering asked(ModelState state, Registration wish, SemanticVersion version) {
        VersionState base = state.releaseBelow(version);
        if (base == null) {
            return new Numbering(version, Optional.empty(), List.of());
        }
        List<BumpReason> reasons = new ArrayList<>(reasons(base, wish));
        checkRaised(wish, base, version, reasons);
        Bump raised = Bump.between(base.version(), version);
        if (raised.compareTo(farthest(reasons)) > 0) {
            String asker = wish.copy().isEmpty() ? "the draft asks for " : "the original is ";
            reasons.add(0, new BumpReason(raised, asker + version));
        }
        return new Numbering(version, Optional.of(base.version()), reasons);
    }

    /**
     * Whether whoever stays on a line is not broken by a version in the midst of it.
     *
     * @throws RejectedException if the release below it, which is not the base, or the one above it is too close
     */
    void checkNeighbours(ModelState state, Registration wish, Numbering numbering) {
        SemanticVersion version = numbering.version();
        VersionState below = numbering.base().isPresent() ? state.releaseBelow(version) : null;
        if (below != null && !below.version().equals(numbering.base().get())) {
            checkRaised(wish, below, version, reasons(below, wish));
        }
        VersionState above = version.isRelease() ? state.releaseAbove(version) : null;
        if (above == null || Bump.between(version, above.version()) == Bump.MAJOR) {
            return;
        }
        List<BumpReason> reasons = DescriptorDiff.between(wish.draft(), descriptors.apply(above));
        if (!isRaised(version, above.version(), farthest(reasons))) {
            throw new RejectedException("version " + version + " of model '" + wish.model() + "' cannot stand before "
                    + above.version() + ", which is there: from it to there, " + told(reasons)
                    + wish.advice(". Register it above all releases instead"));
        }
    }

    private static void checkRaised(
            Registration wish, VersionState below, SemanticVersion version, List<BumpReason> reasons) {
        if (!isRaised(below.version(), version, farthest(reasons))) {
            boolean chosen = wish.wanted().version().isPresent();
            throw new RejectedException("version " + version + " of model '" + wish.model() + "' is too low: behind "
                    + below.version() + " it must be "
                    + farthest(reasons).after(below.version()) + " or higher, because " + told(reasons)
                    + wish.advice(
                            chosen
                                    ? ". Leave the version out to get the lowest that will do"
                                    : ". Base it on " + below.version()));
        }
    }

    /** Before 1.0.0 the second number says what the first one says later; see {@link Bump#after}. */
    private static boolean isRaised(SemanticVersion from, SemanticVersion to, Bump bump) {
        Bump needed = from.major() == 0 && bump == Bump.MAJOR ? Bump.MINOR : bump;
        return Bump.between(from, to).compareTo(needed) >= 0;
    }

    private List<BumpReason> reasons(VersionState base, Registration wish) {
        Descriptor before = descriptors.apply(base);
        List<BumpReason> reasons = new ArrayList<>(DescriptorDiff.all(before, wish.draft()));
        reasons.addAll(ofPolicy(before, wish.draft()));
        Bump atLeast = wish.wanted().atLeast();
        if (atLeast.compareTo(farthest(reasons)) > 0) {
            reasons.add(new BumpReason(atLeast, "the draft asks for at least that"));
        }
        return DescriptorDiff.cut(reasons);
    }

    private List<BumpReason> ofPolicy(Descriptor before, Descriptor draft) {
        try {
            return List.copyOf(policy.reasons(before, draft));
        } catch (RuntimeException broken) {
            throw new RejectedException(
                    "the versioning policy " + policy.getClass().getName() + " failed, so no version can be given: "
                            + broken,
                    broken);
        }
    }

    private static Bump farthest(List<BumpReason> reasons) {
        return reasons.stream()
                .map(BumpReason::bump)
                .reduce(Bump.PATCH, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    /** The reasons of the farthest raise, as a clause. */
    private static String told(List<BumpReason> reasons) {
        List<String> strongest = reasons.stream()
                .filter(reason -> reason.bump() == farthest(reasons))
                .map(BumpReason::toString)
                .toList();
        return strongest.stream().limit(TOLD).collect(Collectors.joining("; "))
                + (strongest.size() > TOLD ? "; and " + (strongest.size() - TOLD) + " more" : "");
    }
}
