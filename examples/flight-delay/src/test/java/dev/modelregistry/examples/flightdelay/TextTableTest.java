package dev.modelregistry.examples.flightdelay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void textIsAlignedToTheLeftAndNumbersToTheRight() {
        TextTable table = new TextTable("version", "AUC", "time", "note")
                .row("1.0.0", "0.6437", "5 ms", "baseline")
                .row("1.10.0", 12, "150 ms", "")
                .row("-", "-", "-", "none");

        assertThat(table).hasToString("""
                        version     AUC    time  note
                        -------  ------  ------  --------
                        1.0.0    0.6437    5 ms  baseline
                        1.10.0       12  150 ms
                        -             -       -  none
                        """);
    }

    @Test
    void aTableWithoutRowsIsItsHeader() {
        assertThat(new TextTable("version", "stage")).hasToString("version  stage\n-------  -----\n");
    }

    @Test
    void longTextIsKeptAndLineBreaksBecomeSpaces() {
        String reason = "x".repeat(300);

        assertThat(new TextTable("reason").row(reason + "\r\nsecond line").toString())
                .contains(reason + " second line\n");
    }

    @Test
    void aRowOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> new TextTable("a", "b").row("only"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the row [only] has 1 cells, expected 2");
    }
}
