package dev.modelregistry.core.serve;

import dev.modelregistry.ServedMember;
import dev.modelregistry.SetLease;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.release.Release;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The models that answer together, all of one release. Immutable. */
final class Together {
    private final Release release;
    private final List<? extends ServedMember<?>> members;
    private final Loaded<?>[] loaded;

    /** @param loaded in the order of the members */
    Together(Release release, List<? extends ServedMember<?>> members, List<Loaded<?>> loaded) {
        this.release = release;
        this.members = members;
        this.loaded = loaded.toArray(new Loaded<?>[0]);
    }

    Release release() {
        return release;
    }

    boolean isOf(Release other, List<Loaded<?>> models) {
        return release.number() == other.number() && Arrays.asList(loaded).equals(models);
    }

    boolean uses(Loaded<?> model) {
        return Arrays.asList(loaded).contains(model);
    }

    /** All models for one request; null if one of them is retired, and so other models answer by now. */
    @Nullable
    SetLease enter() {
        int stripe = Loaded.stripe();
        for (int entered = 0; entered < loaded.length; entered++) {
            if (!loaded[entered].enter(stripe)) {
                for (int i = 0; i < entered; i++) {
                    loaded[i].leave(stripe);
                }
                return null;
            }
        }
        return new Lease(stripe);
    }

    private final class Lease implements SetLease {
        private final int stripe;
        private final List<Trace> traces;
        private boolean isClosed;

        Lease(int stripe) {
            this.stripe = stripe;
            List<Trace> open = new ArrayList<>();
            for (Loaded<?> model : loaded) { // no stream, which would stand between us and the host
                Trace trace = model.trace();
                if (trace != null) {
                    open.add(trace);
                }
            }
            this.traces = open;
        }

        @Override
        @SuppressWarnings("unchecked") // what is at a member's place was loaded by its loader
        public <T> T model(ServedMember<T> member) {
            if (isClosed) {
                throw isOver("its models may be closed by now; acquire another one");
            }
            int place = members.indexOf(member);
            if (place < 0) {
                throw new InvalidInputException(
                        member + " is not served here; ask by one of those that were given: " + members);
            }
            return (T) loaded[place].model();
        }

        @Override
        public Release release() {
            return release;
        }

        @Override
        public void close() {
            if (isClosed) {
                throw isOver("close each lease once");
            }
            isClosed = true;
            traces.forEach(Trace::close);
            for (Loaded<?> model : loaded) {
                model.leave(stripe);
            }
        }

        private IllegalStateException isOver(String advice) {
            return new IllegalStateException("the lease of " + release + " was closed already: " + advice);
        }

        @Override
        public String toString() {
            return "lease of " + release + (isClosed ? ", closed" : "");
        }
    }
}
