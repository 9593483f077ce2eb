package dev.modelregistry.jdbc.database;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.Durability;
import dev.modelregistry.spi.Sharing;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a database is good for, as it is set up.
 *
 * @param sharing which processes may use it
 * @param durability what an acknowledged commit survives
 * @param loweredBy the setting for which it survives less than it could; empty if there is none
 */
public record Ground(Sharing sharing, Durability durability, Optional<String> loweredBy) {
    private static final int SMALLEST_PACKET = 4 << 20;

    static Ground of(Dialect dialect, Session session, String url) throws SQLException {
        return switch (dialect) {
            case SQLITE -> sqlite(session);
            case H2 -> h2(session, url.toLowerCase(Locale.ROOT));
            case POSTGRESQL ->
                server(
                        session,
                        "SHOW ",
                        List.of(
                                new Setting("fsync", "on"::equals, "turn it on"),
                                new Setting("full_page_writes", "on"::equals, "turn it on"),
                                new Setting("synchronous_commit", value -> !value.equals("off"), "turn it on")));
            case MARIADB, MYSQL ->
                withLargePackets(
                        session,
                        server(
                                session,
                                "SELECT @@",
                                List.of(
                                        new Setting(
                                                "innodb_flush_log_at_trx_commit",
                                                Set.of("1", "3")::contains,
                                                "set it to 1"),
                                        new Setting(
                                                "innodb_doublewrite",
                                                value -> !Set.of("off", "0", "detect_only")
                                                        .contains(value),
                                                "turn it on"))));
        };
    }

    /** A setting of a server, with what makes its value survive a power cut, in small letters, and what to do about another one. */
    private record Setting(String name, Predicate<String> isSafe, String remedy) {}

    /** A commit takes up to a little more than a megabyte, which must fit into one packet. */
    private static Ground withLargePackets(Session session, Ground found) throws SQLException {
        long packet = session.first("SELECT @@max_allowed_packet", row -> row.getLong(1))
                .orElse(0L);
        if (packet < SMALLEST_PACKET) {
            throw new InvalidInputException("max_allowed_packet is " + packet + " bytes; set it to " + SMALLEST_PACKET
                    + " or more, so that a commit or a piece of an artifact fits");
        }
        return found;
    }

    /** Of a connection of the host and of its parameters; our own transactions set {@code synchronous} themselves. */
    private static Ground sqlite(Session session) throws SQLException {
        int synchronous =
                session.first("PRAGMA synchronous", row -> row.getInt(1)).orElse(0);
        String journal =
                session.first("PRAGMA journal_mode", row -> row.getString(1)).orElse("off");
        if (Set.of("off", "memory").contains(journal)) {
            return new Ground(
                    Sharing.HOST, Durability.NONE, Optional.of("journal_mode is " + journal + "; set it to WAL"));
        }
        // The file of the journal is deleted to commit, and only EXTRA makes that last.
        int needed = journal.equals("delete") ? 3 : 2;
        return synchronous >= needed
                ? new Ground(Sharing.HOST, Durability.POWER_LOSS, Optional.empty())
                : new Ground(
                        Sharing.HOST,
                        Durability.PROCESS_CRASH,
                        Optional.of("synchronous is " + synchronous + " and journal_mode is " + journal
                                + "; set synchronous to EXTRA"));
    }

    private static Ground h2(Session session, String url) throws SQLException {
        Sharing sharing = url.startsWith("jdbc:h2:tcp:") || url.startsWith("jdbc:h2:ssl:")
                ? Sharing.NETWORK
                : url.contains("auto_server=true") ? Sharing.HOST : Sharing.PROCESS;
        if (url.startsWith("jdbc:h2:mem:")) {
            return new Ground(sharing, Durability.NONE, Optional.empty());
        }
        // There may be two: what somebody had set when the database was open before, and what holds.
        Set<String> delays = Set.copyOf(session.list(
                "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'WRITE_DELAY'",
                row -> row.getString(1)));
        return delays.equals(Set.of("0"))
                ? new Ground(sharing, Durability.PROCESS_CRASH, Optional.empty())
                : new Ground(
                        sharing,
                        Durability.NONE,
                        Optional.of("WRITE_DELAY is " + delays
                                + "; have an administrator SET WRITE_DELAY 0, which holds while the database is open"));
    }

    /** The first setting that is not safe lowers what is declared. */
    private static Ground server(Session session, String ask, List<Setting> settings) throws SQLException {
        for (Setting setting : settings) {
            String found =
                    session.first(ask + setting.name, row -> row.getString(1)).orElse("unknown");
            if (!setting.isSafe.test(found.toLowerCase(Locale.ROOT))) {
                return new Ground(
                        Sharing.NETWORK,
                        Durability.PROCESS_CRASH,
                        Optional.of(setting.name + " is " + found + "; " + setting.remedy));
            }
        }
        return new Ground(Sharing.NETWORK, Durability.POWER_LOSS, Optional.empty());
    }
}
