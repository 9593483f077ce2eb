package dev.modelregistry.core.codec;

import static dev.modelregistry.core.codec.Json.elements;
import static dev.modelregistry.core.codec.Json.number;
import static dev.modelregistry.core.codec.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.modelregistry.core.codec.Json.MalformedException;
import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.event.EventType;
import dev.modelregistry.event.LineageEvent.EdgeRecorded;
import dev.modelregistry.event.LineageEvent.EdgeRetracted;
import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RegistryEvent.AliasMoved;
import dev.modelregistry.event.RegistryEvent.AliasRemoved;
import dev.modelregistry.event.RegistryEvent.ApprovalRequested;
import dev.modelregistry.event.RegistryEvent.EvidenceRecorded;
import dev.modelregistry.event.RegistryEvent.Failed;
import dev.modelregistry.event.RegistryEvent.GatesPassed;
import dev.modelregistry.event.RegistryEvent.GlassBroken;
import dev.modelregistry.event.RegistryEvent.ModelCreated;
import dev.modelregistry.event.RegistryEvent.ModelDeleted;
import dev.modelregistry.event.RegistryEvent.ModelRestored;
import dev.modelregistry.event.RegistryEvent.ProvedGood;
import dev.modelregistry.event.RegistryEvent.RequestWithdrawn;
import dev.modelregistry.event.RegistryEvent.StageChanged;
import dev.modelregistry.event.RegistryEvent.TagRemoved;
import dev.modelregistry.event.RegistryEvent.TagSet;
import dev.modelregistry.event.RegistryEvent.Unknown;
import dev.modelregistry.event.RegistryEvent.VersionCommented;
import dev.modelregistry.event.RegistryEvent.VersionCopied;
import dev.modelregistry.event.RegistryEvent.VersionErased;
import dev.modelregistry.event.RegistryEvent.VersionRegistered;
import dev.modelregistry.event.RegistryEvent.Voted;
import dev.modelregistry.event.ReleaseEvent.MemberLeft;
import dev.modelregistry.event.ReleaseEvent.MemberPrepared;
import dev.modelregistry.event.ReleaseEvent.MemberSettled;
import dev.modelregistry.event.ReleaseEvent.ReleaseAbandoned;
import dev.modelregistry.event.ReleaseEvent.ReleasePromoted;
import dev.modelregistry.event.ReleaseEvent.ReleaseProposed;
import dev.modelregistry.event.RetentionEvent.ModelHeld;
import dev.modelregistry.event.RetentionEvent.ModelReleased;
import dev.modelregistry.event.RetentionEvent.VersionExpired;
import dev.modelregistry.event.RetentionEvent.VersionHeld;
import dev.modelregistry.event.RetentionEvent.VersionReleased;
import dev.modelregistry.event.RetentionEvent.VersionRevived;
import dev.modelregistry.event.RolloutEvent.RolloutEnded;
import dev.modelregistry.event.RolloutEvent.RolloutJudged;
import dev.modelregistry.event.RolloutEvent.RolloutMoved;
import dev.modelregistry.event.RolloutEvent.RolloutPaused;
import dev.modelregistry.event.RolloutEvent.RolloutResumed;
import dev.modelregistry.event.RolloutEvent.RolloutReweighted;
import dev.modelregistry.event.RolloutEvent.RolloutStarted;
import dev.modelregistry.event.RunEvent.RunCompleted;
import dev.modelregistry.event.RunEvent.RunErased;
import dev.modelregistry.event.RunEvent.RunExpired;
import dev.modelregistry.event.RunEvent.RunFailed;
import dev.modelregistry.event.RunEvent.RunLogged;
import dev.modelregistry.event.RunEvent.RunStarted;
import dev.modelregistry.event.SettingsEvent.NamingChanged;
import dev.modelregistry.event.SettingsEvent.NodeQuarantined;
import dev.modelregistry.event.SettingsEvent.PipelineDefined;
import dev.modelregistry.event.SettingsEvent.PipelineRemoved;
import dev.modelregistry.event.SettingsEvent.QuarantineLifted;
import dev.modelregistry.event.SettingsEvent.RetentionDefined;
import dev.modelregistry.event.SettingsEvent.RetentionRemoved;
import dev.modelregistry.id.Alias;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Edge;
import dev.modelregistry.review.Circumstances;
import dev.modelregistry.review.GateResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Events to JSON and back. Each object begins with {@code "type"}. A type that is not known here is refused, unless its writer put {@code
 * "critical": false} behind it: then it is kept and passed over.
 */
