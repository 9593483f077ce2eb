package dev.modelregistry.fs;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/**
 * A file system in memory that knows what a power cut may leave: of data that was not synced nothing, half or all, of names that were
 * not synced any subset. A rename persists as one, as it does on file systems with a journal.
 */
final class SimulatedFiles implements FileOps {
    static final Path ROOT = Path.of("/simulated");

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Node top = Node.directory();
    private final List<Change> pending = new ArrayList<>();
    private Runnable afterEachStep = () -> {};

    private static final class Node {
        final Map<String, Node> names;
        final Map<String, Node> durableNames = new TreeMap<>();
        byte[] content = {};
        byte[] durableContent = {};
        Instant modified = START;
        Kind kind;

        private Node(Kind kind, Map<String, Node> names) {
            this.kind = kind;
            this.names = names;
        }

        static Node directory() {
            return new Node(Kind.DIRECTORY, new TreeMap<>());
        }

        static Node file() {
            return new Node(Kind.FILE, Map.of());
        }

        boolean isUnsynced() {
            return !Arrays.equals(content, durableContent);
        }
    }

    /** One name set, or removed where the node is null. */
    private record Effect(Node directory, String name, Node node) {}

    /**
     * Effects that persist together.
     *
     * @param matters false for names that nothing is ever read from; they persist, to keep the number of images small
     */
    private record Change(List<Effect> effects, boolean matters) {}

    SimulatedFiles() {
        top.names.put("simulated", Node.directory());
        top.durableNames.putAll(top.names);
    }

    /** Runs after each operation that changes something. */
    void afterEachStep(Runnable action) {
        afterEachStep = action;
    }

    /** What is there now, in a file system of its own, all of it durable. */
    synchronized SimulatedFiles copy() {
        return image(bits -> (1 << bits) - 1, choices -> choices - 1);
    }

    /**
     * Gives images of what a power cut now may leave: all of them if they are at most {@code exhaustive}, else so many random ones.
     *
     * @return how many
     */
    synchronized int images(int exhaustive, int sampled, Random random, Consumer<SimulatedFiles> check) {
        int changes = (int) pending.stream().filter(Change::matters).count();
        int unsynced = unsynced().size();
        double all = Math.pow(2, changes) * Math.pow(3, unsynced);
        if (all > exhaustive) {
            for (int i = 0; i < sampled; i++) {
                check.accept(image(bits -> random.nextInt(1 << bits), random::nextInt));
            }
            return sampled;
        }
        for (int subset = 0; subset < 1 << changes; subset++) {
            int kept = subset;
            for (int contents = 0; contents < Math.pow(3, unsynced); contents++) {
                int[] rest = {contents};
                check.accept(image(bits -> kept, choices -> {
                    int choice = rest[0] % choices;
                    rest[0] /= choices;
                    return choice;
                }));
            }
        }
        return (int) all;
    }

    /** Files with data in doubt that have a name that counts, or may get one back. */
    private Set<Node> unsynced() {
        Set<Node> found = new LinkedHashSet<>();
        pending.stream()
                .filter(Change::matters)
                .flatMap(change -> change.effects.stream())
                .forEach(effect -> {
                    if (effect.node != null && effect.node.isUnsynced()) {
                        found.add(effect.node);
                    }
                });
        collect(top, found);
        return found;
    }

    private static void collect(Node directory, Set<Node> unsynced) {
        directory.durableNames.forEach((name, node) -> {
            if (node.kind == Kind.DIRECTORY && !name.equals("tmp")) {
                collect(node, unsynced);
            } else if (node.isUnsynced()) {
                unsynced.add(node);
            }
        });
    }

    private SimulatedFiles image(IntUnaryOperator subset, IntUnaryOperator choice) {
        Map<Node, byte[]> contents = new IdentityHashMap<>();
        for (Node node : unsynced()) {
            int kept = choice.applyAsInt(3);
            int half = node.durableContent.length + (node.content.length - node.durableContent.length) / 2;
            contents.put(
                    node,
                    kept == 0 ? node.durableContent : kept == 1 ? Arrays.copyOf(node.content, half) : node.content);
        }
        Map<Node, Map<String, Node>> names = new IdentityHashMap<>();
        int bits = (int) pending.stream().filter(Change::matters).count();
        int kept = bits == 0 ? 0 : subset.applyAsInt(bits);
        int bit = 0;
        for (Change change : pending) {
            if (!change.matters || (kept >> bit++ & 1) == 1) {
                for (Effect effect : change.effects) {
                    apply(
                            effect,
                            names.computeIfAbsent(
                                    effect.directory, directory -> new TreeMap<>(directory.durableNames)));
                }
            }
        }
        SimulatedFiles image = new SimulatedFiles();
        image.top.names.clear();
        fill(image.top, top, names, contents, new IdentityHashMap<>());
        return image;
    }

    private static void apply(Effect effect, Map<String, Node> names) {
        if (effect.node == null) {
            names.remove(effect.name);
        } else {
            names.put(effect.name, effect.node);
        }
    }

