package dev.modelregistry.event;

import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One atomic change to one journal. The hash covers all of it, the previous commit's hash included, so a change to any earlier commit
 * shows. Immutable.
 *
 * @param journal the journal, such as {@code model/flights}
 * @param revision its place there: 1, 2, 3 …
 * @param time when, never earlier than the previous commit's time plus one microsecond
 * @param actor who
 * @param reason why
 * @param requestKey the key by which the host made the request repeatable, if it gave one
 * @param basis the other journals that were read to decide so, such as that of the registry's settings, each with the commit that it ended with then
 * @param hash SHA-256 of the commit's bytes
 * @param previous the hash of the commit before; zero for the first
 * @param events what happened, in order
 */
public record Commit(
        String journal,
        long revision,
        Instant time,
        Actor actor,
        String reason,
        Optional<String> requestKey,
        Map<String, Head> basis,
        Digest hash,
        Digest previous,
        List<RegistryEvent> events) {
    /** Copies the list and the map. */
    public Commit {
        basis = Map.copyOf(basis);
        events = List.copyOf(events);
    }

    /** One readable line: time, journal and revision, who, what and why. Line ends and control characters in texts become blanks. */
    @Override
    public String toString() {
        String line = time + " " + journal + "#" + revision + " " + actor + ": "
                + events.stream().map(RegistryEvent::summary).collect(Collectors.joining(", ")) + " (" + reason + ")";
        return line.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{2028}\\x{2029}]", " ");
    }
}
