package dev.modelregistry.fs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Does what another one does; tests override an operation or look at each. */
class ForwardingFiles implements FileOps {
    final FileOps files;

    ForwardingFiles(FileOps files) {
        this.files = files;
    }

    /** An operation that is to be forwarded. */
    interface Operation<T> {
        T run() throws IOException;
    }

    /** Every operation passes here. */
    <T> T forward(String operation, Path path, Operation<T> body) throws IOException {
        return body.run();
    }

    private void forwardVoid(String operation, Path path, VoidOperation body) throws IOException {
        forward(operation, path, () -> {
            body.run();
            return "";
        });
    }

    private interface VoidOperation {
        void run() throws IOException;
    }

    @Override
    public Path real(Path path) throws IOException {
        return forward("real", path, () -> files.real(path));
    }

    @Override
    public Output create(Path file) throws IOException {
        Output output = forward("create", file, () -> files.create(file));
        return new Output() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                forwardVoid("write", file, () -> output.write(bytes, offset, length));
            }

            @Override
            public void force() throws IOException {
                forwardVoid("force file", file, output::force);
            }

            @Override
            public void close() throws IOException {
                forwardVoid("close", file, output::close);
            }
        };
    }

    @Override
    public byte[] read(Path file) throws IOException {
        return forward("read", file, () -> files.read(file));
    }

    @Override
    public InputStream open(Path file) throws IOException {
        return forward("open", file, () -> files.open(file));
    }

    @Override
    public Optional<Attributes> attributes(Path path) throws IOException {
        return forward("attributes", path, () -> files.attributes(path));
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return forward("list", directory, () -> files.list(directory));
    }

    @Override
    public void link(Path file, Path name) throws IOException {
        forwardVoid("link", name, () -> files.link(file, name));
    }

    @Override
    public void rename(Path file, Path name) throws IOException {
        forwardVoid("rename", name, () -> files.rename(file, name));
    }

    @Override
    public boolean delete(Path file) throws IOException {
        return forward("delete", file, () -> files.delete(file));
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        forwardVoid("create directory", directory, () -> files.createDirectory(directory));
    }

    @Override
    public void force(Path directory) throws IOException {
        forwardVoid("force", directory, () -> files.force(directory));
    }

    @Override
    public void touch(Path file, Instant modified) throws IOException {
        forwardVoid("touch", file, () -> files.touch(file, modified));
    }

    @Override
    public boolean same(Path file, Path other) throws IOException {
        return forward("same", other, () -> files.same(file, other));
    }

    @Override
    public boolean writable(Path directory) {
        return files.writable(directory);
    }
}
