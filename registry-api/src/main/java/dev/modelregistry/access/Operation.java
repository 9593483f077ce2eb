package dev.modelregistry.access;

/** What an {@link AccessPolicy} is asked about. More may come: treat one that you do not know as denied. */
public enum Operation {
    /**
     * Seeing a model: its versions, stages, tags, runs and history, now and in the past, and trying a promotion out; or, in a request without a
     * model, seeing the registry's rules and release sets. Whoever may not see a model may not change it either.
     */
    READ(Scope.MODEL),
    /** Starting a training run of a model, which then may say what it likes. */
    TRAIN(Scope.MODEL),
    /** Registering versions of a model, and so creating it; also previewing that, and bringing back what has expired. */
    REGISTER(Scope.MODEL),
    /** Setting and removing tags. */
    TAG(Scope.MODEL),
    /** Commenting on versions. */
    COMMENT(Scope.MODEL),
    /** Moving and removing aliases. */
    ALIAS(Scope.MODEL),
    /** Asking for approval, and taking that back. */
    REQUEST_APPROVAL(Scope.STAGE),
    /** Recording what a check found. */
    RECORD_EVIDENCE(Scope.STAGE),
    /** Approving and rejecting, and taking that back. */
    APPROVE(Scope.STAGE),
    /**
     * Moving a version to a stage; archiving is moving to {@link dev.modelregistry.id.Stage#ARCHIVED}. For a version that serves this is asked also of
     * the stage that it leaves, {@link dev.modelregistry.id.Stage#PRODUCTION} or {@link dev.modelregistry.id.Stage#CANARY}.
     */
    PROMOTE(Scope.STAGE),
    /** Rolling back in {@link dev.modelregistry.id.Stage#PRODUCTION}. */
    ROLL_BACK(Scope.STAGE),
    /** Passing over the rules for a stage or an alias; asked in place of {@link #PROMOTE} and {@link #ALIAS}. */
    BREAK_GLASS(Scope.STAGE),
    /** Deleting and restoring a model. */
    DELETE(Scope.MODEL),
    /** Erasing texts, files and comments of a model's versions and runs for ever. */
    ERASE(Scope.MODEL),
    /** Holding a version or a model, and ending that. */
    HOLD(Scope.MODEL),
    /** Seeing what the retention policies make of all models, and doing it. */
    RETAIN(Scope.REGISTRY),
    /** Changing the registry's rules. */
    CONFIGURE(Scope.REGISTRY),
    /** Recording what was made from what beside what versions and runs say themselves, and taking it back. */
    LINK(Scope.REGISTRY),
    /** Quarantining what descends from a node of the lineage, and ending that. */
    QUARANTINE(Scope.REGISTRY),
    /** Verifying the whole registry, and stating in a checkpoint where each journal ends. */
    VERIFY(Scope.REGISTRY),
    /** Collecting garbage: seeing which blobs nothing needs, moving them to the trash and back, and purging them; and mending the index. */
    COLLECT(Scope.REGISTRY),
    /** Subscribing under a name, which hears of all models and rules, and looking after what is subscribed. */
    SUBSCRIBE(Scope.REGISTRY),
    /** Reading everything there is, to copy it into another registry; also seeing what is about neither a model nor the rules. */
    COPY_FROM(Scope.REGISTRY),
    /** Writing anything, as the target of a copy. */
    COPY_INTO(Scope.REGISTRY),
    /** Going on in the name of {@link AccessRequest#as() another actor}. */
    ACT_AS(Scope.ACTOR);

    /** What an operation is about. */
    private enum Scope {
        MODEL,
        STAGE,
        REGISTRY,
        ACTOR
    }

    private final Scope scope;

    Operation(Scope scope) {
        this.scope = scope;
    }

    /** Whether it is about a model. */
    boolean isOfModel() {
        return scope == Scope.MODEL || isOfStage();
    }

    /** Whether it is about a stage of a model. */
    boolean isOfStage() {
        return scope == Scope.STAGE;
    }
}
