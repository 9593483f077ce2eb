package dev.modelregistry.core.codec;

import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.Unknown;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A table as RFC 4180 has it, with a row for each event, safe to open in a spreadsheet. */
final class CsvAudit implements AuditCodec {
    /**
     * What a spreadsheet would take a formula by, after <a href="https://owasp.org/www-community/attacks/CSV_Injection">OWASP</a>; in full
     * width too, as some in East Asia take them.
     */
    private static final String BEGINS_FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    private final Writer out;

    CsvAudit(OutputStream target) throws IOException {
        this.out = new BufferedWriter(new OutputStreamWriter(target, StandardCharsets.UTF_8));
        row("time", "journal", "revision", "actor", "reason", "kind", "summary", "basis", "hash");
    }

    @Override
    public void write(Commit commit) throws IOException {
        String basis = new TreeMap<>(commit.basis())
                .entrySet().stream()
                        .map(read -> read.getKey() + "@" + read.getValue().revision())
                        .collect(Collectors.joining(" "));
        for (RegistryEvent event : commit.events()) {
            row(
                    commit.time().toString(),
                    commit.journal(),
                    Long.toString(commit.revision()),
                    commit.actor().id(),
                    commit.reason(),
                    event instanceof Unknown unknown
                            ? unknown.wireName()
                            : event.type().wireName(),
                    event.summary(),
                    basis,
                    commit.hash().hex());
        }
    }

    private void row(String... cells) throws IOException {
        String separator = "";
        for (String cell : cells) {
            out.write(separator);
            out.write(cell(cell));
            separator = ",";
        }
        out.write("\r\n");
    }

    private static String cell(String text) {
        String safe = text.isEmpty() || BEGINS_FORMULA.indexOf(text.charAt(0)) < 0 ? text : "'" + text;
        boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
