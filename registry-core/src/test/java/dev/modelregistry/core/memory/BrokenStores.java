package dev.modelregistry.core.memory;

import static dev.modelregistry.contract.Guarantee.G1;
import static dev.modelregistry.contract.Guarantee.G10;
import static dev.modelregistry.contract.Guarantee.G2;
import static dev.modelregistry.contract.Guarantee.G3;
import static dev.modelregistry.contract.Guarantee.G4;
import static dev.modelregistry.contract.Guarantee.G5;
import static dev.modelregistry.contract.Guarantee.G6;
import static dev.modelregistry.contract.Guarantee.G7;
import static dev.modelregistry.contract.Guarantee.G8;
import static dev.modelregistry.contract.Guarantee.G9;

import dev.modelregistry.contract.ReferenceIndex;
import dev.modelregistry.contract.StoreContract;
import dev.modelregistry.contract.StoreFixture;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.IndexStore;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.AppendResult.Appended;
import dev.modelregistry.spi.JournalStore.AppendResult.Conflict;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Stores that are right but for one promise. Each is a way in which a store has plausibly been written. */
final class BrokenStores {
    private BrokenStores() {}

    /** All of them. */
    static final List<Class<? extends Broken>> ALL = List.of(
            TornBatches.class,
            TwoWinners.class,
            LostOnReopen.class,
            StaleReads.class,
            Gaps.class,
            Reordered.class,
            ConflictThoughAppended.class,
            ConflictForTheSameAppend.class,
            HalfBlobs.class,
            TruncatedBlobs.class,
            IndexWithoutAppend.class,
            DerivedIndexThatMissesAll.class,
            DamageSkipped.class,
            LostSets.class,
            TwoSetters.class);

    /** The suite, run on a broken store. */
    abstract static class Broken extends StoreContract {
        private final UnaryOperator<RegistryStore> breaking;

        Broken(UnaryOperator<RegistryStore> breaking) {
            this.breaking = breaking;
        }

        @Override
        protected StoreFixture fixture() {
            return new MemoryFixture() {
                @Override
                RegistryStore instance() {
                    return breaking.apply(ground);
                }
            };
        }
    }

    @Breaks(
            value = G1,
            caughtBy = {
                "aBatchOfWhichOnlyTheBeginningIsThereIsAConflictAndItsRestIsNotAppended",
                "readersSeeOnlyBeginningsOfWholeBatchesThatGrow"
            })
    static class TornBatches extends Broken {
        TornBatches() {
            super(ground -> Forwarding.with(ground, new Forwarding.Journals(ground) {
                @Override
                public AppendResult append(
                        JournalId journal, Head expected, List<CommitBytes> commits, List<IndexStore.Change> entries) {
                    if (commits.isEmpty()) {
                        return next.append(journal, expected, commits, entries);
                    }
                    Head head = expected;
                    for (CommitBytes commit : commits) {
                        AppendResult result = next.append(journal, head, List.of(commit), entries);
                        if (result instanceof Conflict) {
                            return result;
                        }
                        head = commit.head();
                        Thread.yield();
                    }
                    return new Appended(head);
                }
            }));
        }
    }

    @Breaks(
            value = G2,
            caughtBy = {
                "ofSeveralAppendsBehindOneHeadThroughOneStoreExactlyOneWins",
                "aRevisionThatHasPassedIsAConflictWithTheActualHead"
            })
    static class TwoWinners extends Broken {
        TwoWinners() {
            super(ground -> Forwarding.with(ground, new Forwarding.Journals(ground) {
                @Override
                public AppendResult append(
                        JournalId journal, Head expected, List<CommitBytes> commits, List<IndexStore.Change> entries) {
                    AppendResult result = next.append(journal, expected, commits, entries);
                    // The last one to write wins, and so did the one before it.
                    return result instanceof Conflict
                            ? new Appended(commits.get(commits.size() - 1).head())
                            : result;
                }
            }));
        }
    }

    @Breaks(value = G3, caughtBy = "reopeningFindsEverythingThatWasAcknowledged")
    static class LostOnReopen extends Broken {
        LostOnReopen() {
            super(UnaryOperator.identity());
        }

