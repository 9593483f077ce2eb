package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.elements;
import static dev.modelregistry.core.codec.Json.fields;
import static dev.modelregistry.core.codec.Json.number;
import static dev.modelregistry.core.codec.Json.text;
import static dev.modelregistry.core.codec.Json.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.core.state.Custody;
import dev.modelregistry.core.state.Custody.Expired;
import dev.modelregistry.core.state.Entry;
import dev.modelregistry.core.state.Membership;
import dev.modelregistry.core.state.Membership.Pending;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.PersistentMap;
import dev.modelregistry.core.state.ReviewState;
import dev.modelregistry.core.state.ReviewState.Evidence;
import dev.modelregistry.core.state.ReviewState.Vote;
import dev.modelregistry.core.state.RolloutState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.core.state.VersionState.TrackRecord;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.event.ReleaseEvent.MemberPrepared;
import dev.modelregistry.event.RolloutEvent.RolloutStarted;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.review.GateResult;
import dev.modelregistry.review.Opinion;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalStore.Snapshot;
import dev.modelregistry.spi.support.Micros;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * States to snapshots and back. Equal states give equal bytes, so that a snapshot can be checked against a replay. A snapshot of another
 * format is not an error: it is derived data, and the journal is read instead.
 */
public final class StateCodec {
    private static final int FORMAT = 6;

    private StateCodec() {}

    /** The state as a snapshot. */
    public static Snapshot encode(ModelState state) {
        ObjectNode json = Json.object().put("format", FORMAT).put("time", Micros.of(state.time()));
        state.name().ifPresent(name -> json.put("name", name.value()));
        json.put("deleted", state.isDeleted());
        ArrayNode entries = json.putArray("entries");
        Map<Long, Integer> places = new HashMap<>();
        ArrayNode versions = json.putArray("versions");
        for (VersionState version : state.versions()) {
            versions.addArray()
                    .add(version.number())
                    .add(version.version().toString())
                    .add(version.digest().hex())
                    .add(version.modelHash().hex())
                    .add(place(version.registered(), places, entries))
                    .add(version.stage().name())
                    .add(place(version.entered(), places, entries))
                    .add(version.record().served())
                    .add(version.record().good())
                    .add(
                            version.record().failed() == null
                                    ? -1
                                    : place(version.record().failed(), places, entries))
                    .add(sorted(version.tags()))
                    .add(reviews(version, places, entries))
                    .add(comments(version))
                    .add(custody(version.custody(), places, entries));
        }
        if (state.rollback() != null) {
            json.put("rollback", place(state.rollback(), places, entries));
        }
        if (state.hold() != null) {
            json.put("hold", place(state.hold(), places, entries));
        }
        RolloutState rollout = state.rollout();
        if (rollout != null) {
            json.putObject("rollout")
                    .put("started", place(rollout.started(), places, entries))
                    .put("changed", place(rollout.changed(), places, entries))
                    .set("state", RolloutCodec.encode(rollout));
        }
        Membership membership = state.membership();
        if (membership != null) {
            json.set("membership", membership(membership, places, entries));
        }
        ObjectNode aliases = json.putObject("aliases");
        new TreeMap<>(state.aliases().toMap()).forEach((alias, number) -> aliases.put(alias.value(), number));
        ObjectNode stages = json.putObject("stages");
        state.stages().forEach(stage -> stages.put(stage.name(), state.changed(stage)));
        json.set("rules", CommitCodec.head(state.rules()));
        json.set("tags", sorted(state.tags()));
        ObjectNode requests = json.putObject("requests");
        new TreeMap<>(state.requests().toMap()).forEach(requests::put);
        ObjectNode runs = json.putObject("runs");
        new TreeMap<>(state.runs().toMap()).forEach(runs::put);
        ArrayNode erased = json.putArray("erased");
        state.erasures()
                .forEach((key, entry) -> erased.addArray()
                        .add(key.number())
                        .add(PartCodec.encode(key.part()))
                        .add(place(entry, places, entries)));
        return new Snapshot(state.head(), Bytes.of(Json.write(json)));
    }

    private static ObjectNode membership(Membership membership, Map<Long, Integer> places, ArrayNode entries) {
        ObjectNode json = Json.object().put("set", membership.set()).put("release", membership.release());
        Pending pending = membership.pending();
        if (pending != null) {
            json.putObject("pending")
                    .put("since", place(pending.since(), places, entries))
                    .set(
                            "prepared",
                            ReleaseCodec.encode(
                                    Json.object(),
                                    new MemberPrepared(
                                            membership.set(), pending.release(), pending.number(), pending.failed())));
        }
        return json;
    }

    private static ObjectNode reviews(VersionState version, Map<Long, Integer> places, ArrayNode entries) {
        ObjectNode json = Json.object();
        version.reviews().toMap().entrySet().stream()
                .sorted(Comparator.comparing(review -> review.getKey().name()))
                .forEach(review -> json.set(review.getKey().name(), review(review.getValue(), places, entries)));
        return json;
    }

