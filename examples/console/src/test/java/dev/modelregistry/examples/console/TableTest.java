package dev.modelregistry.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCellAndNumbersStandToTheRight() {
        String table = new Table("NAME", "N").row("a", 5).row("longer", 12).text(100);

        assertThat(table).isEqualTo("NAME     N\na        5\nlonger  12\n");
    }

    @Test
    void freeTextGivesWayBeforeNamesDo() {
        String table = new Table("NAME", "WHY")
                .row("a-name-of-twenty-char", "because of this and that and more")
                .text(44);

        assertThat(table).isEqualTo("NAME                   WHY\na-name-of-twenty-char  because of this and …\n");
    }

    @Test
    void wideAndCombiningCharactersAreCountedAsTheyAreSeen() {
        assertThat(Terminal.width("航班")).isEqualTo(4);
        assertThat(Terminal.width("e\u0301")).isEqualTo(1);
        assertThat(Terminal.width("🚀")).isEqualTo(2);
        assertThat(Terminal.cut("航班延误", 5)).isEqualTo("航班…");
        assertThat(new Table("A", "B").row("航班", "x").row("abcd", "y").text(100))
                .isEqualTo("A     B\n航班  x\nabcd  y\n");
    }

    @Test
    void aCellIsOneLine() {
        assertThat(new Table("A").row("one\ntwo\u001b[0m").row("").text(100)).isEqualTo("A\none two [0m\n-\n");
    }

    @Test
    void passwordsInUrlsAreNotRepeated() {
        assertThat(Terminal.discreet("no driver for jdbc:x://bob:pw@host/db?user=a&password=pw here"))
                .isEqualTo("no driver for jdbc:x://host/db?… here");
        assertThat(Terminal.discreet("jdbc:h2:file:./x;USER=sa;PASSWORD=pw")).isEqualTo("jdbc:h2:file:./x;…");
        assertThat(Terminal.discreet("no jdbc:mysql://(host=db,password=s3cret)/m there"))
                .isEqualTo("no jdbc:mysql://(… there");
        assertThat(Terminal.discreet("x://ops:p/w@host and //ops:p@ss@host")).isEqualTo("x://host and //host");
        assertThat(Terminal.discreet("'jdbc:h2:./x;PASSWORD=a b'", "jdbc:h2:./x;PASSWORD=a b"))
                .isEqualTo("'jdbc:h2:…'");
    }
}
