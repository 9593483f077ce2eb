package dev.modelregistry.fs;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** Lets file operations finish although the thread is interrupted: the channels of Java close under an interrupt. */
final class Uninterrupted {
    private Uninterrupted() {}

    /** Something that can be begun again from nothing. */
    interface Action<T> {
        T run() throws IOException;
    }

    /** Runs an action, again if an interrupt broke it, and leaves the thread interrupted if it was or has become so. */
    static <T> T call(Action<T> action) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return action.run();
                } catch (ClosedByInterruptException broken) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
