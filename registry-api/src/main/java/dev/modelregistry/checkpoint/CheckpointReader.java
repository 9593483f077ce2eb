package dev.modelregistry.checkpoint;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of one checkpoint, line by line, and nothing that is not exactly as it would be written. Used once. */
final class CheckpointReader {
    /** More than anybody needs; each costs time to verify. */
    private static final int MAX_SIGNATURES = 100;

    private static final int SHOWN = 200;

    /** The time is behind the last slash, for nobody knows what is in the ids of other stores. */
    private static final Pattern ORIGIN = Pattern.compile("model-registry/(.+)/([^/]+)", Pattern.DOTALL);

    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,8}");
    private static final Pattern SIGNATURE = Pattern.compile(NoteSignature.BEGINNING + "([^ ]+) ([^ ]+)");
    /** In the key of a journal there may be what Unicode takes for the end of a line. */
    private static final Pattern HEAD = Pattern.compile("([1-9][0-9]{0,17}) ([0-9a-f]{64}) (.+)", Pattern.DOTALL);

    private final String[] lines;
    /** How many were read, which is also the number of the last one as people count. */
    private int read;

    CheckpointReader(String text) {
        this.lines = text.split("\n", -1);
    }

    Checkpoint read() {
        Matcher origin = match(ORIGIN, "'model-registry/<registry id>/<time>'");
        Instant time = time(origin.group(2));
        int size = Integer.parseInt(match(SIZE, "the number of journals").group());
        Digest root = root();
        expectEmpty("above the signatures");
        List<NoteSignature> signatures = signatures();
        SortedMap<JournalId, Head> heads = heads(size);
        Digest found = Checkpoint.root(heads);
        if (!found.equals(root)) {
            throw new InvalidInputException("checkpoint line 3: the root is " + base64(root)
                    + ", but the heads below have " + base64(found) + ": one of them was changed");
        }
        return new Checkpoint(origin.group(1), time, heads, root, signatures);
    }

    private Instant time(String text) {
        try {
            Instant time = Instant.parse(text);
            if (time.truncatedTo(ChronoUnit.MICROS).toString().equals(text)) {
                return time;
            }
        } catch (DateTimeException malformed) {
            throw unexpected("a time such as 2026-11-26T09:00:00.000001Z behind the last slash", malformed);
        }
        throw unexpected("a time in UTC to the microsecond, as short as it can be, behind the last slash");
    }

    private List<NoteSignature> signatures() {
        List<NoteSignature> signatures = new ArrayList<>();
        do {
            Matcher line = match(SIGNATURE, "a signature '\u2014 <key name> <base 64>'");
            byte[] bytes = Base64Text.decode(line.group(2)).orElseThrow(() -> unexpected("a signature in base 64"));
            if (bytes.length <= NoteSignature.ID_SIZE || !TrustedKey.isName(line.group(1))) {
                throw unexpected("the name of a key, and its id and signature in base 64");
            }
            if (signatures.size() == MAX_SIGNATURES) {
                throw unexpected("at most " + MAX_SIGNATURES + " signatures");
            }
            signatures.add(new NoteSignature(line.group(1), Bytes.of(bytes)));
        } while (read < lines.length && !lines[read].isEmpty());
        expectEmpty("between the signatures and the heads");
        return signatures;
    }

    private SortedMap<JournalId, Head> heads(int size) {
        SortedMap<JournalId, Head> heads = new TreeMap<>();
        while (heads.size() < size) {
            Matcher line =
                    match(HEAD, "head " + (heads.size() + 1) + " of " + size + ", '<revision> <hash> <journal>'");
            JournalId journal = journal(line.group(3));
            if (!heads.isEmpty() && heads.lastKey().compareTo(journal) >= 0) {
                throw unexpected("a journal behind " + heads.lastKey());
            }
            heads.put(journal, new Head(Long.parseLong(line.group(1)), Digest.parse(line.group(2))));
        }
        read++;
        if (read != lines.length || !lines[read - 1].isEmpty()) {
            throw unexpected("the end behind " + size + " heads, as line 2 says, and a line feed before it");
        }
        return heads;
    }

    private JournalId journal(String text) {
        try {
            return JournalId.parse(text);
        } catch (InvalidInputException malformed) {
            throw unexpected("the id of a journal behind the hash", malformed);
        }
    }

    private Digest root() {
        String expected = "the root, 32 bytes in base 64";
        return Base64Text.decode(line(expected))
                .filter(bytes -> bytes.length == 32)
                .map(Digest::fromBytes)
                .orElseThrow(() -> unexpected(expected));
    }

    private static String base64(Digest root) {
        return Base64.getEncoder().encodeToString(root.bytes());
    }

    private void expectEmpty(String where) {
        String expected = "an empty line " + where;
        if (!line(expected).isEmpty()) {
            throw unexpected(expected);
        }
    }

    private Matcher match(Pattern pattern, String expected) {
        Matcher matcher = pattern.matcher(line(expected));
        if (!matcher.matches()) {
            throw unexpected(expected);
        }
        return matcher;
    }

    private String line(String expected) {
        read++;
        if (read > lines.length) {
            throw unexpected(expected);
        }
        String line = lines[read - 1];
        if (line.chars().anyMatch(c -> c < ' ')) {
            throw unexpected("no control characters; line ends are single line feeds");
        }
        return line;
    }

    private InvalidInputException unexpected(String expected) {
        return new InvalidInputException(message(expected));
    }

    private InvalidInputException unexpected(String expected, RuntimeException cause) {
        return new InvalidInputException(message(expected), cause);
    }

    private String message(String expected) {
        String found = read > lines.length ? "the end" : "'" + shown(lines[read - 1]) + "'";
        return "checkpoint line " + read + ": expected " + expected + "; found " + found;
    }

    private static String shown(String line) {
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }
}
