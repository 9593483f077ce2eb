package dev.modelregistry.core.index;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.search.Target;
import dev.modelregistry.spi.JournalId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The entities of the index that belong to a journal, whether it says so or not: what else has their names is not its. Immutable.
 *
 * @param own the one that is what the journal is about
 * @param members what all others begin with; empty if there are no others
 */
public record Belongings(String own, Optional<String> members) {
    private static final String MODEL = EntryNames.kind(Target.MODELS) + "/";
    private static final String VERSION = EntryNames.kind(Target.VERSIONS) + "/";
    private static final String RUN = EntryNames.kind(Target.RUNS) + "/";

    /** Whose the entities are that begin so, by what stands behind that. */
    private static final Map<String, Function<String, JournalId>> OWNERS = Map.of(
            MODEL,
            rest -> new JournalId(JournalId.MODEL, rest),
            VERSION,
            rest -> new JournalId(JournalId.MODEL, rest.substring(0, Math.max(0, rest.indexOf('\t')))),
            RUN,
            rest -> new JournalId(JournalId.RUN, rest.replaceFirst("\t", "/")),
            EntryNames.NODES,
            rest -> new JournalId(JournalId.LINEAGE, rest));

    /**
     * Those of a journal.
     *
     * @throws IllegalArgumentException if nothing is indexed of journals of its kind
     */
    public static Belongings of(JournalId journal) {
        return switch (journal.kind()) {
            case JournalId.MODEL -> new Belongings(MODEL + journal.key(), Optional.of(VERSION + journal.key() + "\t"));
            case JournalId.RUN -> new Belongings(RUN + journal.key().replaceFirst("/", "\t"), Optional.empty());
            case JournalId.LINEAGE -> new Belongings(EntryNames.NODES + journal.key(), Optional.empty());
            default -> throw new IllegalArgumentException("nothing is indexed of journal " + journal);
        };
    }

    /** The journal that an entity belongs to, which may not be there; empty if no journal can have it. */
    public static Optional<JournalId> owner(String entity) {
        String prefix = entity.substring(0, entity.indexOf('/') + 1);
        try {
            return Optional.ofNullable(OWNERS.get(prefix))
                    .map(owner -> owner.apply(entity.substring(prefix.length())))
                    .filter(journal -> of(journal).has(entity));
        } catch (InvalidInputException malformed) { // no journal can be called so
            return Optional.empty();
        }
    }

    private boolean has(String entity) {
        return entity.equals(own) || members.filter(entity::startsWith).isPresent();
    }
}
