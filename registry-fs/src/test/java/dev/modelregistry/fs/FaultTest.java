package dev.modelregistry.fs;

import static dev.modelregistry.fs.Ledger.commit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.error.OutcomeUnknownException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.fs.FaultyFiles.Mode;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.JournalStore.Snapshot;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Lets the first, the second, … operation of each action fail, in each way, until the action gets through. Whatever was answered must
 * be what is there (G6), also after a power cut, and the same action succeeds later.
 */
class FaultTest {
    private static final CommitBytes FIRST = commit(1, "first");
    private static final List<Supplier<IOException>> FAILURES = List.of(
            () -> new FileSystemException("/simulated", null, "No space left on device"),
            () -> new AccessDeniedException("/simulated"));

    private enum Action {
        OPEN {
            @Override
            void run(Ledger ledger, RegistryStore store, FileOps files) {
                ledger.open(files);
            }
        },
        APPEND {
            @Override
            void run(Ledger ledger, RegistryStore store, FileOps files) {
                ledger.append(store, FIRST.head(), commit(2, "second"), commit(3, "third"));
            }
        },
        APPEND_FIRST_TO_ANOTHER {
            @Override
            void run(Ledger ledger, RegistryStore store, FileOps files) {
                ledger.appendElsewhere(store, commit(1, "other"));
            }
        },
        APPEND_AGAIN {
            @Override
            void run(Ledger ledger, RegistryStore store, FileOps files) {
                assertThat(ledger.append(store, Head.NONE, FIRST)).isEqualTo(new AppendResult.Appended(FIRST.head()));
            }
        },
        APPEND_IN_VAIN {
            @Override
            void run(Ledger ledger, RegistryStore store, FileOps files) {
                assertThat(ledger.append(store, Head.NONE, commit(1, "late")))
                        .isEqualTo(new AppendResult.Conflict(FIRST.head()));
            }
        },
        SNAPSHOT {
            @Override
            void run(Ledger ledger, RegistryStore store, FileOps files) {
                store.journals().putSnapshot(Ledger.FLIGHTS, new Snapshot(FIRST.head(), Bytes.utf8("state")));
            }
        },
        SET_CELL {
            @Override
            void run(Ledger ledger, RegistryStore store, FileOps files) {
                ledger.set(store, 1, "b");
            }
        },
        PUT_NEW_BLOB {
            @Override
            void run(Ledger ledger, RegistryStore store, FileOps files) {
                ledger.put(store, "new");
            }
        },
        PUT_LARGE_BLOB {
            @Override
            void run(Ledger ledger, RegistryStore store, FileOps files) {
                ledger.put(store, "x".repeat(Upload.BUFFER + 1));
            }
        },
        PUT_KNOWN_BLOB {
            @Override
            void run(Ledger ledger, RegistryStore store, FileOps files) {
                ledger.put(store, "known");
            }
        },
        PUT_TRASHED_BLOB {
            @Override
            void run(Ledger ledger, RegistryStore store, FileOps files) {
                ledger.put(store, "trashed");
            }
        },
        TRASH_BLOB {
            @Override
            void run(Ledger ledger, RegistryStore store, FileOps files) {
                if (store.blobs().find(digest("known")).isPresent()) {
                    ledger.trash(store, digest("known"));
                }
            }
        },
        PURGE_BLOB {
            @Override
            void run(Ledger ledger, RegistryStore store, FileOps files) {
                ledger.purge(store, digest("trashed"));
            }
        },
        READ {
            @Override
            void run(Ledger ledger, RegistryStore store, FileOps files) {
                assertThat(store.journals().read(Ledger.FLIGHTS, 0, 10).commits())
                        .containsExactly(FIRST);
                assertThat(store.cells().read(Ledger.CURSOR))
                        .hasValueSatisfying(cell -> assertThat(cell.version()).isEqualTo(1));
                assertThat(store.blobs().list(Digest.ZERO, 10)).hasSize(1);
                assertThat(store.blobs().localPath(digest("known"))).isNotNull();
            }
        };

        abstract void run(Ledger ledger, RegistryStore store, FileOps files);
    }

    static Digest digest(String content) {
        return Bytes.utf8(content).digest();
    }

    private enum Answer {
        DONE,
        NOT_DONE,
        UNKNOWN
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void answersWithWhatIsThereWhicheverOperationFails(Action action) {
        Map<Answer, Integer> answers = new EnumMap<>(Answer.class);
        for (Mode mode : Mode.values()) {
            for (Supplier<IOException> failure : FAILURES) {
                int n = 1;
                while (fails(action, n, mode, failure, answers)) {
                    n++;
                }
                assertThat(n).isGreaterThan(2);
            }
        }
        assertThat(answers).containsKeys(Answer.DONE, Answer.NOT_DONE);
    }

    private static boolean fails(
            Action action, int n, Mode mode, Supplier<IOException> failure, Map<Answer, Integer> answers) {
        SimulatedFiles simulated = new SimulatedFiles();
        FaultyFiles files = new FaultyFiles(simulated);
        Ledger ledger = new Ledger();
        RegistryStore store = ledger.open(files);
        ledger.append(store, Head.NONE, FIRST);
        ledger.set(store, 0, "a");
        ledger.put(store, "known");
        ledger.trash(store, ledger.put(store, "trashed"));
        RegistryStore cold = ledger.open(files);

        files.arm(n, mode, failure);
        Answer answer = attempt(action, ledger, cold, files);
        boolean fired = files.disarm();
        answers.merge(answer, 1, Integer::sum);

        String when = action + ", operation " + n + " " + mode + " with " + failure.get() + ": " + answer;
        try {
            ledger.check(simulated.copy());
            simulated.images(16, 8, new Random(n), ledger::check);
            assertThat(attempt(action, ledger, ledger.open(simulated), simulated))
                    .isEqualTo(Answer.DONE);
            ledger.check(simulated.copy());
        } catch (AssertionError | RuntimeException wrong) {
            throw new AssertionError(when, wrong);
        }
        return fired;
    }

    private static Answer attempt(Action action, Ledger ledger, RegistryStore store, FileOps files) {
        try {
            action.run(ledger, store, files);
            return Answer.DONE;
        } catch (StoreUnavailableException | RejectedException notDone) {
            return Answer.NOT_DONE;
        } catch (OutcomeUnknownException unknown) {
            return Answer.UNKNOWN;
        }
    }
}
