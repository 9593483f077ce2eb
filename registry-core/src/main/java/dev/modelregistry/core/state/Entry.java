package dev.modelregistry.core.state;

import dev.modelregistry.id.Actor;
import java.time.Instant;

/** When, by whom and why something came about; one for each commit, shared by all that the commit did. */
public record Entry(long revision, Instant time, Actor actor, String reason) {}
