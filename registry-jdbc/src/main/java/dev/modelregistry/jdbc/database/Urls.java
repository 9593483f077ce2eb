package dev.modelregistry.jdbc.database;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** URLs of databases, which often hold passwords. */
final class Urls {
    private static final Pattern CREDENTIALS = Pattern.compile("//[^/@]*@");
    private static final Pattern PARAMETERS = Pattern.compile("[?;].*");
    private static final Pattern SECRETS = Pattern.compile("(?i)//[^/@:]*:([^/@]+)@|password=([^&;]+)");

    private Urls() {}

    /** A URL for messages and logs: without parameters, user and password. */
    static String location(String url) {
        return CREDENTIALS.matcher(PARAMETERS.matcher(url).replaceFirst("")).replaceFirst("//");
    }

    /** A failure to connect as it is, unless it or one of its causes repeats the URL or a password: then one that does not. */
    static SQLException withoutSecrets(SQLException failure, String url, Properties properties) {
        List<String> secrets = new ArrayList<>(List.of(url));
        Matcher found = SECRETS.matcher(url);
        while (found.find()) {
            secrets.add(found.group(1) == null ? found.group(2) : found.group(1));
        }
        String password = properties.getProperty("password", "");
        if (!password.isEmpty()) {
            secrets.add(password);
        }
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (secrets.stream().anyMatch(String.valueOf(cause.getMessage())::contains)) {
                return new SQLException(
                        "the driver does not connect, and its message is left out because it holds a password or the URL ("
                                + cause.getClass().getSimpleName() + ")",
                        failure.getSQLState(),
                        failure.getErrorCode());
            }
        }
        return failure;
    }
}
