package dev.modelregistry.core;

import static dev.modelregistry.Change.because;
import static dev.modelregistry.core.Ground.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelregistry.Comment;
import dev.modelregistry.Erasure;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.ModelView;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.contract.Race;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RegistryClosedException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.event.Commit;
import dev.modelregistry.event.RegistryEvent.VersionCommented;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalStore.Slice;
import dev.modelregistry.storage.Erased;
import dev.modelregistry.storage.Part;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people say of a version stays, unless its words are erased. */
class CommentTest extends TwoGrounds {
    private final RegisteredModel flights = from.model("flights");
    private final ModelVersion first = register(flights, "1.0.0");
    private final ModelVersion second = register(flights, "1.1.0");

    private static List<String> texts(ModelView model, ModelVersion version) {
        return model.comments(version).stream()
                .map(comment -> comment.number() + " " + comment.text().orElse("(erased)"))
                .toList();
    }

    private static Digest digest(String text) {
        return Bytes.utf8(text).digest();
    }

    @Test
    void areNumberedByVersionAndSayWhoWhenAndWhy() {
        flights.comment(
                first,
                "the AUC drop on holidays is known",
                because("asked in the review").by("bob"));
        flights.comment(second, "better on holidays");
        Comment last = flights.comment(first, "shall we retire it?");

        assertThat(texts(flights, first))
                .containsExactly("1 the AUC drop on holidays is known", "2 shall we retire it?");
        assertThat(texts(flights, second)).containsExactly("1 better on holidays");
        Commit commit = flights.history().skip(2).findFirst().orElseThrow();
        assertThat(commit.events())
                .containsExactly(new VersionCommented(1, 1, digest("the AUC drop on holidays is known")));
        assertThat(flights.comments(first).get(0)).satisfies(comment -> {
            assertThat(comment.by()).isEqualTo(Actor.of("bob"));
            assertThat(comment.at()).isEqualTo(commit.time());
            assertThat(comment.reason()).isEqualTo("asked in the review");
        });
        assertThat(flights.comments(first)).last().isEqualTo(last);
        assertThat(last.by()).isEqualTo(Actor.of("alice"));
        assertThat(last.reason()).isEqualTo("a comment");
        assertThat(from.verify().problems()).isEmpty();
    }

    @Test
    void areTwoIfTheSameIsSaidTwice() {
        flights.comment(first, "+1");
        flights.comment(first, "+1");

        assertThat(texts(flights, first)).containsExactly("1 +1", "2 +1");
    }

    @Test
    void haveTextsOfAnyLanguageUpToTheLimit() {
        String longest = "\u00e9".repeat(Comment.MAX_BYTES / 2);
        flights.comment(first, longest);
        flights.comment(first, "\ud83d\ude80 \u05e9\u05dc\u05d5\u05dd\n\u8cc7\u6599");

        assertThat(flights.comments(first))
                .extracting(comment -> comment.text().orElseThrow())
                .containsExactly(longest, "\ud83d\ude80 \u05e9\u05dc\u05d5\u05dd\n\u8cc7\u6599");
    }

