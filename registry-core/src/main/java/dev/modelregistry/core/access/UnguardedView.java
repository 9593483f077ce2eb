package dev.modelregistry.core.access;

import dev.modelregistry.LineageView;
import dev.modelregistry.RegistryView;
import dev.modelregistry.id.ModelName;
import java.util.function.Predicate;

/** What can be asked of a registry that asks nobody, now or as of an instant. */
public interface UnguardedView extends RegistryView {
    /**
     * The same as if nothing had ever been in it: what is not to be seen is answered from here. Its answers do not depend on what is in the
     * store, because it does not look there.
     */
    RegistryView nothing();

    /** As {@link #lineage()}, which tells of some models alone. */
    LineageView lineage(Predicate<ModelName> visible);
}
