package dev.modelregistry.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Child processes that run {@link ChildWriter}, each read by a thread of its own. Must be closed; what still runs is
 * killed then.
 */
final class Children implements AutoCloseable {
    static final long BOUND_SECONDS = 60;

    private final StoreFixture ground;
    private final List<Child> children = new ArrayList<>();

    Children(StoreFixture ground) {
        this.ground = ground;
    }

    /** Told of each acknowledged success, on the thread that reads the child; what it throws fails the test. */
    interface Listener {
        void acknowledged(Child child, String[] words) throws Exception;
    }

    Child start(String task, String name, int times, Listener listener) throws IOException {
        ProcessBuilder builder = ChildJvm.of(
                        ChildWriter.class,
                        ground.provider().getClass().getName(),
                        ground.url(),
                        task,
                        name,
                        String.valueOf(times))
                .redirectErrorStream(true);
        Child child = new Child(name, builder.start(), listener);
        children.add(child);
        return child;
    }

    /**
     * Lets all children open at once, and when all have opened, lets all begin at once. Waits until they have ended,
     * and fails if a listener did, or if a child is still running.
     */
    void race() throws InterruptedException {
        for (int gate = 1; gate <= 2; gate++) {
            for (Child child : children) {
                child.awaitGate();
            }
            children.forEach(Child::letGo);
        }
        for (Child child : children) {
            child.await();
        }
    }

    @Override
    public void close() {
        for (Child child : children) {
            child.kill();
        }
    }

    /** One process. */
    static final class Child {
        private final String name;
        private final Process process;
        private final Thread reader;
        /** One permit for each gate that was reached, and plenty at the end: who has ended keeps nobody waiting. */
        private final Semaphore gates = new Semaphore(0);

        private final List<String> output = new ArrayList<>();
        private final List<String[]> acknowledged = new ArrayList<>();
        private Optional<Throwable> failure = Optional.empty();
        private String registryId = "";
        private boolean refused;
        private boolean done;

        private Child(String name, Process process, Listener listener) {
            this.name = name;
            this.process = process;
            this.reader = new Thread(() -> read(listener), "output of " + name);
            reader.setDaemon(true);
            reader.start();
        }

        /** All fields are written here, and read by others once {@link #await} has joined this thread. */
        private void read(Listener listener) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    output.add(line);
                    String[] words = line.split(" ");
                    if (!words[words.length - 1].equals(".")) {
                        continue; // a log, a stack trace, or cut off
                    }
                    switch (words[0]) {
                        case ChildWriter.READY -> gates.release();
                        case ChildWriter.OPENED -> {
                            registryId = line.substring(ChildWriter.OPENED.length() + 1, line.length() - 2);
                            gates.release();
                        }
                        case ChildWriter.REFUSED -> refused = true;
                        case ChildWriter.DONE -> done = true;
                        case ChildWriter.ACKNOWLEDGED -> {
                            acknowledged.add(words);
                            listener.acknowledged(this, words);
                        }
                        default -> {}
                    }
                }
            } catch (IOException brokenPipe) {
                output.add("(cut off: " + brokenPipe + ")");
            } catch (Exception | AssertionError failed) {
                failure = Optional.of(failed);
                kill();
            } finally {
                gates.release(2);
            }
        }

        private void awaitGate() throws InterruptedException {
            assertThat(gates.tryAcquire(BOUND_SECONDS, TimeUnit.SECONDS))
                    .as("%s came to where it waits for the others", name)
                    .isTrue();
        }

        private void letGo() {
            try {
                process.getOutputStream().write('\n');
                process.getOutputStream().flush();
            } catch (IOException ended) {
                // It needs no telling any more; how it ended is seen by its output.
            }
        }

        private void await() throws InterruptedException {
            assertThat(process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS))
                    .as("%s ended in time", name)
                    .isTrue();
            reader.join(TimeUnit.SECONDS.toMillis(BOUND_SECONDS));
            assertThat(reader.isAlive())
                    .as("the output of %s is still being read", name)
                    .isFalse();
            failure.ifPresent(failed -> {
                throw new AssertionError(name + ": " + failed, failed);
            });
        }

        /**
         * SIGKILL, or what comes closest to it on other systems. By the handle, because the process itself would throw
         * its last words away.
         */
        void kill() {
            process.toHandle().destroyForcibly();
        }

        String name() {
            return name;
        }

        String registryId() {
            return registryId;
        }

        boolean refused() {
            return refused;
        }

        /** What was acknowledged: the words of each line, {@code ack} first. */
        List<String[]> acknowledged() {
            return acknowledged;
        }

        void assertDone() {
            assertThat(done)
                    .as("%s did all of its work; it said %s", name, output)
                    .isTrue();
        }

        void assertRefused() {
            assertThat(refused).as("%s was refused; it said %s", name, output).isTrue();
            assertThat(acknowledged)
                    .as("what %s did although it was refused", name)
                    .isEmpty();
        }

        /** The batches that {@link BatchWriter} was told are appended. */
        List<Batch> batches() {
            return acknowledged.stream()
                    .map(words -> new Batch(name, Integer.parseInt(words[1]), Integer.parseInt(words[2])))
                    .toList();
        }
    }
}
