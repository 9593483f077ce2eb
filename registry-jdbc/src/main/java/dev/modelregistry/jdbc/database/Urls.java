package dev.modelregistry.jdbc.database;

import java.sql.SQLException;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** URLs of databases, which often hold passwords: behind a question mark or a semicolon, before an at sign, or within parentheses. */
final class Urls {
    private static final Pattern PARAMETERS = Pattern.compile("[?;].*", Pattern.DOTALL);
    private static final Pattern PASSWORD = Pattern.compile("(?i)password=([^&;),]+)");

    private Urls() {}

    /** Whether what is cut off as parameters may be the rest of a password before an at sign. */
    private static boolean cutsCredentials(String place) {
        Matcher cut = PARAMETERS.matcher(place);
        if (!cut.find()) {
            return false;
        }
        int at = cut.group().indexOf('@');
        int equals = cut.group().indexOf('=');
        boolean isBehindPath = place.lastIndexOf('/', cut.start()) >= 0;
        return at >= 0 && !(isBehindPath && equals >= 0 && equals < at);
    }

    /** A URL for messages and logs: without parameters, user and password. What cannot be told apart is left out. */
    static String location(String url) {
        String bare = PARAMETERS.matcher(url).replaceFirst("");
        int slashes = bare.indexOf("//");
        if (slashes < 0) {
            return bare;
        }
        String scheme = bare.substring(0, slashes);
        String place = bare.substring(slashes + 2);
        return place.contains("(") || cutsCredentials(url.substring(slashes + 2))
                ? scheme + "…"
                : scheme + "//" + place.substring(place.lastIndexOf('@') + 1);
    }

    /** Whether user and password stand where a driver's message may repeat any part of them. */
    private static boolean hasCredentialsInPlace(String url) {
        String bare = PARAMETERS.matcher(url).replaceFirst("");
        int slashes = bare.indexOf("//");
        return bare.contains("@")
                || bare.contains("(")
                || (slashes >= 0 && cutsCredentials(url.substring(slashes + 2)));
    }

    /** A failure to connect, of which neither the message nor a cause repeats the URL or a password. */
    static SQLException withoutSecrets(Exception failure, String url, Properties properties) {
        StringBuilder told = new StringBuilder(String.valueOf(failure.getMessage()));
        @Nullable Throwable root = failure;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        if (root != null
                && root != failure
                && root.getMessage() != null
                && !told.toString().contains(root.getMessage())) {
            told.append(" (")
                    .append(root.getClass().getSimpleName())
                    .append(": ")
                    .append(root.getMessage())
                    .append(')');
        }
        String message = hasCredentialsInPlace(url)
                ? "the driver does not connect (" + failure.getClass().getSimpleName()
                        + "); its message is left out, because the URL has credentials that it may repeat"
                : redacted(told.toString(), url, properties);
        return failure instanceof SQLException known
                ? new SQLException(message, known.getSQLState(), known.getErrorCode())
                : new SQLException(message);
    }

    private static String redacted(String message, String url, Properties properties) {
        String redacted = message.replace(url, location(url));
        Matcher passwords = PASSWORD.matcher(url);
        while (passwords.find()) {
            redacted = redacted.replace(passwords.group(1), "***");
        }
        String password = properties.getProperty("password", "");
        return password.isEmpty() ? redacted : redacted.replace(password, "***");
    }
}
