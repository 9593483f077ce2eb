package dev.modelregistry.core;

import dev.modelregistry.core.index.EntryNames;
import dev.modelregistry.core.index.LineageEntries;
import dev.modelregistry.core.index.ModelEntries;
import dev.modelregistry.core.index.RunEntries;
import dev.modelregistry.core.state.JournalState;
import dev.modelregistry.core.state.LineageState;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.RunState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.IndexStore.Entry;
import dev.modelregistry.spi.JournalId;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that the index shall have of a journal, by its states and commits. What each commit adds and removes is said in {@link
 * Indexing#entries}; both give the same.
 */
final class ExpectedEntries {
    private static final int PAGE = 500;

    private final Engine engine;
    private final JournalId journal;
    private final Commits commits;

    ExpectedEntries(Engine engine, JournalId journal, Commits commits) {
        this.engine = engine;
        this.journal = journal;
        this.commits = commits;
    }

    /** Gives the commits of the journal. */
    interface Commits {
        /** Those behind a revision, at most so many. */
        List<Commit> behind(long revision, int limit);
    }

    /** What the journal's own entity shall have; empty if it shall not be there. */
    Set<Entry> own(JournalState state) {
        if (state instanceof ModelState model && model.name().isPresent()) {
            return ModelEntries.ofModel(model, page(0, 1).get(0));
        } else if (state instanceof RunState run) {
            return RunEntries.of(run);
        } else if (state instanceof LineageState node) {
            return LineageEntries.of(node);
        }
        return Set.of();
    }

    /** What the other entities of the journal shall have behind one of them, or from the beginning if that is empty; at most so many, in order. */
    NavigableMap<String, Set<Entry>> members(JournalState state, String after, int limit) {
        NavigableMap<String, Set<Entry>> members = new TreeMap<>(Bytes.UTF8_ORDER);
        if (state instanceof ModelState model) {
            int last = after.isEmpty() ? 0 : Integer.parseInt(EntryNames.lastOf(after));
            List<VersionState> versions = new ArrayList<>();
            for (int number = last + 1; number <= model.lastNumber() && versions.size() < limit; number++) {
                Optional.ofNullable(model.version(number)).ifPresent(versions::add);
            }
            addVersions(members, model, versions);
        }
        return members;
    }

    /** Versions are registered in the order of their numbers, so the commits are read once for all of them. */
    private void addVersions(NavigableMap<String, Set<Entry>> members, ModelState model, List<VersionState> versions) {
        if (versions.isEmpty()) {
            return;
        }
        VersionState last = versions.get(versions.size() - 1);
        int next = 0;
        long revision = versions.get(0).registered().revision() - 1;
        while (revision < last.registered().revision()) {
            for (Commit commit :
                    page(revision, (int) Math.min(PAGE, last.registered().revision() - revision))) {
                for (RegistryEvent event : commit.events()) {
                    if (next < versions.size()
                            && event instanceof VersionRegistered registered
                            && registered.number() == versions.get(next).number()) {
                        VersionState version = versions.get(next);
                        members.put(
                                EntryNames.version(model.name().orElseThrow(), version.number()),
                                ModelEntries.ofVersion(
                                        model,
                                        version,
                                        engine.read(
                                                registered, "version " + version.number() + " in journal " + journal)));
                        next++;
                    }
                }
                revision = commit.revision();
            }
        }
        if (next < versions.size()) {
            throw new CorruptStoreException("journal " + journal + ": no commit from "
                    + versions.get(0).registered().revision() + " to "
                    + last.registered().revision()
                    + " registers version " + versions.get(next).number());
        }
    }

    private List<Commit> page(long after, int limit) {
        List<Commit> page = commits.behind(after, limit);
        if (page.isEmpty()) {
            throw new CorruptStoreException(
                    "journal " + journal + " has nothing behind revision " + after + " any more: commits were lost");
        }
        return page;
    }
}