final class EventCodec {
    private static final Map<String, EventType> TYPES = Arrays.stream(EventType.values())
            .filter(type -> type != EventType.UNKNOWN)
            .collect(Collectors.toUnmodifiableMap(EventType::wireName, Function.identity()));

    private EventCodec() {}

    static ObjectNode encode(RegistryEvent event) {
        ObjectNode json = Json.object().put("type", event.type().wireName());
        return switch (event.type()) {
            case MODEL_CREATED -> json.put("name", ((ModelCreated) event).name().value());
            case MODEL_DELETED, MODEL_RESTORED -> json;
            case VERSION_REGISTERED -> encode(json, (VersionRegistered) event);
            case STAGE_CHANGED -> {
                StageChanged changed = (StageChanged) event;
                yield json.put("number", changed.number())
                        .put("from", changed.from().name())
                        .put("to", changed.to().name());
            }
            case PROVED_GOOD -> json.put("number", ((ProvedGood) event).number());
            case FAILED -> json.put("number", ((Failed) event).number());
            case GATES_PASSED -> {
                GatesPassed passed = (GatesPassed) event;
                entering(json, passed.number(), passed.to())
                        .set("circumstances", ReviewCodec.encode(passed.circumstances()));
                ArrayNode results = json.putArray("results");
                passed.results().forEach(result -> results.add(ReviewCodec.encode(result)));
                yield json;
            }
            case GLASS_BROKEN -> {
                ArrayNode skipped =
                        json.put("number", ((GlassBroken) event).number()).putArray("skipped");
                ((GlassBroken) event).skipped().forEach(skipped::add);
                yield json;
            }
            case EVIDENCE_RECORDED -> {
                EvidenceRecorded recorded = (EvidenceRecorded) event;
                entering(json, recorded.number(), recorded.to())
                        .set("circumstances", ReviewCodec.encode(recorded.circumstances()));
                json.set("result", ReviewCodec.encode(recorded.result()));
                yield json;
            }
            case APPROVAL_REQUESTED ->
                entering(json, ((ApprovalRequested) event).number(), ((ApprovalRequested) event).to());
            case REQUEST_WITHDRAWN ->
                entering(json, ((RequestWithdrawn) event).number(), ((RequestWithdrawn) event).to());
            case VOTED -> {
                Voted voted = (Voted) event;
                yield entering(json, voted.number(), voted.to())
                        .put("opinion", voted.opinion().wireName());
            }
            case ALIAS_MOVED -> {
                AliasMoved moved = (AliasMoved) event;
                json.put("alias", moved.alias().value());
                moved.from().ifPresent(from -> json.put("from", from));
                yield json.put("to", moved.to());
            }
            case ALIAS_REMOVED -> {
                AliasRemoved removed = (AliasRemoved) event;
                yield json.put("alias", removed.alias().value()).put("from", removed.from());
            }
            case TAG_SET -> {
                TagSet tag = (TagSet) event;
                tag.number().ifPresent(number -> json.put("number", number));
                yield json.put("key", tag.key()).put("value", tag.value());
            }
            case TAG_REMOVED -> {
                TagRemoved tag = (TagRemoved) event;
                tag.number().ifPresent(number -> json.put("number", number));
                yield json.put("key", tag.key());
            }
            case PIPELINE_DEFINED -> {
                json.set("pipeline", PipelineCodec.encode(((PipelineDefined) event).pipeline()));
                yield json;
            }
            case PIPELINE_REMOVED -> json.put("name", ((PipelineRemoved) event).name());
            case NAMING_CHANGED -> {
                json.set("convention", NamingCodec.encode(((NamingChanged) event).convention()));
                yield json;
            }
            case RETENTION_DEFINED -> {
                json.set("policy", RetentionCodec.encode(((RetentionDefined) event).policy()));
                yield json;
            }
            case RETENTION_REMOVED -> json.put("name", ((RetentionRemoved) event).name());
            case NODE_QUARANTINED ->
                json.put("node", ((NodeQuarantined) event).node().toString());
            case QUARANTINE_LIFTED ->
                json.put("node", ((QuarantineLifted) event).node().toString());
            case EDGE_RECORDED -> encode(json, ((EdgeRecorded) event).edge());
            case EDGE_RETRACTED -> encode(json, ((EdgeRetracted) event).edge());
            case RELEASE_PROPOSED -> ReleaseCodec.encode(json, (ReleaseProposed) event);
            case RELEASE_PROMOTED -> json.put("release", ((ReleasePromoted) event).release());
            case RELEASE_ABANDONED -> json.put("release", ((ReleaseAbandoned) event).release());
            case MEMBER_PREPARED -> ReleaseCodec.encode(json, (MemberPrepared) event);
            case MEMBER_SETTLED -> ReleaseCodec.encode(json, (MemberSettled) event);
            case MEMBER_LEFT -> json.put("set", ((MemberLeft) event).set());
            case MODEL_HELD, MODEL_RELEASED -> json;
            case VERSION_HELD -> json.put("number", ((VersionHeld) event).number());
            case VERSION_RELEASED -> json.put("number", ((VersionReleased) event).number());
            case VERSION_EXPIRED -> {
                VersionExpired expired = (VersionExpired) event;
                json.put("number", expired.number()).set("policies", Fields.strings(expired.policies()));
                yield json.put("reason", expired.reason());
            }
            case RUN_EXPIRED -> {
                json.set("policies", Fields.strings(((RunExpired) event).policies()));
                yield json.put("reason", ((RunExpired) event).reason());
            }
            case VERSION_REVIVED -> json.put("number", ((VersionRevived) event).number());
            case RUN_STARTED -> RunCodec.encode(json, (RunStarted) event);
            case RUN_LOGGED -> RunCodec.encode(json, (RunLogged) event);
            case RUN_COMPLETED -> {
                Fields.putUnlessEmpty(json, "resources", Fields.texts(((RunCompleted) event).resources()));
                yield json;
            }
            case RUN_FAILED -> {
                json.put("problem", ((RunFailed) event).problem());
                Fields.putUnlessEmpty(json, "resources", Fields.texts(((RunFailed) event).resources()));
                yield json;
            }
            case VERSION_COPIED -> {
                VersionCopied copied = (VersionCopied) event;
                json.put("number", copied.number()).set("from", OriginCodec.encode(copied.from()));
                copied.testimony().ifPresent(blob -> json.put("testimony", blob.hex()));
                yield json;
            }
            case VERSION_COMMENTED -> {
                VersionCommented commented = (VersionCommented) event;
                yield json.put("number", commented.number())
                        .put("comment", commented.comment())
                        .put("text", commented.text().hex());
            }
            case VERSION_ERASED ->
                json.put("number", ((VersionErased) event).number())
                        .set("parts", PartCodec.encode(((VersionErased) event).parts()));
            case RUN_ERASED -> json.set("parts", PartCodec.encode(((RunErased) event).parts()));
            case ROLLOUT_STARTED -> RolloutCodec.encode(json, (RolloutStarted) event);
            case ROLLOUT_MOVED ->
                RolloutCodec.slots(json.put("step", ((RolloutMoved) event).step()), ((RolloutMoved) event).slots());
            case ROLLOUT_REWEIGHTED ->
                RolloutCodec.slots(
                        RolloutCodec.weights(json, ((RolloutReweighted) event).weights()),
                        ((RolloutReweighted) event).slots());
            case ROLLOUT_PAUSED, ROLLOUT_RESUMED -> json;
            case ROLLOUT_JUDGED -> VerdictCodec.encode(json, ((RolloutJudged) event).verdict());
            case ROLLOUT_ENDED ->
                json.put("outcome", ((RolloutEnded) event).outcome().wireName());
            case UNKNOWN -> throw new IllegalArgumentException("an event of unknown type is never written: " + event);
        };
    }

