package dev.modelregistry.fs;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.CellStore.CellId;
import dev.modelregistry.spi.JournalId;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Where everything is. Names are computed, so no text of a user reaches a path beyond a harmless slug, and none depends on the case or
 * the Unicode form that a file system keeps.
 */
final class Layout {
    static final String COMMITS = ".jsonl";
    static final String SNAPSHOT = ".snapshot";
    static final String CELL = ".cell";

    /** The largest number that a file name holds. */
    static final long MAX_NUMBER = 999_999_999_999L;

    private static final String ZEROS = "000000000000";

    private static final Pattern OBJECT = Pattern.compile("[0-9a-f]{62}");
    private static final Pattern FAN = Pattern.compile("[0-9a-f]{2}");
    private static final Pattern DEVICE =
            Pattern.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]"); // "con.x" is a device on Windows
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    private static final int SLUG = 40;
    private static final int HASH = 16;

    private final Path root;
    /** Those of journals that there are: each head is asked for by its journal's directory, whose name is a hash. */
    private final Map<JournalId, Path> directories = new ConcurrentHashMap<>();

    Layout(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** For messages. */
    String location() {
        return "file:" + root;
    }

    Path identity() {
        return root.resolve("registry.json");
    }

    /** What an index in memory knew. */
    Path indexImage() {
        return root.resolve("index.image");
    }

    Path tmp() {
        return root.resolve("tmp");
    }

    /** What files are linked into. */
    List<Path> targets() {
        return List.of(journals(), cells(), objects(), trash());
    }

    Path journals() {
        return root.resolve("journals");
    }

    Path cells() {
        return root.resolve("cells");
    }

    Path objects() {
        return root.resolve("objects");
    }

    Path trash() {
        return root.resolve("trash");
    }

    /** Where the journals of a kind are. */
    Path journals(String kind) {
        return journals().resolve(new JournalId(kind, "-").kind()); // checked: it becomes a part of the path
    }

    Path journal(JournalId journal) {
        Path known = directories.get(journal);
        return known == null ? journals(journal.kind()).resolve(directory(journal.key())) : known;
    }

    /** Looks up the directory of a journal no more. */
    void remember(JournalId journal) {
        directories.putIfAbsent(journal, journal(journal));
    }

    Path commits(JournalId journal, long firstRevision) {
        return journal(journal).resolve(number(firstRevision) + COMMITS);
    }

    Path snapshots(JournalId journal) {
        return journal(journal).resolve("snapshot");
    }

    Path snapshot(JournalId journal, long revision) {
        return snapshots(journal).resolve(number(revision) + SNAPSHOT);
    }

    /** Where the cells of a space are. */
    Path cells(String space) {
        return cells().resolve(new CellId(space, "-").space()); // checked: it becomes a part of the path
    }

    Path cell(CellId cell) {
        return cells(cell.space()).resolve(directory(cell.name()));
    }

    /** Where the directories are that hold blobs, below {@link #objects()} or {@link #trash()}. */
    static Path fans(Path top) {
        return top.resolve("sha256");
    }

    static Path blob(Path top, Digest digest) {
        String hex = digest.hex();
        return fans(top).resolve(hex.substring(0, 2)).resolve(hex.substring(2));
    }

    static boolean isFan(String name) {
        return FAN.matcher(name).matches();
    }

    static boolean isBlob(String name) {
        return OBJECT.matcher(name).matches();
    }

    static String number(long number) {
        if (number < 1 || number > MAX_NUMBER) {
            throw new IllegalArgumentException("number " + number + " is not 1 to " + MAX_NUMBER);
        }
        String digits = Long.toString(number);
        return ZEROS.substring(digits.length()) + digits;
    }

    /** The number that a name with this ending holds; empty for any other name. */
    static OptionalLong number(String name, String ending) {
        int digits = ZEROS.length();
        boolean isNumbered = name.length() == digits + ending.length() && name.endsWith(ending);
        for (int i = 0; i < digits && isNumbered; i++) {
            isNumbered = name.charAt(i) >= '0' && name.charAt(i) <= '9';
        }
        return isNumbered ? OptionalLong.of(Long.parseLong(name.substring(0, digits))) : OptionalLong.empty();
    }

    /** {@code <slug>-<hash16>}: readable to people by its first part, unique by its second. */
    static String directory(String key) {
        StringBuilder slug = new StringBuilder();
        for (int i = 0; i < Math.min(key.length(), SLUG); i++) {
            char c = key.charAt(i);
            char folded = c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
            boolean kept =
                    folded == '.' ? !slug.isEmpty() && !DEVICE.matcher(slug).matches() : PLAIN.indexOf(folded) >= 0;
            slug.append(kept ? folded : '_');
        }
        return slug + "-" + Digest.of(utf8(key)).hex().substring(0, HASH);
    }

    private static byte[] utf8(String key) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(key));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException unpaired) {
            throw new InvalidInputException(
                    "name '" + key + "' has an unpaired surrogate; use well-formed Unicode text", unpaired);
        }
    }
}
