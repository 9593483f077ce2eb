package dev.modelregistry.core.serve;

import dev.modelregistry.ServedModel;
import dev.modelregistry.ServedSet;
import dev.modelregistry.SetLease;
import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.util.Set;

/** Where a lease that is open was acquired. */
final class Trace {
    private static final StackWalker WALKER = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);

    private final Set<Trace> open;
    private final String place;

    private Trace(Set<Trace> open, String place) {
        this.open = open;
        this.place = place;
    }

    /** One among others, until it is closed. */
    static Trace in(Set<Trace> open) {
        String place = WALKER.walk(frames -> frames.filter(Trace::isOfHost)
                .findFirst()
                .map(StackFrame::toString)
                .orElse("unknown"));
        Trace trace = new Trace(open, place);
        open.add(trace);
        return trace;
    }

    /** The first one behind whatever stands between the host and us. */
    private static boolean isOfHost(StackFrame frame) {
        Class<?> type = frame.getDeclaringClass();
        return type != Trace.class
                && type != Loaded.class
                && type != Together.class
                && !SetLease.class.isAssignableFrom(type)
                && !ServedModel.class.isAssignableFrom(type)
                && !ServedSet.class.isAssignableFrom(type);
    }

    void close() {
        open.remove(this);
    }

    @Override
    public String toString() {
        return place;
    }
}
