package dev.modelregistry.fs;

import static dev.modelregistry.fs.Ledger.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.error.RegistryException;
import dev.modelregistry.spi.CommitBytes;
import dev.modelregistry.spi.JournalStore.AppendResult;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.RegistryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Cuts the power after each operation, in each way that the file system allows, and looks at what is left (G1, G3, G5, G7, G10). The
 * mutants prove that the check would notice: each leaves out one sync or one rule of the protocol.
 */
class CrashTest {
    private static final int EXHAUSTIVE = 1 << 10;
    private static final int SAMPLED = 1 << 7;

    /** What is done while the power may fail. */
    private enum Workload {
        APPENDS {
            @Override
            void run(Ledger ledger, FileOps files) {
                RegistryStore store = ledger.open(files);
                CommitBytes first = commit(1, "a");
                CommitBytes second = commit(2, "b");
                CommitBytes third = commit(3, "c");
                ledger.append(store, Head.NONE, first);
                ledger.append(store, first.head(), second, third);
                ledger.append(store, third.head(), commit(4, "d"));
            }
        },
        /** Another process appends upon a commit of which the directory was not synced yet. */
        APPENDS_UPON_ANOTHER {
            @Override
            void run(Ledger ledger, FileOps files) {
                RegistryStore other = ledger.open(files);
                CommitBytes first = commit(1, "a");
                CommitBytes second = commit(2, "b");
                RegistryStore store = ledger.open(new Meanwhile(
                        files, "link", "000000000001.jsonl", true, () -> ledger.append(other, first.head(), second)));
                ledger.append(store, Head.NONE, first);
                ledger.append(store, second.head(), commit(3, "c"));
            }
        },
        /** Another process opens the registry's directory as soon as it is there, and its parent was not synced yet. */
        APPENDS_WHILE_ANOTHER_CREATES {
            @Override
            void run(Ledger ledger, FileOps files) {
                CommitBytes first = commit(1, "a");
                RegistryStore store = ledger.open(new Meanwhile(
                        files,
                        "create directory",
                        "registry",
                        true,
                        () -> ledger.append(ledger.open(files), Head.NONE, first)));
                ledger.append(store, first.head(), commit(2, "b"));
            }
        },
        /** Another process wins the revision. */
        CONFLICT {
            @Override
            void run(Ledger ledger, FileOps files) {
                RegistryStore other = ledger.open(files);
                RegistryStore store = ledger.open(new Meanwhile(
                        files,
                        "link",
                        "000000000001.jsonl",
                        false,
                        () -> ledger.append(other, Head.NONE, commit(1, "b"))));
                assertThat(ledger.append(store, Head.NONE, commit(1, "a"))).isInstanceOf(AppendResult.Conflict.class);
                ledger.append(store, commit(1, "b").head(), commit(2, "a"));
            }
        },
        BLOBS {
            @Override
            void run(Ledger ledger, FileOps files) {
                RegistryStore store = ledger.open(files);
                ledger.put(store, "weights");
                ledger.put(store, "");
                ledger.put(store, "weights");
                ledger.trash(store, ledger.put(store, "trashed and back"));
                ledger.put(store, "trashed and back");
                ledger.trash(store, ledger.put(store, "weights"));
                ledger.restore(store, FaultTest.digest("weights"));
            }
        },
        BLOB_OF_ANOTHER {
            @Override
            void run(Ledger ledger, FileOps files) {
                RegistryStore other = ledger.open(files);
                RegistryStore store =
                        ledger.open(new Meanwhile(files, "link", "objects", true, () -> ledger.put(other, "weights")));
                ledger.put(store, "weights");
            }
        },
        CELLS {
            @Override
            void run(Ledger ledger, FileOps files) {
                RegistryStore store = ledger.open(files);
                RegistryStore other = ledger.open(files);
                assertThat(ledger.set(store, 0, "a")).isTrue();
                assertThat(ledger.set(other, 1, "b")).isTrue();
                assertThat(ledger.set(store, 1, "c")).isFalse();
                assertThat(ledger.set(store, 2, "d")).isTrue();
            }
        };

        abstract void run(Ledger ledger, FileOps files);
    }

    /** Runs something once, just before or after an operation on a path. */
    private static final class Meanwhile extends ForwardingFiles {
        private final String operation;
        private final String path;
        private final boolean after;
        private Runnable action;

        Meanwhile(FileOps files, String operation, String path, boolean after, Runnable action) {
            super(files);
            this.operation = operation;
            this.path = path;
            this.after = after;
            this.action = action;
        }

        @Override
        <T> T forward(String done, Path on, Operation<T> body) throws IOException {
            boolean now = done.equals(operation)
                    && on.toString().contains(path)
                    && !on.toString().contains("probe-");
            Runnable todo = now ? action : () -> {};
            action = now ? () -> {} : action;
            if (!after) {
                todo.run();
            }
            T result = body.run();
            if (after) {
                todo.run();
            }
            return result;
        }
    }

