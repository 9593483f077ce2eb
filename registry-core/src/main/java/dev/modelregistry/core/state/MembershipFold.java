package dev.modelregistry.core.state;

import static dev.modelregistry.core.state.Fold.check;
import static dev.modelregistry.core.state.Fold.misplaced;

import dev.modelregistry.core.state.Membership.Pending;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.ReleaseEvent;
import dev.modelregistry.event.ReleaseEvent.MemberLeft;
import dev.modelregistry.event.ReleaseEvent.MemberPrepared;
import dev.modelregistry.event.ReleaseEvent.MemberSettled;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The one place where events become a model's place in a release set. Pure. */
final class MembershipFold {
    private MembershipFold() {}

    /** The place after an event, or null if the model decides for itself. */
    static @Nullable Membership apply(ModelState.Builder model, ReleaseEvent event, Entry entry, Commit commit) {
        Membership before = model.membership();
        if (event instanceof MemberPrepared prepared) {
            boolean isOurs = before == null || (before.set().equals(prepared.set()) && before.pending() == null);
            check(isOurs, event, commit);
            IntStream.concat(prepared.number().stream(), prepared.failed().stream())
                    .forEach(number -> Fold.version(model, number, commit));
            Pending pending = new Pending(prepared.release(), prepared.number(), prepared.failed(), entry);
            return new Membership(prepared.set(), before == null ? 0 : before.release(), pending);
        }
        if (before == null) {
            throw misplaced(event, commit);
        }
        if (event instanceof MemberSettled settled) {
            Pending pending = before.pending();
            check(
                    before.set().equals(settled.set()) && pending != null && pending.release() == settled.release(),
                    event,
                    commit);
            if (settled.isPromoted()) {
                return new Membership(before.set(), settled.release(), null);
            }
            return before.release() == 0 ? null : new Membership(before.set(), before.release(), null);
        }
        check(event instanceof MemberLeft left && left.set().equals(before.set()), event, commit);
        return null;
    }
}
