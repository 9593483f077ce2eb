package dev.modelregistry.contract;

import static dev.modelregistry.contract.Commits.append;
import static dev.modelregistry.contract.Commits.head;
import static dev.modelregistry.contract.Commits.readAll;
import static dev.modelregistry.contract.Commits.texts;
import static dev.modelregistry.contract.Guarantee.G5;
import static dev.modelregistry.contract.Guarantee.JAVADOC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Journals under every name that {@link JournalId} allows, and the list of them. */
abstract class JournalNameContract extends Grounded {
    private static final List<String> PATHS = List.of("a/b", "a/b/", "/a/b", "a//b", "a\\b", "a/../b", "C:", "a.tmp");

    private static final List<String> DOTS = List.of(".", "..", "...", "../escape", ".hidden", "~");

    private static final List<String> DEVICES = List.of("CON", "con", "nul", "NUL.txt", "aux", "COM1", "lpt1.jsonl");

    private static final List<String> TWINS_BY_CASE = List.of("flights", "Flights", "FLIGHTS", "FlightS");

    private static final List<String> TWINS_BY_END =
            List.of("flights.", "flights..", "flights ", " flights", "flights  ", "flights\u00a0");

    private static final List<String> TWINS_BY_FORM = List.of("caf\u00e9", "cafe\u0301", "\u212b", "\u00c5");

    private static final List<String> TWINS_BY_FOLDING =
            List.of("stra\u00dfe", "strasse", "STRASSE", "\u0130zmir", "izmir", "i\u0307zmir", "\u0131zmir");

    private static final List<String> WRITTEN_OTHERWISE =
            List.of("a\u200bb", "ab", "\u05d0\u05d1", "\u6f22\u5b57", "\ud83d\udeeb", "\ud83d\udeec", "\uff21");

    private static final List<String> PATTERNS =
            List.of("%", "_", "*", "?", "[a]", "{a}", "a%b", "a_b", "axb", "a|b", "a+b", "#", "&", "<a>", "a%2Fb");

    private static final List<String> QUOTES = List.of("'", "\"", "`", "a'b", "a;b", "$HOME", "${a}", "a b");

    private static final List<String> WORDS = List.of("0", "00", "1", "-1", "-", "--", "null", "NULL", "true");

    /** As long as names may be; some differ at the end alone. */
    private static final List<String> LONG = List.of(
            "x".repeat(511) + "y", "x".repeat(511) + "z", "\u6f22".repeat(512), "/".repeat(512), ".".repeat(512));

    /** Names that file systems, collations, patterns or URLs are known to confuse with each other, or to refuse. */
    static final List<String> AWKWARD = Stream.of(
                    PATHS,
                    DOTS,
                    DEVICES,
                    TWINS_BY_CASE,
                    TWINS_BY_END,
                    TWINS_BY_FORM,
                    TWINS_BY_FOLDING,
                    WRITTEN_OTHERWISE,
                    PATTERNS,
                    QUOTES,
                    WORDS,
                    LONG)
            .flatMap(List::stream)
            .toList();

    private static JournalId model(String key) {
        return new JournalId("model", key);
    }

    @Test
    @Tag(G5)
    void journalsWithAwkwardNamesAreKeptApart() {
        for (String key : AWKWARD) {
            append(store.journals(), model(key), Head.NONE, "journal of " + key);
        }
        for (String key : AWKWARD) {
            append(store.journals(), model(key), head(store.journals(), model(key)), "second of " + key);
        }

        for (String key : AWKWARD) {
            assertThat(texts(readAll(store.journals(), model(key))))
                    .as("journal '%s'", key)
                    .containsExactly(("journal of " + key).stripTrailing(), ("second of " + key).stripTrailing());
        }
        assertThat(reopened().journals().list("model", "", 1_000))
                .as("all journals, in the order of their keys as UTF-8")
                .containsExactlyElementsOf(AWKWARD.stream()
                        .sorted(Bytes.UTF8_ORDER)
                        .map(JournalNameContract::model)
                        .toList());
    }

    @Test
    @Tag(JAVADOC)
    void kindsAreKeptApart() {
        List<JournalId> twins = List.of(
                new JournalId("model", "a"),
                new JournalId("run", "a"),
                new JournalId("m", "odel/a"),
                new JournalId("model-a", "a"),
                new JournalId("a".repeat(32), "a"));
        for (JournalId twin : twins) {
            append(store.journals(), twin, Head.NONE, twin.toString());
        }
        assertThat(another().journals().kinds()).containsExactly("a".repeat(32), "m", "model", "model-a", "run");

        for (JournalId twin : twins) {
            assertThat(texts(readAll(store.journals(), twin))).containsExactly(twin.toString());
            assertThat(store.journals().list(twin.kind(), "", 10)).containsExactly(twin);
        }
        assertThat(store.journals().list("unknown", "", 10)).isEmpty();
    }

    @Test
    @Tag(JAVADOC)
    void theListGoesOnBehindAKeyWhetherOrNotItExists() {
        for (String key : List.of("d", "b", "c", "a")) {
            append(store.journals(), model(key), Head.NONE, "x");
        }

        assertThat(store.journals().list("model", "", 2)).containsExactly(model("a"), model("b"));
        assertThat(store.journals().list("model", "b", 2)).containsExactly(model("c"), model("d"));
        assertThat(store.journals().list("model", "bb", 1)).containsExactly(model("c"));
        assertThat(store.journals().list("model", "d", 10)).isEmpty();
        assertThat(store.journals().list("model", "zzz", 10)).isEmpty();
    }

    @Test
    @Tag(JAVADOC)
    void theListIsReadInPages() {
        List<JournalId> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(model("m" + (100 + i)));
            append(store.journals(), all.get(i), Head.NONE, "x");
        }

        List<JournalId> read = new ArrayList<>();
        List<JournalId> page = store.journals().list("model", "", 7);
        while (!page.isEmpty() && read.size() <= all.size()) {
            assertThat(page).hasSizeLessThanOrEqualTo(7);
            read.addAll(page);
            page = store.journals().list("model", read.get(read.size() - 1).key(), 7);
        }

        assertThat(read).isEqualTo(all);
    }
}