        @Override
        protected StoreFixture fixture() {
            return new MemoryFixture() {
                private final Deque<MemoryStore> grounds = new ArrayDeque<>(List.of(ground));
                private int opened;

                /** Every other store begins anew. */
                @Override
                RegistryStore instance() {
                    if (++opened % 2 == 0) {
                        grounds.push(new MemoryStore());
                    }
                    return grounds.peek();
                }

                @Override
                public void close() {
                    grounds.forEach(MemoryStore::close);
                }
            };
        }
    }

    @Breaks(
            value = G4,
            caughtBy = {"whatOneStoreAppendedEveryOtherReadsAtOnce", "aJournalThatWasSeenToBeAbsentIsSeenOnceItIsThere"
            })
    static class StaleReads extends Broken {
        StaleReads() {
            super(ground -> Forwarding.with(ground, new Forwarding.Journals(ground) {
                private final Map<JournalId, Slice> cache = new HashMap<>();

                @Override
                public synchronized AppendResult append(
                        JournalId journal, Head expected, List<CommitBytes> commits, List<IndexStore.Change> entries) {
                    cache.remove(journal);
                    return next.append(journal, expected, commits, entries);
                }

                @Override
                public synchronized Slice read(JournalId journal, long afterRevision, int limit) {
                    return afterRevision > 0
                            ? next.read(journal, afterRevision, limit)
                            : cache.computeIfAbsent(journal, id -> next.read(id, 0, limit));
                }
            }));
        }
    }

    @Breaks(
            value = G5,
            caughtBy = {"aReadBeginsBehindTheRevisionAndStopsAtTheLimit", "aThousandCommitsAreReadInPages"})
    static class Gaps extends Broken {
        Gaps() {
            super(ground -> Forwarding.with(ground, new Forwarding.Journals(ground) {
                @Override
                public Slice read(JournalId journal, long afterRevision, int limit) {
                    Slice slice = next.read(journal, afterRevision, limit);
                    // Off by one, where a page is not the first.
                    int from = afterRevision > 0 && !slice.commits().isEmpty() ? 1 : 0;
                    return new Slice(
                            slice.head(),
                            slice.commits().subList(from, slice.commits().size()));
                }
            }));
        }
    }

    @Breaks(
            value = G5,
            caughtBy = {"revisionsAreDenseHoweverTheCommitsAreBatched", "aThousandCommitsAreReadInPages"})
    static class Reordered extends Broken {
        Reordered() {
            super(ground -> Forwarding.with(ground, new Forwarding.Journals(ground) {
                @Override
                public Slice read(JournalId journal, long afterRevision, int limit) {
                    Slice slice = next.read(journal, afterRevision, limit);
                    List<CommitBytes> latestFirst = new ArrayList<>(slice.commits());
                    Collections.reverse(latestFirst);
                    return new Slice(slice.head(), latestFirst);
                }
            }));
        }
    }

    @Breaks(
            value = G6,
            caughtBy = {
                "ofSeveralAppendsBehindOneHeadThroughOneStoreExactlyOneWins",
                "theHistoryIsExactlyWhatWasAcknowledged"
            })
    static class ConflictThoughAppended extends Broken {
        ConflictThoughAppended() {
            super(ground -> Forwarding.with(ground, new Forwarding.Journals(ground) {
                private final AtomicInteger appends = new AtomicInteger();

                @Override
                public AppendResult append(
                        JournalId journal, Head expected, List<CommitBytes> commits, List<IndexStore.Change> entries) {
                    AppendResult result = next.append(journal, expected, commits, entries);
                    // As when the answer to the first attempt was lost, and a second attempt met its own commits.
                    return appends.incrementAndGet() % 7 == 0 && result instanceof Appended appended
                            ? new Conflict(appended.head())
                            : result;
                }
            }));
        }
    }

    @Breaks(
            value = G6,
            caughtBy = {
                "theSameAppendIsAnsweredWithTheSameSuccess",
                "theSameAppendIsAnsweredWithTheSameSuccessAfterOtherCommitsFollowed"
            })
    static class ConflictForTheSameAppend extends Broken {
        ConflictForTheSameAppend() {
            super(ground -> Forwarding.with(ground, new Forwarding.Journals(ground) {
                @Override
                public AppendResult append(
                        JournalId journal, Head expected, List<CommitBytes> commits, List<IndexStore.Change> entries) {
                    synchronized (ground) {
                        Head head = next.heads(List.of(journal)).getOrDefault(journal, Head.NONE);
                        AppendResult result = next.append(journal, expected, commits, entries);
                        return head.equals(expected) ? result : new Conflict(head);
                    }
                }
            }));
        }
    }

