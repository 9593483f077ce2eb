package dev.modelregistry.core.codec;

import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.ReleaseEvent.MemberLeft;
import dev.modelregistry.event.ReleaseEvent.MemberPrepared;
import dev.modelregistry.event.ReleaseEvent.MemberSettled;
import dev.modelregistry.event.ReleaseEvent.ReleaseAbandoned;
import dev.modelregistry.event.ReleaseEvent.ReleasePromoted;
import dev.modelregistry.event.ReleaseEvent.ReleaseProposed;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.release.Member;
import java.util.List;
import java.util.OptionalInt;

/** Each kind of event about release sets, for the golden commit. */
final class ReleaseEvents {
    private static final Member RANKER =
            new Member(ModelName.of("Ranker"), 12, SemanticVersion.parse("4.1.0"), Digest.of(new byte[] {8}));
    private static final Member RETRIEVER =
            new Member(ModelName.of("retriever"), 3, SemanticVersion.parse("2.0.0-rc.1"), Digest.of(new byte[] {9}));

    static final List<RegistryEvent> ALL = List.of(
            new ReleaseProposed(4, List.of(RANKER, RETRIEVER), OptionalInt.empty()),
            new ReleaseProposed(5, List.of(RANKER), OptionalInt.of(4)),
            new ReleaseProposed(6, List.of(), OptionalInt.empty()),
            new ReleasePromoted(4),
            new ReleaseAbandoned(4),
            new MemberPrepared("shop", 4, OptionalInt.of(12), OptionalInt.empty()),
            new MemberPrepared("shop", 5, OptionalInt.of(11), OptionalInt.of(12)),
            new MemberPrepared("shop", 6, OptionalInt.empty(), OptionalInt.empty()),
            new MemberSettled("shop", 4, true),
            new MemberSettled("shop", 4, false),
            new MemberLeft("shop"));

    private ReleaseEvents() {}
}
