package dev.modelregistry.serving;

/** What is kept when one version is loaded in place of another: answers, or memory. Treat unknown ones as {@link #KEEP_AVAILABLE}. */
public enum Swap {
    /** The new version is loaded beside the old one, which answers until the new one does. Takes the memory of both for a while. */
    KEEP_AVAILABLE,
    /**
     * The old version is closed first, and then the new one is loaded: never two where one is to answer. Between them requests are refused with a {@link dev.modelregistry.error.ServingException} that says so;
     * that lasts as long as the requests under way, closing and loading do.
     *
     * <ul>
     *   <li>With a {@linkplain ServingOptions#memory budget} the new version is loaded beside the old one where both fit, and the old one is closed only for one that fits then.
     *   <li>If the new version cannot be loaded, the old one is loaded again at once. The new one is tried again after {@link ServingOptions#retryAfter}, and after twice as long each time that it fails, up to 64
     *       times as long, since each trial costs answers.
     *   <li>If requests of the old version are under way for longer than the {@link ServingOptions#drainLimit}, it answers again, and the new one is tried again later as if it had failed: what is in use is not closed.
     *   <li>A rollout needs control and candidates at once, so all of them are loaded; also {@code immediate}, whose control stays loaded as the way back. A candidate waits until what was rolled back is closed.
     * </ul>
     */
    SPARE_MEMORY
}
