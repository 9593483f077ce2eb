package dev.modelregistry.core;

import dev.modelregistry.Erasure;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.core.Namers.Namer;
import dev.modelregistry.core.decide.Erasing;
import dev.modelregistry.core.decide.Holding;
import dev.modelregistry.core.journal.Author;
import dev.modelregistry.core.journal.Decision;
import dev.modelregistry.core.state.Erasures;
import dev.modelregistry.core.state.Erasures.Erasable;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.RunId;
import dev.modelregistry.run.RunStatus;
import dev.modelregistry.spi.BlobStore.BlobInfo;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.storage.ErasureReport;
import dev.modelregistry.storage.Part;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Erases bytes for ever: first the journals say so, then the bytes go. */
final class Eraser {
    private static final Logger LOG = LoggerFactory.getLogger(Eraser.class);
    private static final int PAGE = 500;
    private static final int TOLD = 5;
    private static final int MAX_ATTEMPTS = 100;

    private final Engine engine;
    private final Predicate<JournalId> visible;

    /** @param visible the journals that may be told of */
    Eraser(Engine engine, Predicate<JournalId> visible) {
        this.engine = engine;
        this.visible = visible;
    }

    /** Erases what is asked for, or refuses before anything is written. */
    ErasureReport erase(Erasure erasure, Author author) {
        author.requireReasonAlone("an erasure may change several journals, and can be repeated by itself");
        if (engine.store().isWithinTransaction()) {
            throw new InvalidInputException(
                    "bytes cannot be erased within a transaction of the host, which does not see"
                            + " what others commit and may be rolled back; open the registry outside of it");
        }
        SortedMap<JournalId, SortedMap<Erasable, Set<Digest>>> wanted = new TreeMap<>();
        erasure.ofVersions().forEach(each -> {
            JournalId journal = JournalId.of(each.version().model());
            checkThere(each.version());
            want(wanted, journal, new Erasable(each.version().number(), each.part()), each);
        });
        erasure.ofRuns().forEach(each -> {
            checkEnded(each.run());
            want(wanted, JournalId.of(each.run()), new Erasable(Erasures.RUN, each.part()), each);
        });
        Namers namers = new Namers(engine, digests(wanted));
        requireNamedNowhereElse(wanted, namers);
        commit(wanted, author, namers);
        return end(namers);
    }

    /** What is recorded when somebody holds the next one in between is erased all the same. */
    private void commit(SortedMap<JournalId, SortedMap<Erasable, Set<Digest>>> wanted, Author author, Namers namers) {
        boolean isRecorded = false;
        for (Map.Entry<JournalId, SortedMap<Erasable, Set<Digest>>> each : wanted.entrySet()) {
            try {
                commit(each.getKey(), each.getValue().keySet(), author);
                isRecorded = true;
            } catch (RejectedException refused) {
                if (isRecorded) {
                    end(namers);
                    throw new RejectedException(
                            "what comes before " + each.getKey() + " was erased, and the rest was not: "
                                    + refused.getMessage(),
                            refused);
                }
                throw refused;
            }
        }
    }

    private void checkThere(ModelVersion version) {
        ModelState state = engine.journal(version.model()).state(Freshness.latest());
        Erasing.existing(state, version.model(), version.number(), version.digest());
    }

    private void checkEnded(RunId run) {
        ModelState state = engine.journal(run.model()).state(Freshness.latest());
        Holding.checkNotHeld(state, run.model(), "is held, so nothing of its runs can be erased");
        if (engine.runs(Freshness.latest()).run(run).status() == RunStatus.RUNNING) {
            throw new RejectedException(
                    "nothing was erased: run " + run + " still runs, and may store it again; end it first");
        }
    }

    private void want(
            SortedMap<JournalId, SortedMap<Erasable, Set<Digest>>> wanted,
            JournalId journal,
            Erasable key,
            Object words) {
        Set<Digest> blobs = named(journal, Set.of(key)).get(key);
        if (blobs == null) {
            throw new NotFoundException("nothing was erased: there is no " + words + " in " + engine.location());
        }
        wanted.computeIfAbsent(journal, any -> new TreeMap<>()).put(key, blobs);
    }

    private static Set<Digest> digests(SortedMap<JournalId, SortedMap<Erasable, Set<Digest>>> wanted) {
        Set<Digest> blobs = new TreeSet<>();
        wanted.values().forEach(parts -> parts.values().forEach(blobs::addAll));
        return blobs;
    }

    /** The blobs that a journal names under each of some keys; of a run, all that it ever stored under the names. */
    SortedMap<Erasable, Set<Digest>> named(JournalId journal, Set<Erasable> keys) {
        SortedMap<Erasable, Set<Digest>> found = new TreeMap<>();
        commits(journal, keys)
                .flatMap(commit -> commit.events().stream())
                .flatMap(event -> NamedBlob.of(engine, journal, event).stream())
                .filter(blob -> blob.key() != null && keys.contains(blob.key()))
                .forEach(blob -> found.computeIfAbsent(blob.key(), any -> new TreeSet<>())
                        .add(blob.digest()));
        return found;
    }

    /** Those that name what has these keys, and few others. */
    private Stream<Commit> commits(JournalId journal, Set<Erasable> keys) {
        if (journal.kind().equals(JournalId.RUN)) {
            return all(journal);
        }
        ModelState state = engine.journal(ModelName.of(journal.key())).state(Freshness.latest());
        NavigableSet<Long> revisions = new TreeSet<>();
        for (Erasable key : keys) {
            VersionState version = engine.existing(state, key.number());
            Optional.of(key.part())
                    .filter(part -> part.kind() == Part.Kind.COMMENT)
                    .map(part -> version.comments().get(Integer.valueOf(part.name())))
                    .ifPresent(revisions::add);
            revisions.add(version.registered().revision());
        }
        return revisions.stream()
                .flatMap(revision -> engine.journals().page(journal, revision - 1, revision, 1).stream());
    }

