package dev.modelregistry.event;

/**
 * What an export of the audit log is written as; both are described in {@code docs/format.md}. More may come: treat an unknown one as
 * something that cannot be read.
 */
public enum AuditFormat {
    /** One JSON document with every commit and every event as it is, for programs. */
    JSON,

    /**
     * A table with a row for each event, for spreadsheets: RFC 4180 in UTF-8 with a header line. A text that a spreadsheet would take for a
     * formula has an apostrophe in front.
     */
    CSV
}