    /** Leaves out what the protocol needs. */
    private enum Mutant {
        NO_SYNC_OF_FILES(Workload.APPENDS) {
            @Override
            boolean drops(String operation, Path path, String before) {
                return operation.equals("force file");
            }
        },
        NO_SYNC_OF_DIRECTORIES_AFTER_THE_LINK(Workload.APPENDS) {
            @Override
            boolean drops(String operation, Path path, String before) {
                return operation.equals("force") && before.equals("link");
            }
        },
        NO_SYNC_BEFORE_THE_LINK(Workload.APPENDS_UPON_ANOTHER) {
            @Override
            boolean drops(String operation, Path path, String before) {
                return operation.equals("force") && path.toString().contains("flights") && !before.equals("link");
            }
        },
        NO_SYNC_OF_PARENTS(Workload.APPENDS) {
            @Override
            boolean drops(String operation, Path path, String before) {
                return operation.equals("force") && path.endsWith("journals/model");
            }
        },
        NO_SYNC_OF_THE_ROOT(Workload.APPENDS) {
            @Override
            boolean drops(String operation, Path path, String before) {
                return operation.equals("force") && path.endsWith("registry");
            }
        },
        NO_SYNC_OF_THE_ROOTS_PARENT(Workload.APPENDS_WHILE_ANOTHER_CREATES) {
            @Override
            boolean drops(String operation, Path path, String before) {
                return operation.equals("force") && path.equals(SimulatedFiles.ROOT);
            }
        },
        NO_SYNC_OF_BLOBS(Workload.BLOBS) {
            @Override
            boolean drops(String operation, Path path, String before) {
                return operation.equals("force file");
            }
        },
        NO_SYNC_OF_BLOB_DIRECTORIES(Workload.BLOBS) {
            @Override
            boolean drops(String operation, Path path, String before) {
                return operation.equals("force") && before.equals("link");
            }
        },
        NO_SYNC_OF_A_KNOWN_BLOB(Workload.BLOB_OF_ANOTHER) {
            @Override
            boolean drops(String operation, Path path, String before) {
                return operation.equals("force") && before.equals("touch");
            }
        },
        NO_SYNC_AFTER_A_RENAME(Workload.BLOBS) {
            @Override
            boolean drops(String operation, Path path, String before) {
                return operation.equals("force") && before.equals("rename");
            }
        },
        NO_SYNC_OF_CELLS(Workload.CELLS) {
            @Override
            boolean drops(String operation, Path path, String before) {
                return operation.equals("force file");
            }
        },
        NO_SYNC_BEFORE_OLDER_CELLS_ARE_DELETED(Workload.CELLS) {
            @Override
            boolean drops(String operation, Path path, String before) {
                return operation.equals("force") && before.equals("link");
            }
        },
        LINKS_OVERWRITE(Workload.CONFLICT) {
            @Override
            boolean drops(String operation, Path path, String before) {
                return false;
            }

            @Override
            FileOps on(FileOps files) {
                return new ForwardingFiles(files) {
                    @Override
                    public void link(Path file, Path name) throws IOException {
                        files.delete(name);
                        files.link(file, name);
                    }
                };
            }
        };

        private final Workload workload;

        Mutant(Workload workload) {
            this.workload = workload;
        }

        abstract boolean drops(String operation, Path path, String before);

        FileOps on(FileOps files) {
            return new ForwardingFiles(files) {
                private String before = "";

                @Override
                @SuppressWarnings("unchecked")
                <T> T forward(String operation, Path path, Operation<T> body) throws IOException {
                    boolean dropped = drops(operation, path, before);
                    if (!dropped && !operation.equals("attributes") && !operation.equals("read")) {
                        before = operation;
                    }
                    return dropped ? (T) "" : body.run();
                }
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Workload.class)
    void keepsItsWordWheneverThePowerFails(Workload workload) {
        assertThat(explore(workload, files -> files)).as("images looked at").isGreaterThan(50);
    }

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void noticesWhatALeftOutStepBreaks(Mutant mutant) {
        assertThatThrownBy(() -> explore(mutant.workload, mutant::on))
                .isInstanceOfAny(AssertionError.class, RegistryException.class);
    }

    private static int explore(Workload workload, UnaryOperator<FileOps> mutant) {
        SimulatedFiles files = new SimulatedFiles();
        Ledger ledger = new Ledger();
        Random random = new Random(42);
        int[] images = {0};
        Runnable powerCut = () -> images[0] += files.images(EXHAUSTIVE, SAMPLED, random, ledger::check);
        files.afterEachStep(powerCut);
        ledger.afterEachAcknowledgement(powerCut);
        workload.run(ledger, mutant.apply(files));
        powerCut.run();
        return images[0];
    }
}
