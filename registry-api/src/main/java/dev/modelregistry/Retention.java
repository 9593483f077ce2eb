package dev.modelregistry;

import dev.modelregistry.id.ModelName;
import dev.modelregistry.retention.RetentionPlan;

/**
 * What the {@linkplain SettingsView#retentionPolicies() retention policies} make of the versions and training runs that there are. Nothing happens by itself: call {@link
 * #apply(Change)} as often as it suits. Thread-safe; usable while its registry is open.
 */
public interface Retention {
    /**
     * The dry run: what {@link #apply(Change)} would do now. Reads the descriptors of the versions that policies match, and where one would expire of
     * all that there are, and all runs; writes nothing. By the time it is read things may have moved; {@link #apply(Change)} decides anew.
     *
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails
     * @throws dev.modelregistry.error.CorruptStoreException if something that has to be read is damaged
     * @throws dev.modelregistry.error.UnsupportedFormatException if a newer library wrote a policy that this one does not understand
     */
    RetentionPlan plan();

    /** The dry run for one model; see {@link #plan()}. Empty if there is no such model. */
    RetentionPlan plan(ModelName model);

    /** The dry run for one model; see {@link #plan(ModelName)}. */
    default RetentionPlan plan(String model) {
        return plan(ModelName.of(model));
    }

    /**
     * Does what the policies say now, each model and run in a commit of its own, a model in several if there is more to say than one can hold. It is decided within
     * the commit, so what was promoted, tagged or held meanwhile stays. Done again, it does nothing. Expired files are not deleted by this; they are not
     * needed any more.
     *
     * <p>A model on which this fails does not keep it from the others: when all have had their turn, the first failure is thrown with the others
     * suppressed in it. Do it again when the cause is gone.
     *
     * @param change why; without an expected revision, because it is about any number of models
     * @return what was done, and what is over its maximum age and could not be done
     * @throws dev.modelregistry.error.InvalidInputException if nobody is named as the author, or the change has an expected revision
     * @throws dev.modelregistry.error.RejectedException if something is to be done and the registry may only be read
     * @throws dev.modelregistry.error.StoreUnavailableException if the store fails
     * @throws dev.modelregistry.error.OutcomeUnknownException if it cannot be known whether something was done
     * @throws dev.modelregistry.error.CorruptStoreException if something that has to be read is damaged
     * @throws dev.modelregistry.error.UnsupportedFormatException if a newer library wrote a policy that this one does not understand
     */
    RetentionPlan apply(Change change);
}
