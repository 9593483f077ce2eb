package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.elements;
import static dev.modelregistry.core.codec.Json.fields;
import static dev.modelregistry.core.codec.Json.text;
import static dev.modelregistry.core.codec.Json.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.core.state.Entry;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.PersistentMap;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.core.state.VersionState.TrackRecord;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalStore.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * States to snapshots and back. Equal states give equal bytes, so that a snapshot can be checked against a replay. A snapshot of another
 * format is not an error: it is derived data, and the journal is read instead.
 */
public final class StateCodec {
    private static final int FORMAT = 1;

    private StateCodec() {}

    /** The state as a snapshot. */
    public static Snapshot encode(ModelState state) {
        ObjectNode json = Json.object().put("format", FORMAT).put("time", CommitCodec.micros(state.time()));
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
                    .add(version.record().failed())
                    .add(sorted(version.tags()));
        }
        ObjectNode aliases = json.putObject("aliases");
        new TreeMap<>(state.aliases().toMap()).forEach((alias, number) -> aliases.put(alias.value(), number));
        json.set("tags", sorted(state.tags()));
        ObjectNode requests = json.putObject("requests");
        new TreeMap<>(state.requests().toMap()).forEach(requests::put);
        return new Snapshot(state.head(), Bytes.of(Json.write(json)));
    }

    private static int place(Entry entry, Map<Long, Integer> places, ArrayNode entries) {
        return places.computeIfAbsent(entry.revision(), revision -> {
            entries.addArray()
                    .add(entry.revision())
                    .add(CommitCodec.micros(entry.time()))
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
        state.deleted(json.path("deleted").booleanValue());
        List<Entry> entries = new ArrayList<>();
        for (JsonNode each : elements(json, "entries")) {
            entries.add(new Entry(
                    each.path(0).longValue(),
                    CommitCodec.instant(each.path(1).longValue()),
                    Actor.of(each.path(2).asText()),
                    each.path(3).asText()));
        }
        List<VersionState> versions = new ArrayList<>();
        elements(json, "versions").forEach(each -> versions.add(version(each, entries)));
        // In the order in which they entered their stages, so that the state knows again who entered last.
        versions.sort(Comparator.<VersionState>comparingLong(
                        version -> version.entered().revision())
                .thenComparingInt(VersionState::number));
        versions.forEach(state::version);
        fields(json, "aliases")
                .forEach(field ->
                        state.alias(Alias.of(field.getKey()), field.getValue().intValue()));
        fields(json, "tags")
                .forEach(field -> state.tag(field.getKey(), field.getValue().asText()));
        fields(json, "requests")
                .forEach(field -> state.request(field.getKey(), field.getValue().intValue()));
        return state.build();
    }

    private static VersionState version(JsonNode json, List<Entry> entries) {
        PersistentMap<String, String> tags = PersistentMap.empty();
        for (Map.Entry<String, JsonNode> tag : json.path(10).properties()) {
            tags = tags.put(tag.getKey(), tag.getValue().asText());
        }
        return new VersionState(
                json.path(0).intValue(),
                SemanticVersion.parse(json.path(1).asText()),
                Digest.parse(json.path(2).asText()),
                Digest.parse(json.path(3).asText()),
                entries.get(json.path(4).intValue()),
                Stage.of(json.path(5).asText()),
                entries.get(json.path(6).intValue()),
                new TrackRecord(
                        json.path(7).longValue(),
                        json.path(8).longValue(),
                        json.path(9).longValue()),
                tags);
    }
}
