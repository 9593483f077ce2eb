package dev.modelregistry.core.state;

import dev.modelregistry.id.Actor;
import dev.modelregistry.review.Circumstances;
import dev.modelregistry.review.GateResult;
import dev.modelregistry.review.Opinion;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What has been said of a version that wants to enter a stage, since it last entered there.
 *
 * @param request who asks for approval, or null if nobody does
 * @param votes the last word of each who has one, by {@link #key}
 * @param evidence the last outcome of each gate's check
 */
public record ReviewState(
        @Nullable Entry request, PersistentMap<String, Vote> votes, PersistentMap<String, Evidence> evidence) {
    /** Format characters, and what else Unicode says is not shown (Default_Ignorable_Code_Point). */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cf}\\x{34f}\\x{115f}\\x{1160}\\x{17b4}\\x{17b5}\\x{180b}-\\x{180f}\\x{3164}\\x{ffa0}"
                    + "\\x{fe00}-\\x{fe0f}\\x{e0000}-\\x{e0fff}]");

    static final ReviewState EMPTY = new ReviewState(null, PersistentMap.empty(), PersistentMap.empty());

    /**
     * A word and who said it when.
     *
     * @param opinion never {@link Opinion#WITHDRAWN}
     */
    public record Vote(Opinion opinion, Entry said) {}

    /** An outcome, what it rests on, and who recorded it when. */
    public record Evidence(GateResult result, Circumstances circumstances, Entry recorded) {}

    /** What tells people apart who have votes: how an id is spelled makes no second person. */
    public static String key(Actor actor) {
        String visible = INVISIBLE.matcher(actor.id()).replaceAll("");
        String folded = Normalizer.normalize(visible, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(folded, Normalizer.Form.NFKC).strip();
    }

    /** The votes in the order in which they were said. */
    public List<Vote> votesInOrder() {
        return votes.toMap().values().stream()
                .sorted(Comparator.comparingLong(vote -> vote.said().revision()))
                .toList();
    }

    /** Whether an approval was given to the request that is open. */
    public boolean counts(Vote vote) {
        return request != null && vote.said().revision() > request.revision();
    }

    boolean isEmpty() {
        return request == null && votes.toMap().isEmpty() && evidence.toMap().isEmpty();
    }

    ReviewState requested(@Nullable Entry by) {
        return new ReviewState(by, votes, evidence);
    }

    ReviewState voted(Opinion opinion, Entry by) {
        PersistentMap<String, Vote> next = opinion == Opinion.WITHDRAWN
                ? votes.remove(key(by.actor()))
                : votes.put(key(by.actor()), new Vote(opinion, by));
        return new ReviewState(request, next, evidence);
    }

    ReviewState recorded(Evidence next) {
        return new ReviewState(request, votes, evidence.put(next.result().gate(), next));
    }
}
