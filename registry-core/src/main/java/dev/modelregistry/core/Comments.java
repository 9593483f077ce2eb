package dev.modelregistry.core;

import dev.modelregistry.Comment;
import dev.modelregistry.core.state.Entry;
import dev.modelregistry.core.state.PersistentMap;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.VersionCommented;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.storage.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The comments on versions. A state knows which commits made them, so only those are read and the few between them. */
final class Comments {
    /** What lies between two comments is read with them if it is shorter than this: cheaper than to ask the store twice. */
    private static final int PAGE = 100;

    private Comments() {}

    /** The text's bytes, checked. */
    static Bytes checked(String text) {
        Bytes bytes = Bytes.utf8(text);
        if (text.isBlank() || bytes.size() > Comment.MAX_BYTES) {
            throw new InvalidInputException("the comment has " + bytes.size() + " bytes"
                    + (text.isBlank() ? ", all blank" : "") + "; give 1 to " + Comment.MAX_BYTES
                    + " bytes of UTF-8, not all blank. Put the rest into a file, and say where it is");
        }
        return bytes;
    }

    /** All comments on a version, the oldest first. */
    static List<Comment> of(Engine engine, ModelName model, VersionState version) {
        PersistentMap<Integer, Long> revisions = version.comments();
        List<Comment> comments = new ArrayList<>(revisions.size());
        while (comments.size() < revisions.size()) {
            int before = comments.size();
            int last = before + 1;
            long first = revision(revisions, last);
            while (last < revisions.size() && revision(revisions, last + 1) < first + PAGE) {
                last++;
            }
            int commits = (int) (revision(revisions, last) - first + 1);
            for (Commit commit : engine.journal(model).commits(first - 1, commits)) {
                Entry entry = new Entry(commit.revision(), commit.time(), commit.actor(), commit.reason());
                for (RegistryEvent event : commit.events()) {
                    if (event instanceof VersionCommented commented && commented.number() == version.number()) {
                        comments.add(of(engine, model, version, commented.comment(), entry, commented.text()));
                    }
                }
            }
            if (comments.size() != last) {
                throw new CorruptStoreException("journal " + JournalId.of(model) + ": from commit " + first + " on, "
                        + commits + " commits have " + (comments.size() - before) + " comments on version "
                        + version.number() + "; expected " + (last - before));
            }
        }
        return List.copyOf(comments);
    }

    private static long revision(PersistentMap<Integer, Long> revisions, int number) {
        return Objects.requireNonNull(revisions.get(number));
    }

    static Comment of(Engine engine, ModelName model, VersionState version, int number, Entry said, Digest text) {
        String what = "comment " + number + " on version " + version.number() + " of '" + model + "'";
        return new StoredComment(engine, Owner.version(what, model, version.number()), number, said, text);
    }

    private record StoredComment(Engine engine, Owner owner, int number, Entry said, Digest digest) implements Comment {
        @Override
        public Actor by() {
            return said.actor();
        }

        @Override
        public Instant at() {
            return said.time();
        }

        @Override
        public String reason() {
            return said.reason();
        }

        @Override
        public Optional<String> text() {
            engine.requireOpen();
            return owner.unlessErased(
                    engine,
                    Part.comment(number),
                    () -> engine.blob(digest, owner.words()).utf8());
        }

        @Override
        public String toString() {
            return owner.words() + " by " + by() + " at " + at();
        }
    }
}