    private static ObjectNode encode(ObjectNode json, Edge edge) {
        return json.put("from", edge.from().toString()).put("to", edge.to().toString());
    }

    private static ObjectNode entering(ObjectNode json, int number, Stage to) {
        return json.put("number", number).put("to", to.name());
    }

    /** The event for people: without the descriptor, and one of unknown type as it is. */
    static ObjectNode forAudit(RegistryEvent event) {
        if (event instanceof Unknown unknown) {
            byte[] json = unknown.json().getBytes(StandardCharsets.UTF_8);
            return Json.read(json, 0, json.length);
        }
        ObjectNode json = encode(event);
        json.remove("descriptor");
        return json;
    }

    private static ObjectNode encode(ObjectNode json, VersionRegistered event) {
        json.put("number", event.number())
                .put("version", event.version().toString())
                .put("digest", event.digest().hex())
                .put("modelHash", event.modelHash().hex())
                .put("stage", event.stage().name());
        event.base().ifPresent(base -> json.put("base", base.toString()));
        if (!event.reasons().isEmpty()) {
            ReasonCodec.encode(event.reasons(), json.putArray("reasons"));
        }
        event.run().ifPresent(run -> json.put("run", run));
        // The canonical text goes in as it is: it is what the digest was computed over.
        event.descriptor().ifPresent(text -> json.putRawValue("descriptor", new RawValue(text)));
        return json;
    }

