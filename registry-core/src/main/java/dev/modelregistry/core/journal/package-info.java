/**
 * From store to state and back: a {@link dev.modelregistry.core.journal.Journal} keeps the last known state of one journal, looks for new
 * commits, and runs the one loop that reads, decides and appends. {@link dev.modelregistry.core.journal.Journals} has one for each model
 * in use and one for the settings; {@link dev.modelregistry.core.journal.Kind} says how commits become states.
 * {@link dev.modelregistry.core.journal.Trail} reads the commits of one journal or of all.
 */
@NullMarked
package dev.modelregistry.core.journal;

import org.jspecify.annotations.NullMarked;
