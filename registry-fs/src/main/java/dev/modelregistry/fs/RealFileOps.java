package dev.modelregistry.fs;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The operating system's files. Its directories can be listed by the group, its files are read-only from the beginning. */
final class RealFileOps implements FileOps {
    private static final FileAttribute<?>[] NONE = {};

    @Override
    public Path real(Path path) throws IOException {
        return path.toRealPath();
    }

    @Override
    public Output create(Path file) throws IOException {
        return new ChannelOutput(
                FileChannel.open(file, Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS), permissions(file, "r--r-----")));
    }

    private static FileAttribute<?>[] permissions(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : NONE;
    }

    @Override
    public byte[] read(Path file) throws IOException {
        return Uninterrupted.call(() -> {
            try (InputStream in = open(file)) {
                return in.readAllBytes();
            }
        });
    }

    @Override
    public InputStream open(Path file) throws IOException {
        return Files.newInputStream(file, READ, NOFOLLOW_LINKS);
    }

    @Override
    public Optional<Attributes> attributes(Path path) throws IOException {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
            Kind kind = found.isRegularFile() ? Kind.FILE : found.isDirectory() ? Kind.DIRECTORY : Kind.OTHER;
            return Optional.of(
                    new Attributes(kind, found.size(), found.lastModifiedTime().toInstant(), found.fileKey()));
        } catch (NoSuchFileException nothing) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        return names;
    }

    @Override
    public void link(Path file, Path name) throws IOException {
        try {
            Files.createLink(name, file);
        } catch (UnsupportedOperationException noLinks) {
            throw new FileSystemException(name.toString(), file.toString(), "no hard links: " + noLinks.getMessage());
        }
    }

    @Override
    public void rename(Path file, Path name) throws IOException {
        Files.move(file, name, ATOMIC_MOVE);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        return Files.deleteIfExists(file);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        Files.createDirectory(directory, permissions(directory, "rwxr-x---"));
    }

    /** Through an asynchronous channel, because an interrupt closes any other kind and hides whether the sync has failed. */
    @Override
    public void force(Path directory) throws IOException {
        try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }

    @Override
    public void touch(Path file, Instant modified) throws IOException {
        Files.getFileAttributeView(file, BasicFileAttributeView.class, NOFOLLOW_LINKS)
                .setTimes(FileTime.from(modified), null, null);
    }

    @Override
    public boolean same(Path file, Path other) throws IOException {
        try {
            return Files.isSameFile(file, other);
        } catch (NoSuchFileException gone) {
            if (attributes(file).isEmpty()) {
                throw gone;
            }
            return false;
        }
    }

    @Override
    public boolean writable(Path directory) {
        return Files.isWritable(directory);
    }

    private record ChannelOutput(FileChannel channel) implements Output {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