    private static ObjectNode review(ReviewState review, Map<Long, Integer> places, ArrayNode entries) {
        ObjectNode json = Json.object();
        if (review.request() != null) {
            json.put("request", place(review.request(), places, entries));
        }
        ArrayNode votes = json.putArray("votes");
        for (Vote vote : review.votesInOrder()) {
            votes.addArray().add(vote.opinion().wireName()).add(place(vote.said(), places, entries));
        }
        ArrayNode evidence = json.putArray("evidence");
        new TreeMap<>(review.evidence().toMap())
                .values()
                .forEach(each -> evidence.addArray()
                        .add(ReviewCodec.encode(each.result()))
                        .add(ReviewCodec.encode(each.circumstances()))
                        .add(place(each.recorded(), places, entries)));
        return json;
    }

    private static ArrayNode comments(VersionState version) {
        ArrayNode json = Json.array();
        for (int number = 1; number <= version.comments().size(); number++) {
            json.add(Objects.requireNonNull(version.comments().get(number)));
        }
        return json;
    }

    private static ObjectNode custody(Custody custody, Map<Long, Integer> places, ArrayNode entries) {
        ObjectNode json = Json.object();
        if (custody.hold() != null) {
            json.put("hold", place(custody.hold(), places, entries));
        }
        if (custody.expired() != null) {
            json.putObject("expired")
                    .put("at", place(custody.expired().at(), places, entries))
                    .put("reason", custody.expired().reason())
                    .set("policies", Fields.strings(custody.expired().policies()));
        }
        if (custody.revived() != null) {
            json.put("revived", place(custody.revived(), places, entries));
        }
        return json;
    }

    private static int place(Entry entry, Map<Long, Integer> places, ArrayNode entries) {
        return places.computeIfAbsent(entry.revision(), revision -> {
            entries.addArray()
                    .add(entry.revision())
                    .add(Micros.of(entry.time()))
                    .add(entry.actor().id())
                    .add(entry.reason());
            return entries.size() - 1;
        });
    }

    private static ObjectNode sorted(PersistentMap<String, String> tags) {
        ObjectNode json = Json.object();
        new TreeMap<>(tags.toMap()).forEach(json::put);
        return json;
    }

    /**
     * The state that a snapshot holds; empty if it is of another format.
     *
     * @throws CorruptStoreException if it is not what {@link #encode} wrote
     */
    public static Optional<ModelState> decode(Snapshot snapshot) {
        try {
            ObjectNode json =
                    Json.read(snapshot.state().array(), 0, snapshot.state().size());
            return whole(json, "format") == FORMAT ? Optional.of(state(json, snapshot)) : Optional.empty();
        } catch (MalformedException | InvalidInputException | IndexOutOfBoundsException broken) {
            throw new CorruptStoreException(
                    "snapshot at revision " + snapshot.at().revision() + ": " + broken.getMessage(), broken);
        }
    }

    private static ModelState state(ObjectNode json, Snapshot snapshot) {
        ModelState.Builder state =
                ModelState.NOTHING.next().at(snapshot.at(), CommitCodec.instant(whole(json, "time")));
        if (json.has("name")) {
            state.name(ModelName.of(text(json, "name")));
        }
        state.deleted(truth(json, "deleted"));
        List<Entry> entries = new ArrayList<>();
        for (JsonNode each : elements(json, "entries")) {
            entries.add(new Entry(
                    whole("entries", each.get(0)),
                    CommitCodec.instant(whole("entries", each.get(1))),
                    Actor.of(text("entries", each.get(2))),
                    text("entries", each.get(3))));
        }
        List<VersionState> versions = new ArrayList<>();
        for (JsonNode each : elements(json, "versions")) {
            versions.add(version(each, versions.size() + 1, entries));
        }
        if (json.has("rollback")) {
            state.rollback(entries.get(number(json, "rollback")));
        }
        if (json.has("hold")) {
            state.hold(entries.get(number(json, "hold")));
        }
        if (json.has("rollout")) {
            state.rollout(rollout(ReviewCodec.object(json, "rollout"), entries));
        }
        if (json.has("membership")) {
            state.membership(membership(ReviewCodec.object(json, "membership"), entries));
        }
        int last = versions.size();
        // In the order in which they entered their stages, so that the state knows again who entered last.
        versions.sort(Comparator.<VersionState>comparingLong(
                        version -> version.entered().revision())
                .thenComparingInt(VersionState::number));
        versions.forEach(state::version);
        fields(json, "stages")
                .forEach(field -> state.changed(Stage.of(field.getKey()), whole("stages", field.getValue())));
        state.rules(CommitCodec.head("rules", json.path("rules")));
        fields(json, "aliases").forEach(field -> state.alias(Alias.of(field.getKey()), existing(field, last)));
        fields(json, "tags").forEach(field -> state.tag(field.getKey(), text("tags", field.getValue())));
        fields(json, "requests").forEach(field -> state.request(field.getKey(), existing(field, last)));
        fields(json, "runs").forEach(field -> state.madeBy(field.getKey(), existing(field, last)));
        for (JsonNode each : elements(json, "erased")) {
            state.erased(at(each, 0), List.of(PartCodec.decode(each.path(1))), entries.get(at(each, 2)));
        }
        ModelState built = state.build();
        RolloutState rollout = built.rollout();
        if (rollout != null && !rollout.isSound(built::version)) {
            throw new MalformedException("the rollout's versions or slots are not where they must be");
        }
        return built;
    }

