package dev.modelregistry.jdbc.database;

import java.sql.SQLException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** URLs of databases, which often hold passwords. */
final class Urls {
    private static final Pattern CREDENTIALS = Pattern.compile("//[^/@]*@");
    private static final Pattern PARAMETERS = Pattern.compile("[?;].*");

    private Urls() {}

    /** A URL for messages and logs: without parameters, user and password. */
    static String location(String url) {
        return CREDENTIALS.matcher(PARAMETERS.matcher(url).replaceFirst("")).replaceFirst("//");
    }

    /** A failure as it is, unless it or one of its causes repeats the URL: then one that does not. */
    static SQLException withoutSecrets(SQLException failure, String url) {
        String parameters = url.substring(location(url).length() > url.length() ? url.length() : firstParameter(url));
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains(url) || (parameters.length() > 1 && message.contains(parameters))) {
                return new SQLException(
                        "the driver refuses the URL of " + location(url) + " ("
                                + failure.getClass().getSimpleName() + ")",
                        failure.getSQLState(),
                        failure.getErrorCode());
            }
        }
        return failure;
    }

    private static int firstParameter(String url) {
        int end = url.length();
        for (char mark : new char[] {'?', ';'}) {
            int at = url.indexOf(mark);
            end = at < 0 ? end : Math.min(end, at);
        }
        return end;
    }
}
