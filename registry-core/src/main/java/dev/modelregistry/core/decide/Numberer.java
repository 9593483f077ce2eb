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

    /**
     * The version that a registration gets. It may be taken.
     *
     * @throws RejectedException if the one that it asks for is too low, or too close to the release above it
     */
    Numbering number(ModelState state, Registration wish) {
        return wish.wanted().version().isPresent()
                ? asked(state, wish, wish.wanted().version().get())
                : counted(state, wish);
    }

    private Numbering counted(ModelState state, Registration wish) {
        VersionState base = base(state, wish);
        if (base == null) {
            return new Numbering(FIRST, Optional.empty(), List.of());
        }
        List<BumpReason> reasons = reasons(base, wish);
        Numbering numbering = new Numbering(next(base, reasons), Optional.of(base.version()), reasons);
        checkAbove(state, wish, numbering.version());
        return numbering;
    }

    private Numbering asked(ModelState state, Registration wish, SemanticVersion version) {
        VersionState base = state.releaseBelow(version);
        List<BumpReason> reasons = new ArrayList<>();
        if (base != null) {
            reasons.addAll(reasons(base, wish));
            SemanticVersion lowest = next(base, reasons);
            if (release(version).compareTo(lowest) < 0) {
                throw new RejectedException(
                        "version " + version + " of model '" + wish.model() + "' is too low: behind "
                                + base.version() + " it must be " + lowest + " or higher, because " + told(reasons)
                                + ". Leave the version out to get the lowest that will do");
            }
            Bump raised = Bump.between(base.version(), version);
            if (raised.compareTo(farthest(reasons)) > 0) {
                reasons.add(0, new BumpReason(raised, "the draft asks for " + version));
            }
        }
        checkAbove(state, wish, version);
        return new Numbering(version, Optional.ofNullable(base).map(VersionState::version), reasons);
    }

    private void checkAbove(ModelState state, Registration wish, SemanticVersion version) {
        VersionState above = version.isRelease() ? state.releaseAbove(version) : null;
        if (above == null || Bump.between(version, above.version()) == Bump.MAJOR) {
            return;
        }
        List<BumpReason> reasons = DescriptorDiff.between(wish.draft(), descriptors.apply(above));
        if (above.version().compareTo(farthest(reasons).after(version)) < 0) {
            throw new RejectedException("version " + version + " of model '" + wish.model() + "' cannot stand before "
                    + above.version() + ", which is there: from it to there, " + told(reasons)
                    + ". Register it above all releases instead");
        }
    }

    private List<BumpReason> reasons(VersionState base, Registration wish) {
        Descriptor before = descriptors.apply(base);
        List<BumpReason> reasons = new ArrayList<>(DescriptorDiff.between(before, wish.draft()));
        reasons.addAll(ofPolicy(before, wish.draft()));
        Bump atLeast = wish.wanted().atLeast();
        if (atLeast.compareTo(farthest(reasons)) > 0) {
            reasons.add(new BumpReason(atLeast, "the draft asks for at least that"));
        }
        return DescriptorDiff.strongestFirst(reasons);
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

    private static SemanticVersion next(VersionState base, List<BumpReason> reasons) {
        return farthest(reasons).after(base.version());
    }

    private static Bump farthest(List<BumpReason> reasons) {
        return reasons.stream()
                .map(BumpReason::bump)
                .reduce(Bump.PATCH, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    private static SemanticVersion release(SemanticVersion version) {
        return SemanticVersion.of(version.major(), version.minor(), version.patch());
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
