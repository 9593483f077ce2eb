package dev.modelregistry.pipeline;

/**
 * The permission to act against the rules, for the hour in which they are in the way. Who passes it lets a promotion or the move of an
 * alias through without transitions, gates and approvals being checked: a version that nobody has tested can come to serve. That it was
 * used is recorded in the journal, with actor and reason, and logged. Immutable.
 */
public final class BreakGlass {
    private static final BreakGlass INSTANCE = new BreakGlass();

    private BreakGlass() {}

    /** The permission; who writes this says that nothing is checked. */
    public static BreakGlass nothingIsChecked() {
        return INSTANCE;
    }

    @Override
    public String toString() {
        return "nothing is checked";
    }
}
