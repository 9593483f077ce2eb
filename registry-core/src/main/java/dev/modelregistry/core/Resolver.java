package dev.modelregistry.core;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.id.ModelUri;
import dev.modelregistry.id.ModelUri.ByAlias;
import dev.modelregistry.id.ModelUri.ByDigest;
import dev.modelregistry.id.ModelUri.ByNumber;
import dev.modelregistry.id.ModelUri.ByRange;
import dev.modelregistry.id.ModelUri.ByRun;
import dev.modelregistry.id.ModelUri.ByStage;
import dev.modelregistry.id.ModelUri.ByVersion;
import dev.modelregistry.id.ModelUri.Latest;
import dev.modelregistry.id.ModelUri.Reference;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the version that a URI names in a state. */
final class Resolver {
    private Resolver() {}

    static Optional<ModelVersion> find(Engine engine, ModelUri uri, ModelState state) {
        VersionState version = state.shows(uri.model()) ? version(state, uri.reference()) : null;
        return version == null ? Optional.empty() : Optional.of(new DefaultVersion(engine, uri.model(), version));
    }

    static ModelVersion resolve(Engine engine, ModelUri uri, ModelState state) {
        VersionState version = state.shows(uri.model()) ? version(state, uri.reference()) : null;
        if (version == null) {
            throw missing(uri.model(), state, uri.reference());
        }
        return new DefaultVersion(engine, uri.model(), version);
    }

    /** The version in a state of a model that is shown, or null. */
    static @Nullable VersionState version(ModelState state, Reference reference) {
        if (reference instanceof ByNumber number) {
            return state.version(number.number());
        } else if (reference instanceof ByStage in) {
            return state.lastIn(in.stage());
        } else if (reference instanceof ByAlias named) {
            return state.version(named.alias());
        } else if (reference instanceof ByVersion version) {
            VersionState found = state.version(version.version());
            return found != null && found.version().equals(version.version()) ? found : null;
        } else if (reference instanceof ByRange in) {
            VersionState highest = state.releaseBelow(in.range().end());
            while (highest != null && in.range().contains(highest.version()) && !state.isUsable(highest)) {
                highest = state.releaseBelow(highest.version());
            }
            return highest != null && in.range().contains(highest.version()) ? highest : null;
        } else if (reference instanceof ByDigest content) {
            return state.version(content.digest());
        } else if (reference instanceof ByRun by) {
            return state.madeBy(by.run().toString());
        } else if (reference instanceof Latest) {
            return state.version(state.lastNumber());
        }
        throw new IllegalArgumentException("a reference of unknown kind: " + reference);
    }

    /** Says which part of a URI is missing, and what there is instead. */
    static NotFoundException missing(ModelName model, ModelState state, Reference reference) {
        if (state.shows(model)) {
            return new NotFoundException("model '" + model + "' has nothing at '" + reference
                    + "'; it has versions 1 to " + state.lastNumber() + " and the aliases " + state.aliases());
        }
        String hint = state.isDeleted()
                ? "; it was deleted"
                : state.name().map(name -> "; did you mean '" + name + "'?").orElse("");
        return new NotFoundException("there is no model '" + model + "'"
                + (hint.isEmpty() ? "; models() lists those that there are" : hint));
    }
}
