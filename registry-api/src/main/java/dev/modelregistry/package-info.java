/**
 * A model registry in your own process: what a first-day user types. Start at {@link dev.modelregistry.ModelRegistry#openOrCreate(String)},
 * take a {@link dev.modelregistry.RegisteredModel} from it, register a {@link dev.modelregistry.ModelVersion} through a {@link
 * dev.modelregistry.VersionDraft}, and say why with {@link dev.modelregistry.Change#because}. Names and small values are in {@code id},
 * what happened is in {@code event}, what can go wrong is in {@code error}.
 */
@NullMarked
package dev.modelregistry;

import org.jspecify.annotations.NullMarked;
