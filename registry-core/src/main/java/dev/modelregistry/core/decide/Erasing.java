package dev.modelregistry.core.decide;

import dev.modelregistry.core.state.Erasures;
import dev.modelregistry.core.state.Erasures.Erasable;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.VersionErased;
import dev.modelregistry.event.RunEvent.RunErased;
import dev.modelregistry.event.RunEvent.RunFailed;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.storage.Part;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is erased for ever. Each decision is a pure function; what is erased already is left out. */
public final class Erasing {
    private Erasing() {}

    /**
     * A version of which something may be erased, also in a model that was deleted.
     *
     * @throws NotFoundException if there is no such version
     * @throws RejectedException if it is held
     */
    public static VersionState existing(ModelState state, ModelName model, int number, Digest digest) {
        VersionState version = Lookup.registered(state, model, number, digest);
        Holding.checkNotHeld(state, model, version, "cannot be erased");
        return version;
    }

    /**
     * Erases parts of versions, which must be there.
     *
     * @throws RejectedException if one is held
     */
    public static List<RegistryEvent> erase(ModelState state, Collection<Erasable> keys) {
        for (Erasable key : keys) {
            VersionState version = Objects.requireNonNull(state.version(key.number()));
            Holding.checkNotHeld(state, state.name().orElseThrow(), version, "cannot be erased");
        }
        Map<Integer, List<Part>> parts = left(state.erasures(), keys).stream()
                .collect(Collectors.groupingBy(
                        Erasable::number, TreeMap::new, Collectors.mapping(Erasable::part, Collectors.toList())));
        return parts.entrySet().stream()
                .<RegistryEvent>map(version -> new VersionErased(version.getKey(), version.getValue()))
                .toList();
    }

    /** Erases artifacts of a run, which must not run any more: one that gave no sign of life for long is ended, so that it stores nothing again. */
    public static List<RegistryEvent> erase(RunState state, Collection<Erasable> keys) {
        List<Part> parts =
                left(state.erasures(), keys).stream().map(Erasable::part).toList();
        List<RegistryEvent> events = new ArrayList<>();
        if (!parts.isEmpty() && state.isOpen()) {
            events.add(new RunFailed("it gave no sign of life, and artifacts of it were erased", Map.of()));
        }
        if (!parts.isEmpty()) {
            events.add(new RunErased(parts));
        }
        return events;
    }

    private static List<Erasable> left(Erasures erasures, Collection<Erasable> keys) {
        return keys.stream()
                .filter(key -> erasures.of(key).isEmpty())
                .sorted()
                .distinct()
                .toList();
    }
}