    private static RolloutState rollout(JsonNode json, List<Entry> entries) {
        JsonNode state = ReviewCodec.object(json, "state");
        RolloutStarted start = RolloutCodec.started(state);
        return new RolloutState(
                entries.get(number(json, "started")),
                entries.get(number(json, "changed")),
                start.control(),
                start.candidates(),
                start.plan(),
                start.salt(),
                number(state, "step"),
                truth(state, "paused"),
                start.slots());
    }

    private static Membership membership(JsonNode json, List<Entry> entries) {
        Pending pending = null;
        if (json.has("pending")) {
            JsonNode waiting = ReviewCodec.object(json, "pending");
            MemberPrepared prepared = ReleaseCodec.prepared(ReviewCodec.object(waiting, "prepared"));
            pending = new Pending(
                    prepared.release(), prepared.number(), prepared.failed(), entries.get(number(waiting, "since")));
        }
        return new Membership(text(json, "set"), number(json, "release"), pending);
    }

    private static boolean truth(JsonNode object, String field) {
        JsonNode value = object.path(field);
        if (!value.isBoolean()) {
            throw new MalformedException("field '" + field + "' is " + value + ", neither true nor false");
        }
        return value.booleanValue();
    }

    private static int existing(Map.Entry<String, JsonNode> field, int last) {
        int number = number(field.getKey(), field.getValue());
        if (number < 1 || number > last) {
            throw new MalformedException("'" + field.getKey() + "' names version " + number + " of " + last);
        }
        return number;
    }

    private static VersionState version(JsonNode json, int number, List<Entry> entries) {
        if (!json.isArray()
                || json.size() != 14
                || !json.get(10).isObject()
                || !json.get(11).isObject()
                || !json.get(12).isArray()
                || !json.get(13).isObject()
                || at(json, 0) != number) {
            throw new MalformedException("where version " + number + " should be there is " + json);
        }
        PersistentMap<String, String> tags = PersistentMap.empty();
        for (Map.Entry<String, JsonNode> tag : json.get(10).properties()) {
            tags = tags.put(tag.getKey(), text("tags", tag.getValue()));
        }
        PersistentMap<Stage, ReviewState> reviews = PersistentMap.empty();
        for (Map.Entry<String, JsonNode> review : json.get(11).properties()) {
            reviews = reviews.put(Stage.of(review.getKey()), review(review.getValue(), entries));
        }
        PersistentMap<Integer, Long> comments = PersistentMap.empty();
        for (JsonNode revision : json.get(12)) {
            comments = comments.put(comments.size() + 1, whole("comments", revision));
        }
        return new VersionState(
                number,
                SemanticVersion.parse(text("versions", json.get(1))),
                Digest.parse(text("versions", json.get(2))),
                Digest.parse(text("versions", json.get(3))),
                entries.get(at(json, 4)),
                Stage.of(text("versions", json.get(5))),
                entries.get(at(json, 6)),
                new TrackRecord(
                        whole("versions", json.get(7)),
                        whole("versions", json.get(8)),
                        at(json, 9) == -1 ? null : entries.get(at(json, 9))),
                tags,
                reviews,
                comments,
                custody(json.get(13), entries));
    }

    private static Custody custody(JsonNode json, List<Entry> entries) {
        Expired expired = null;
        if (json.has("expired")) {
            JsonNode how = ReviewCodec.object(json, "expired");
            expired = new Expired(entries.get(number(how, "at")), Fields.strings(how, "policies"), text(how, "reason"));
        }
        return new Custody(
                json.has("hold") ? entries.get(number(json, "hold")) : null,
                expired,
                json.has("revived") ? entries.get(number(json, "revived")) : null);
    }

    private static ReviewState review(JsonNode json, List<Entry> entries) {
        Entry request = json.has("request") ? entries.get(number(json, "request")) : null;
        PersistentMap<String, Vote> votes = PersistentMap.empty();
        for (JsonNode vote : elements(json, "votes")) {
            Entry said = entries.get(at(vote, 1));
            Opinion opinion = ReviewCodec.opinion(Json.object().set("opinion", vote.get(0)));
            votes = votes.put(ReviewState.key(said.actor()), new Vote(opinion, said));
        }
        PersistentMap<String, Evidence> evidence = PersistentMap.empty();
        for (JsonNode each : elements(json, "evidence")) {
            GateResult result = ReviewCodec.result(each.path(0));
            evidence = evidence.put(
                    result.gate(),
                    new Evidence(result, ReviewCodec.circumstances(each.path(1)), entries.get(at(each, 2))));
        }
        return new ReviewState(request, votes, evidence);
    }

    private static int at(JsonNode array, int index) {
        return number("versions", array.get(index));
    }
}