    private Stream<Commit> all(JournalId journal) {
        long end =
                engine.journals().of(journal).state(Freshness.latest()).head().revision();
        return Stream.iterate(0L, after -> after < end, after -> after + PAGE)
                .flatMap(after -> engine.journals().commits(journal, after, PAGE).stream());
    }

    private void requireNamedNowhereElse(SortedMap<JournalId, SortedMap<Erasable, Set<Digest>>> wanted, Namers namers) {
        namers.advance();
        Map<JournalId, Set<Erasable>> keys = new TreeMap<>();
        Set<Digest> left = new TreeSet<>(); // what is erased already may be there again for others
        wanted.forEach((journal, parts) -> {
            Erasures erasures = engine.erasures(journal, Freshness.latest());
            keys.put(journal, parts.keySet());
            parts.forEach((key, blobs) -> left.addAll(erasures.of(key).isEmpty() ? blobs : Set.of()));
        });
        List<String> others = left.stream()
                .flatMap(blob -> namers.of(blob).stream())
                .filter(namer -> !namer.isAmong(keys))
                .map(this::words)
                .distinct()
                .sorted()
                .toList();
        if (!others.isEmpty()) {
            throw new RejectedException("nothing was erased: the same bytes are also "
                    + String.join("; ", others.subList(0, Math.min(TOLD, others.size())))
                    + (others.size() > TOLD ? "; and " + (others.size() - TOLD) + " more" : "")
                    + ". Erase all of them in one call");
        }
    }

    private String words(Namer namer) {
        return visible.test(namer.journal()) ? namer.blob().what() : "something that you may not read";
    }

    private void commit(JournalId journal, Collection<Erasable> keys, Author author) {
        if (journal.kind().equals(JournalId.RUN)) {
            engine.journals().run(journal).commit(author, state -> Decision.of(Erasing.erase(state, keys)));
        } else {
            engine.journal(ModelName.of(journal.key()))
                    .commit(author, state -> Decision.of(Erasing.erase(state, keys)));
        }
    }

    /**
     * Ends the bytes of what is erased, unless something else names them by now.
     *
     * @param keys what is erased in a journal
     */
    void endAll(SortedMap<JournalId, Set<Erasable>> keys) {
        Set<Digest> blobs = new TreeSet<>();
        keys.forEach((journal, erased) -> named(journal, erased).values().forEach(blobs::addAll));
        if (!blobs.isEmpty()) {
            end(new Namers(engine, blobs));
        }
    }

    /** Ends what was erased of a version and is there again, because the very same version was registered once more. That stands whether or not this succeeds. */
    void endAgain(JournalId journal, int number) {
        if (engine.store().isWithinTransaction()) {
            return; // it stays as garbage
        }
        Set<Erasable> erased = engine.erasures(journal, Freshness.pinned()).of(number).stream()
                .map(each -> new Erasable(number, each.part()))
                .collect(Collectors.toSet());
        if (erased.isEmpty()) {
            return; // as nearly always: nothing is asked of the store for it
        }
        try {
            Set<Digest> back = new TreeSet<>();
            named(journal, erased).values().forEach(back::addAll);
            back.removeIf(blob -> engine.blobs().find(blob).isEmpty());
            if (!back.isEmpty()) {
                end(new Namers(engine, back));
            }
        } catch (RegistryException failure) {
            LOG.warn(
                    "What is erased of version {} in {} was stored again, and stays as garbage",
                    number,
                    journal,
                    failure);
        }
    }

    /** Deletes what nothing names any more, until it is gone: whoever reads or stores the same bytes may bring them back in between. */
    private ErasureReport end(Namers namers) {
        SortedSet<Digest> blobs = namers.blobs();
        SortedSet<Digest> gone = new TreeSet<>();
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            namers.advance();
            Set<Digest> unnamed = new TreeSet<>(blobs);
            unnamed.removeIf(blob -> gone.contains(blob) || !namers.of(blob).isEmpty());
            if (unnamed.isEmpty()) {
                return report(blobs, gone, namers);
            }
            delete(unnamed, namers);
            unnamed.removeIf(blob -> engine.blobs().find(blob).isPresent());
            gone.addAll(unnamed);
        }
        throw new StoreUnavailableException("it is recorded that " + blobs
                + " are erased, but whenever they are deleted," + " something brings them back. Do the same once more");
    }

    private ErasureReport report(SortedSet<Digest> blobs, SortedSet<Digest> gone, Namers namers) {
        SortedMap<Digest, SortedSet<String>> kept = new TreeMap<>();
        blobs.stream().filter(blob -> !gone.contains(blob)).forEach(blob -> {
            SortedSet<String> words = new TreeSet<>();
            namers.of(blob).forEach(namer -> words.add(words(namer)));
            kept.put(blob, words);
        });
        return new ErasureReport(gone, kept);
    }

    /** Hides blobs, looks once more what names them, and deletes those that nothing does. */
    private void delete(Set<Digest> blobs, Namers namers) {
        List<BlobInfo> hidden = blobs.stream()
                .flatMap(blob -> engine.blobs().renew(blob).flatMap(engine.blobs()::trash).stream())
                .toList();
        namers.advance();
        for (BlobInfo blob : hidden) {
            if (namers.of(blob.digest()).isEmpty()) {
                engine.blobs().purge(blob);
            } else {
                engine.blobs().renew(blob.digest()); // somebody registered the same bytes meanwhile
            }
        }
    }
}
