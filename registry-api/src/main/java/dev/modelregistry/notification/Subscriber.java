package dev.modelregistry.notification;

import dev.modelregistry.event.Commit;

/** What a durable subscription calls. Called by one thread at a time for each subscription that was started with it. */
@FunctionalInterface
public interface Subscriber {
    /**
     * Takes a commit. To return is to acknowledge; whatever is thrown has the same commit delivered again later, and keeps back those behind
     * it in its journal, but no others. A commit may come more than once, also after it was acknowledged: {@link Commit#hash()} tells.
     *
     * @throws Exception if it could not be taken
     */
    void receive(Commit commit) throws Exception;
}