    static RegistryEvent decode(ObjectNode json) {
        String wireName = text(json, "type");
        EventType type = TYPES.get(wireName);
        if (type == null) {
            return unknown(wireName, json);
        }
        return switch (type) {
            case MODEL_CREATED -> new ModelCreated(ModelName.of(text(json, "name")));
            case MODEL_DELETED -> new ModelDeleted();
            case MODEL_RESTORED -> new ModelRestored();
            case VERSION_REGISTERED ->
                new VersionRegistered(
                        number(json, "number"),
                        SemanticVersion.parse(text(json, "version")),
                        Digest.parse(text(json, "digest")),
                        Digest.parse(text(json, "modelHash")),
                        Stage.of(text(json, "stage")),
                        descriptor(json),
                        json.has("base") ? Optional.of(SemanticVersion.parse(text(json, "base"))) : Optional.empty(),
                        ReasonCodec.decode(elements(json, "reasons")),
                        Fields.optional(json, "run"));
            case STAGE_CHANGED ->
                new StageChanged(number(json, "number"), Stage.of(text(json, "from")), Stage.of(text(json, "to")));
            case PROVED_GOOD -> new ProvedGood(number(json, "number"));
            case FAILED -> new Failed(number(json, "number"));
            case GATES_PASSED -> {
                List<GateResult> results = new ArrayList<>();
                elements(json, "results").forEach(result -> results.add(ReviewCodec.result(result)));
                yield new GatesPassed(number(json, "number"), to(json), circumstances(json), results);
            }
            case GLASS_BROKEN -> {
                List<String> skipped = new ArrayList<>();
                elements(json, "skipped").forEach(words -> skipped.add(text("skipped", words)));
                yield new GlassBroken(number(json, "number"), skipped);
            }
            case EVIDENCE_RECORDED ->
                new EvidenceRecorded(
                        number(json, "number"),
                        to(json),
                        circumstances(json),
                        ReviewCodec.result(ReviewCodec.object(json, "result")));
            case APPROVAL_REQUESTED -> new ApprovalRequested(number(json, "number"), to(json));
            case REQUEST_WITHDRAWN -> new RequestWithdrawn(number(json, "number"), to(json));
            case VOTED -> new Voted(number(json, "number"), to(json), ReviewCodec.opinion(json));
            case ALIAS_MOVED ->
                new AliasMoved(Alias.of(text(json, "alias")), optionalNumber(json, "from"), number(json, "to"));
            case ALIAS_REMOVED -> new AliasRemoved(Alias.of(text(json, "alias")), number(json, "from"));
            case TAG_SET -> new TagSet(optionalNumber(json, "number"), text(json, "key"), text(json, "value"));
            case TAG_REMOVED -> new TagRemoved(optionalNumber(json, "number"), text(json, "key"));
            case PIPELINE_DEFINED -> new PipelineDefined(PipelineCodec.decode(ReviewCodec.object(json, "pipeline")));
            case PIPELINE_REMOVED -> new PipelineRemoved(text(json, "name"));
            case NAMING_CHANGED -> new NamingChanged(NamingCodec.decode(ReviewCodec.object(json, "convention")));
            case RETENTION_DEFINED -> new RetentionDefined(RetentionCodec.decode(ReviewCodec.object(json, "policy")));
            case RETENTION_REMOVED -> new RetentionRemoved(text(json, "name"));
            case NODE_QUARANTINED -> new NodeQuarantined(NodeCodec.decode(text(json, "node")));
            case QUARANTINE_LIFTED -> new QuarantineLifted(NodeCodec.decode(text(json, "node")));
            case EDGE_RECORDED -> new EdgeRecorded(edge(json));
            case EDGE_RETRACTED -> new EdgeRetracted(edge(json));
            case RELEASE_PROPOSED -> ReleaseCodec.proposed(json);
            case RELEASE_PROMOTED -> new ReleasePromoted(number(json, "release"));
            case RELEASE_ABANDONED -> new ReleaseAbandoned(number(json, "release"));
            case MEMBER_PREPARED -> ReleaseCodec.prepared(json);
            case MEMBER_SETTLED -> ReleaseCodec.settled(json);
            case MEMBER_LEFT -> new MemberLeft(text(json, "set"));
            case MODEL_HELD -> new ModelHeld();
            case MODEL_RELEASED -> new ModelReleased();
            case VERSION_HELD -> new VersionHeld(number(json, "number"));
            case VERSION_RELEASED -> new VersionReleased(number(json, "number"));
            case VERSION_EXPIRED ->
                new VersionExpired(number(json, "number"), Fields.strings(json, "policies"), text(json, "reason"));
            case RUN_EXPIRED -> new RunExpired(Fields.strings(json, "policies"), text(json, "reason"));
            case VERSION_REVIVED -> new VersionRevived(number(json, "number"));
            case RUN_STARTED -> RunCodec.started(json);
            case RUN_LOGGED -> RunCodec.logged(json);
            case RUN_COMPLETED -> new RunCompleted(Fields.texts(json, "resources"));
            case RUN_FAILED -> new RunFailed(text(json, "problem"), Fields.texts(json, "resources"));
            case VERSION_COPIED ->
                new VersionCopied(
                        number(json, "number"),
                        OriginCodec.decode(ReviewCodec.object(json, "from")),
                        json.has("testimony") ? Optional.of(Digest.parse(text(json, "testimony"))) : Optional.empty());
            case VERSION_COMMENTED ->
                new VersionCommented(number(json, "number"), number(json, "comment"), Digest.parse(text(json, "text")));
            case VERSION_ERASED -> new VersionErased(number(json, "number"), PartCodec.decode(json, "parts"));
            case RUN_ERASED -> new RunErased(PartCodec.decode(json, "parts"));
            case ROLLOUT_STARTED -> RolloutCodec.started(json);
            case ROLLOUT_MOVED -> new RolloutMoved(number(json, "step"), RolloutCodec.slots(json));
            case ROLLOUT_REWEIGHTED -> new RolloutReweighted(RolloutCodec.split(json), RolloutCodec.slots(json));
            case ROLLOUT_PAUSED -> new RolloutPaused();
            case ROLLOUT_RESUMED -> new RolloutResumed();
            case ROLLOUT_JUDGED -> new RolloutJudged(VerdictCodec.decode(json));
            case ROLLOUT_ENDED -> new RolloutEnded(RolloutCodec.outcome(json));
            case UNKNOWN -> throw new MalformedException("an event of type 'unknown'");
        };
    }