    @Test
    void areRefusedIfTheTextIsBlankTooLongOrNoUnicode() {
        assertThatThrownBy(() -> flights.comment(first, " \n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the comment has 2 bytes, all blank; give 1 to 65536 bytes of UTF-8");
        assertThatThrownBy(() -> flights.comment(first, "\u00e9".repeat(Comment.MAX_BYTES / 2) + "x"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the comment has 65537 bytes; give 1 to 65536");
        assertThatThrownBy(() -> flights.comment(first, "half \ud83d"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("half a surrogate pair");
        assertThat(flights.comments(first)).isEmpty();
    }

    @Test
    void areRefusedOnWhatIsNoVersionOfTheModelAndLeaveNoWordsBehind() {
        ModelVersion other = register(from.model("other"), "1.0.0");
        ModelVersion elsewhere = register(to.model("flights"), "3.0.0");

        assertThatThrownBy(() -> flights.comment(other, "secret")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> flights.comments(other)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> flights.comment(elsewhere, "secret")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> flights.comments(elsewhere)).isInstanceOf(NotFoundException.class);
        assertThat(here.memory.blobs().find(digest("secret"))).isEmpty();
    }

    @Test
    void areGoneWithTheModelAndBackWithIt() {
        flights.comment(first, "fine");
        flights.delete(because("unused"));

        assertThatThrownBy(() -> flights.comments(first)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> flights.comment(first, "still fine")).isInstanceOf(NotFoundException.class);

        flights.restore(because("needed"));
        assertThat(texts(flights, first)).containsExactly("1 fine");
    }

    @Test
    void areThoseOfThatTimeInAPastView() {
        flights.comment(first, "early");
        Instant then = flights.comments(first).get(0).at();
        flights.comment(first, "late");

        assertThat(texts(from.asOf(then).model("flights"), first)).containsExactly("1 early");
        assertThat(texts(from.asOf(then.minusNanos(1_000)).model("flights"), first))
                .isEmpty();
    }

    @Test
    void areShownAsErasedWhereTheWordsAre() {
        Comment spoken = flights.comment(first, "alice was ill");
        flights.comment(first, "fine");
        from.storage().erase(Erasure.of(first, Part.comment(1)), because("request 4711"));

        assertThat(texts(flights, first)).containsExactly("1 (erased)", "2 fine");
        assertThat(spoken.text()).isEmpty();
        assertThat(flights.comments(first).get(0).by()).isEqualTo(Actor.of("alice"));
        assertThat(flights.erased(first)).extracting(Erased::part).containsExactly(Part.comment(1));
        assertThat(from.verify().problems()).isEmpty();

        from.copyTo(to);
        assertThat(texts(to.model("flights"), first)).containsExactly("1 (erased)", "2 fine");
    }

    @Test
    void areTheirOwnWhenTheSameIsSaidAgainAfterItWasErased() {
        flights.comment(first, "+1");
        flights.comment(second, "+1");
        assertThatThrownBy(() -> from.storage().erase(Erasure.of(first, Part.comment(1)), because("request")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("the same bytes are also journal model/flights, version 2, comment 1. Erase all");
        from.storage().erase(Erasure.of(first, Part.comment(1)).and(second, Part.comment(1)), because("request"));
        flights.comment(first, "+1");

        assertThat(texts(flights, first)).containsExactly("1 (erased)", "2 +1");
        assertThat(texts(flights, second)).containsExactly("1 (erased)");
        assertThat(from.verify().problems()).isEmpty();
    }

    @Test
    void areMissedWhereTheWordsAreGoneAndNobodyErasedThem() {
        Comment comment = flights.comment(first, "fine");
        reading.missingBlobs.add(digest("fine"));

        assertThatThrownBy(comment::text)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageStartingWith("comment 1 on version 1 of 'flights' is gone: no blob ");
        assertThat(from.verify().problems())
                .singleElement()
                .asString()
                .startsWith("journal model/flights, version 1, comment 1 is gone: no blob ");
        assertThatThrownBy(() -> from.copyTo(to)).isInstanceOf(CorruptStoreException.class);
    }

    @Test
    void areToldAsDamagedWhereTheWordsAre() {
        flights.comment(first, "damaged");
        flights.comment(first, "fine");
        reading.damagedBlobs.add(digest("damaged"));

        List<Comment> comments = flights.comments(first);
        assertThatThrownBy(() -> comments.get(0).text()).isInstanceOf(CorruptStoreException.class);
        assertThat(comments.get(1).text()).contains("fine");
        assertThat(from.verify().problems())
                .containsExactly(
                        "journal model/flights, version 1, comment 1: blob " + digest("damaged") + " has other bytes");
        assertThatThrownBy(() -> from.copyTo(to))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageStartingWith("journal model/flights, version 1, comment 1: ");
    }

    @Test
    void areNotTakenForErasedWhereTheStoreFails() {
        Comment comment = flights.comment(first, "fine");

        reading.blobsDown = true;
        assertThatThrownBy(comment::text).isInstanceOf(StoreUnavailableException.class);
        from.close();
        assertThatThrownBy(comment::text).isInstanceOf(RegistryClosedException.class);
    }

    @Test
    void areReadWithFewOfTheCommitsBetweenThem() {
        flights.comment(first, "1");
        flights.comment(first, "2");
        for (int i = 0; i < 400; i++) {
            flights.tag("k", "v" + i, because("x"));
        }
        flights.comment(first, "3");
        reading.commitsRead.set(0);

        assertThat(texts(flights, first)).containsExactly("1 1", "2 2", "3 3");
        assertThat(reading.commitsRead).hasValue(3);
        assertThat(texts(here.open().model("flights"), first))
                .as("from a snapshot")
                .containsExactly("1 1", "2 2", "3 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 99, 100, 101, 250})
    void areAllReadHoweverFarApart(int apart) {
        for (int i = 1; i <= 4; i++) {
            flights.comment(first, "c");
            for (int between = 1; between < apart; between++) {
                flights.tag("k", i + "v" + between, because("x"));
            }
        }

        assertThat(texts(flights, first)).containsExactly("1 c", "2 c", "3 c", "4 c");
    }

    @Test
    void areMissedWhereAStoreGivesTooFewCommits() {
        flights.comment(first, "1");
        flights.comment(first, "2");
        reading.slicesAsRead = slice ->
                new Slice(slice.head(), slice.commits().stream().limit(1).toList());

        assertThatThrownBy(() -> flights.comments(first))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("have 1 comments on version 1; expected 2");
    }

    @Test
    void ofTwoHostsAreBothThere() {
        List<ModelRegistry> hosts = List.of(here.open(), here.open());

        List<List<Integer>> numbers = Race.all(
                2,
                host -> IntStream.range(0, 50)
                        .mapToObj(i -> hosts.get(host).model("flights").comment(first, "host " + host + " says " + i))
                        .map(Comment::number)
                        .toList());

        assertThat(numbers.stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 100).boxed().toList());
        assertThat(flights.comments(first))
                .extracting(Comment::text)
                .doesNotHaveDuplicates()
                .doesNotContain(Optional.empty());
    }
}