    private static void fill(
            Node copy,
            Node node,
            Map<Node, Map<String, Node>> names,
            Map<Node, byte[]> contents,
            Map<Node, Node> copies) {
        names.getOrDefault(node, node.durableNames).forEach((name, child) -> {
            Node childCopy = copies.get(child);
            if (childCopy == null) {
                childCopy = child.kind == Kind.DIRECTORY ? Node.directory() : Node.file();
                copies.put(child, childCopy);
                childCopy.kind = child.kind;
                childCopy.modified = child.modified;
                childCopy.content = contents.getOrDefault(child, child.content);
                childCopy.durableContent = childCopy.content;
                if (child.kind == Kind.DIRECTORY) {
                    fill(childCopy, child, names, contents, copies);
                }
            }
            copy.names.put(name, childCopy);
        });
        copy.durableNames.clear();
        copy.durableNames.putAll(copy.names);
    }

    private void change(Effect... effects) {
        List<Effect> all = List.of(effects);
        all.forEach(effect -> apply(effect, effect.directory.names));
        boolean noise = all.stream().allMatch(effect -> effect.directory == tmp() || effect.name.startsWith("probe-"));
        pending.add(new Change(all, !noise));
        afterEachStep.run();
    }

    private Node tmp() {
        Node root = top.names.get("simulated");
        return root == null ? null : root.names.get("tmp");
    }

    private Optional<Node> find(Path path) throws IOException {
        Node at = top;
        for (Path name : path) {
            if (at.kind != Kind.DIRECTORY) {
                throw new NotDirectoryException(path.toString());
            }
            at = at.names.get(name.toString());
            if (at == null) {
                return Optional.empty();
            }
        }
        return Optional.of(at);
    }

    private Node get(Path path) throws IOException {
        return find(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private void refuseTaken(Path path) throws IOException {
        if (find(path).isPresent()) {
            throw new FileAlreadyExistsException(path.toString());
        }
    }

    @Override
    public synchronized Path real(Path path) throws IOException {
        get(path);
        return path;
    }

    @Override
    public synchronized Output create(Path file) throws IOException {
        refuseTaken(file);
        Node node = Node.file();
        change(new Effect(get(file.getParent()), name(file), node));
        return new Output() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                synchronized (SimulatedFiles.this) {
                    int before = node.content.length;
                    node.content = Arrays.copyOf(node.content, before + length);
                    System.arraycopy(bytes, offset, node.content, before, length);
                    afterEachStep.run();
                }
            }

            @Override
            public void force() {
                synchronized (SimulatedFiles.this) {
                    node.durableContent = node.content;
                    afterEachStep.run();
                }
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public synchronized byte[] read(Path file) throws IOException {
        Node node = get(file);
        if (node.kind != Kind.FILE) {
            throw new FileNotFoundException(file + " is no file");
        }
        return node.content.clone();
    }

    @Override
    public InputStream open(Path file) throws IOException {
        return new ByteArrayInputStream(read(file));
    }

    @Override
    public synchronized Optional<Attributes> attributes(Path path) throws IOException {
        return find(path).map(node -> new Attributes(node.kind, node.content.length, node.modified, node));
    }

    @Override
    public synchronized List<String> list(Path directory) throws IOException {
        return List.copyOf(get(directory).names.keySet());
    }

    @Override
    public synchronized void link(Path file, Path name) throws IOException {
        Node node = get(file);
        refuseTaken(name);
        change(new Effect(get(name.getParent()), name(name), node));
    }

    @Override
    public synchronized void rename(Path file, Path name) throws IOException {
        Node node = get(file);
        change(
                new Effect(get(name.getParent()), name(name), node),
                new Effect(get(file.getParent()), name(file), null));
    }

    @Override
    public synchronized boolean delete(Path file) throws IOException {
        if (find(file).isEmpty()) {
            return false;
        }
        change(new Effect(get(file.getParent()), name(file), null));
        return true;
    }

    @Override
    public synchronized void createDirectory(Path directory) throws IOException {
        refuseTaken(directory);
        change(new Effect(get(directory.getParent()), name(directory), Node.directory()));
    }

    @Override
    public synchronized void force(Path directory) throws IOException {
        Node node = get(directory);
        List<Change> rest = new ArrayList<>();
        for (Change change : pending) {
            if (change.effects.stream().anyMatch(effect -> effect.directory == node)) {
                change.effects.forEach(effect -> apply(effect, effect.directory.durableNames));
            } else {
                rest.add(change);
            }
        }
        pending.clear();
        pending.addAll(rest);
        afterEachStep.run();
    }

    @Override
    public synchronized void touch(Path file, Instant modified) throws IOException {
        get(file).modified = modified;
        afterEachStep.run();
    }

    @Override
    public synchronized boolean same(Path file, Path other) throws IOException {
        return find(other).orElse(null) == get(file);
    }

    @Override
    public boolean writable(Path directory) {
        return true;
    }
}