    private static Edge edge(ObjectNode json) {
        return new Edge(NodeCodec.decode(text(json, "from")), NodeCodec.decode(text(json, "to")));
    }

    private static Stage to(ObjectNode json) {
        return Stage.of(text(json, "to"));
    }

    private static Circumstances circumstances(ObjectNode json) {
        return ReviewCodec.circumstances(ReviewCodec.object(json, "circumstances"));
    }

    private static RegistryEvent unknown(String wireName, ObjectNode json) {
        JsonNode critical = json.path("critical");
        if (!critical.isBoolean() || critical.booleanValue()) {
            throw new UnsupportedFormatException("event '" + wireName
                    + "' is unknown here and must not be passed over; upgrade the library on this host");
        }
        return new Unknown(wireName, CanonicalJson.text(json));
    }

    private static Optional<String> descriptor(ObjectNode json) {
        if (json.has("descriptor") && !json.get("descriptor").isObject()) {
            throw new MalformedException("field 'descriptor' is not an object");
        }
        return json.has("descriptor") ? Optional.of(CanonicalJson.text(json.get("descriptor"))) : Optional.empty();
    }

    private static OptionalInt optionalNumber(ObjectNode json, String field) {
        return json.has(field) ? OptionalInt.of(number(json, field)) : OptionalInt.empty();
    }
}
