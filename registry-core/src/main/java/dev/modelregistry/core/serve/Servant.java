package dev.modelregistry.core.serve;

/** Something that is served in this process. Thread-safe. */
public interface Servant {
    /** Something may have changed: has the plan read again soon. Never waits. */
    void wake();

    /** Lets nobody in any more, and does not wait for whoever is. Gives whether it was open. */
    boolean shut();

    /** Waits for whoever was in when it was {@link #shut}, for as long as the drain limit says; what is in use after that is closed later, by the serving thread. */
    void awaitEnd();
}
