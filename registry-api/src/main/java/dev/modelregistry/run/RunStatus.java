package dev.modelregistry.run;

/** How a training run is getting on. More may be added: treat an unknown one as ended. */
public enum RunStatus {
    /** It gave a sign of life of late. */
    RUNNING("running"),
    /** It ended as it should: it was completed or made a version, and nobody said that it failed. */
    COMPLETED("completed"),
    /** It ended with an error, or was closed before it was completed. */
    FAILED("failed"),
    /**
     * It never ended and gives no more signs of life: its process was killed or lost its store. Nobody records this; it is how such a run
     * looks to whoever asks. A run that was only held up is {@link #RUNNING} again with its next sign of life. The past, which nobody can ask for signs of life, shows it as running.
     */
    ABANDONED("abandoned");

    private final String wireName;

    RunStatus(String wireName) {
        this.wireName = wireName;
    }

    /** The name as it is stored and shown. */
    public String wireName() {
        return wireName;
    }
}
