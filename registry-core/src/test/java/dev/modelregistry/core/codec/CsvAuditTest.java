package dev.modelregistry.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.core.codec.AuditCodec.Heading;
import dev.modelregistry.event.AuditFormat;
import dev.modelregistry.event.AuditQuery;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RegistryEvent.TagSet;
import dev.modelregistry.event.RegistryEvent.Unknown;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.Stage;
import dev.modelregistry.spi.JournalStore.Head;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvAuditTest {
    private static final String HEADER = "time,journal,revision,actor,reason,kind,summary,basis,hash\r\n";
    private static final String ZERO = "0".repeat(64);

    private static Commit commit(String actor, String reason, Map<String, Head> basis, RegistryEvent... events) {
        return new Commit(
                "model/flights",
                7,
                Instant.parse("2026-01-02T03:04:05.000006Z"),
                Actor.of(actor),
                reason,
                Optional.empty(),
                basis,
                Digest.ZERO,
                Digest.ZERO,
                List.of(events));
    }

    private static String csv(Commit... commits) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Heading heading = new Heading("x", AuditQuery.everything(), Instant.EPOCH);
        try (AuditCodec audit = AuditCodec.begin(AuditFormat.CSV, out, heading)) {
            for (Commit commit : commits) {
                audit.write(commit);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The row of a commit that has one event. */
    private static String row(Commit commit) throws IOException {
        return csv(commit).substring(HEADER.length());
    }

    private static String reason(String reason) throws IOException {
        String row = row(commit("alice", reason, Map.of(), new Failed(1)));
        String before = "2026-01-02T03:04:05.000006Z,model/flights,7,alice,";
        String behind = ",version.failed,version 1 failed,," + ZERO + "\r\n";
        assertThat(row).startsWith(before).endsWith(behind);
        return row.substring(before.length(), row.length() - behind.length());
    }

    @Test
    void hasAHeaderAlsoWhereThereIsNothing() throws IOException {
        assertThat(csv()).isEqualTo(HEADER);
    }

    @Test
    void hasARowForEachEvent() throws IOException {
        String row = "2026-01-02T03:04:05.000006Z,model/flights,7,alice,slow,";
        assertThat(csv(commit(
                        "alice",
                        "slow",
                        Map.of(
                                "settings/registry",
                                new Head(3, Digest.ZERO),
                                "model/hotels",
                                new Head(12, Digest.ZERO)),
                        new Failed(2),
                        new StageChanged(2, Stage.PRODUCTION, Stage.STAGING))))
                .isEqualTo(HEADER
                        + row + "version.failed,version 2 failed,model/hotels@12 settings/registry@3," + ZERO + "\r\n"
                        + row + "version.stage-changed,moved version 2 Production → Staging,"
                        + "model/hotels@12 settings/registry@3," + ZERO + "\r\n");
    }

    @Test
    void quotesWhatWouldEndACellAndNothingElse() throws IOException {
        assertThat(reason("plain; with 'quotes' and ünïcode")).isEqualTo("plain; with 'quotes' and ünïcode");
        assertThat(reason("a, b")).isEqualTo("\"a, b\"");
        assertThat(reason("say \"no\"")).isEqualTo("\"say \"\"no\"\"\"");
        assertThat(reason("one\ntwo")).isEqualTo("\"one\ntwo\"");
        assertThat(reason("one\r\ntwo")).isEqualTo("\"one\r\ntwo\"");
        assertThat(reason("\",\r\n\"")).isEqualTo("\"\"\",\r\n\"\"\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20x"})
    void keepsAReasonFromBeingAFormula(String formula) throws IOException {
        assertThat(reason(formula)).isEqualTo("'" + formula);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r=1", "\n=1", "=HYPERLINK(\"http://evil\",A1)"})
    void quotesAFormulaThatHasToBeQuotedToo(String formula) throws IOException {
        assertThat(reason(formula)).isEqualTo("\"'" + formula.replace("\"", "\"\"") + "\"");
    }

    @ParameterizedTest
    @CsvSource({"a=1", "1-2", "x@y", "'''=1'"})
    void leavesTheSameCharactersAloneWhereTheyBeginNothing(String text) throws IOException {
        assertThat(reason(text)).isEqualTo(text);
    }

    @Test
    void keepsActorsAndKindsAndSummariesFromBeingFormulas() throws IOException {
        assertThat(row(commit("@bob", "x", Map.of(), new Failed(1)))).contains(",7,'@bob,x,");
        assertThat(row(commit("bob", "x", Map.of(), new Unknown("=future", "{}"))))
                .contains(",'=future,'=future,,");
        assertThat(row(commit("bob", "x", Map.of(), new TagSet(OptionalInt.empty(), "note", "a,\"b\""))))
                .contains(",tag.set,\"tagged the model note=a,\"\"b\"\"\",,");
    }
}
