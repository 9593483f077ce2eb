package dev.modelregistry.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Lets one operation fail, or all from one on. */
final class FaultyFiles extends ForwardingFiles {
    /** What a failing operation has done. */
    enum Mode {
        /** It did nothing. */
        FAILS,
        /** It did its work and says that it failed. */
        DOES_AND_FAILS,
        /** It did nothing, and nothing works from then on. */
        DIES,
        /** It did its work, its answer is lost, and nothing works from then on. */
        DOES_AND_DIES
    }

    private Mode mode = Mode.FAILS;
    private Supplier<IOException> failure = IOException::new;
    private int countdown = -1;
    private boolean dead;

    FaultyFiles(FileOps files) {
        super(files);
    }

    /** Lets the n-th operation from now fail. */
    void arm(int n, Mode how, Supplier<IOException> with) {
        countdown = n;
        mode = how;
        failure = with;
    }

    /** Whether the fault has happened; nothing fails any more. */
    boolean disarm() {
        boolean fired = countdown == 0;
        countdown = -1;
        dead = false;
        return fired;
    }

    @Override
    <T> T forward(String operation, Path path, Operation<T> body) throws IOException {
        if (dead) {
            throw failure.get();
        }
        if (countdown <= 0 || --countdown > 0) {
            return body.run();
        }
        dead = mode == Mode.DIES || mode == Mode.DOES_AND_DIES;
        if (mode == Mode.DOES_AND_FAILS || mode == Mode.DOES_AND_DIES) {
            body.run();
        }
        throw failure.get();
    }
}
