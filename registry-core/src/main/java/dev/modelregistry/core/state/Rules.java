package dev.modelregistry.core.state;

import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;

/**
 * The rules that one model lives under.
 *
 * @param pipeline the one that governs it
 * @param revision the revision of the settings at which that pipeline was last changed; 0 if it never was
 * @param naming what new names must be like
 */
public record Rules(Pipeline pipeline, long revision, NamingConvention naming) {}