    @Breaks(value = G7, caughtBy = "ofAStreamThatFailsNothingIsStored")
    static class HalfBlobs extends Broken {
        HalfBlobs() {
            super(ground -> Forwarding.with(ground, new Forwarding.Blobs(ground) {
                @Override
                public BlobInfo put(InputStream content) throws IOException {
                    ByteArrayOutputStream received = new ByteArrayOutputStream();
                    try {
                        content.transferTo(received);
                        return next.put(new ByteArrayInputStream(received.toByteArray()));
                    } catch (IOException cutOff) {
                        next.put(new ByteArrayInputStream(received.toByteArray()));
                        throw cutOff;
                    }
                }
            }));
        }
    }

    @Breaks(value = G7, caughtBy = "blobsOfAnySizeAreKeptUnderTheDigestOfTheirBytes")
    static class TruncatedBlobs extends Broken {
        TruncatedBlobs() {
            super(ground -> Forwarding.with(ground, new Forwarding.Blobs(ground) {
                @Override
                public InputStream open(Digest digest) {
                    try (InputStream whole = next.open(digest)) {
                        return new ByteArrayInputStream(whole.readNBytes(8_192));
                    } catch (IOException impossible) {
                        throw new AssertionError(impossible);
                    }
                }
            }));
        }
    }

    @Breaks(value = G8, caughtBy = "entriesOfAConflictDoNotAppearAndItsRemovalsRemoveNothing")
    static class IndexWithoutAppend extends Broken {
        IndexWithoutAppend() {
            super(UnaryOperator.identity());
        }

        @Override
        protected StoreFixture fixture() {
            return new IndexedFixture() {
                @Override
                boolean isApplied(Head before, Head after) {
                    return true;
                }
            };
        }
    }

    @Breaks(value = G8, caughtBy = "entriesAppearWithTheirAppend")
    static class DerivedIndexThatMissesAll extends Broken {
        DerivedIndexThatMissesAll() {
            super(UnaryOperator.identity());
        }

        @Override
        protected StoreFixture fixture() {
            return new MemoryFixture() {
                @Override
                public Optional<IndexStore> derivedIndex(
                        RegistryStore store, Function<CommitBytes, List<IndexStore.Change>> changes) {
                    return Optional.of(new ReferenceIndex(store.journals()));
                }
            };
        }
    }

    @Breaks(
            value = G9,
            caughtBy = {"aFlippedByteInAnyCommitIsReported", "aMissingCommitIsReportedAndNotReplaced"})
    static class DamageSkipped extends Broken {
        DamageSkipped() {
            super(UnaryOperator.identity());
        }

        @Override
        protected StoreFixture fixture() {
            return new DamageableFixture.Skipping();
        }
    }

    @Breaks(
            value = G10,
            caughtBy = {"eachSetCountsTheVersionUpByOne", "aCellThatSeveralCountUpEndsAtTheExactSum"})
    static class LostSets extends Broken {
        LostSets() {
            super(ground -> Forwarding.with(ground, new Forwarding.Cells(ground) {
                private final AtomicInteger sets = new AtomicInteger();

                @Override
                public boolean compareAndSet(CellId id, long expectedVersion, Bytes value) {
                    return sets.incrementAndGet() % 20 == 0 || next.compareAndSet(id, expectedVersion, value);
                }
            }));
        }
    }

    @Breaks(
            value = G10,
            caughtBy = {"aVersionThatIsNotTheCellsChangesNothing", "ofSeveralSetsOfOneVersionExactlyOneSucceeds"})
    static class TwoSetters extends Broken {
        TwoSetters() {
            super(ground -> Forwarding.with(ground, new Forwarding.Cells(ground) {
                @Override
                public boolean compareAndSet(CellId id, long expectedVersion, Bytes value) {
                    return next.compareAndSet(id, expectedVersion, value)
                            || next.read(id).map(Cell::version).orElse(0L) == expectedVersion + 1;
                }
            }));
        }
    }
}
