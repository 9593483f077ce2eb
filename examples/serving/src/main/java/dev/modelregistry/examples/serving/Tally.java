package dev.modelregistry.examples.serving;

import dev.modelregistry.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What customers got, by the stamps in the answers. Thread-safe. */
final class Tally {
    private static final Pattern STAMP = Pattern.compile(" v(\\S+) \\(\\d+\\) ");
    private static final int OK = 200;
    private static final int FAILED = 500;

    private final Map<String, Answers> byVersion = new TreeMap<>();
    private long sent;
    private final List<String> others = new ArrayList<>();

    /**
     * Of one version.
     *
     * @param requests that it answered, well or not
     * @param failed of them: those that it could not predict for
     */
    record Answers(long requests, long failed) {
        private static final Answers NONE = new Answers(0, 0);

        private Answers plus(boolean isFailed) {
            return new Answers(requests + 1, failed + (isFailed ? 1 : 0));
        }
    }

    synchronized void answered(int status, String body) {
        sent++;
        Matcher stamp = STAMP.matcher(body);
        if ((status == OK || status == FAILED) && stamp.find()) {
            byVersion.compute(
                    stamp.group(1),
                    (version, before) -> (before == null ? Answers.NONE : before).plus(status == FAILED));
        } else {
            others.add(status + " " + body);
        }
    }

    synchronized void unanswered(Exception failure) {
        sent++;
        others.add(failure.toString());
    }

    /** How many requests were sent. */
    synchronized long sent() {
        return sent;
    }

    /** What customers got of a version. */
    synchronized Answers of(ModelVersion version) {
        return byVersion.getOrDefault(version.version().toString(), Answers.NONE);
    }

    /** What was no answer of a version: there should be none, whatever was rolled out meanwhile. */
    synchronized List<String> others() {
        return List.copyOf(others);
    }
}
