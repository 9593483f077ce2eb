/**
 * From store to state and back: {@link dev.modelregistry.core.journal.ModelJournal} keeps the last known state of one model, looks for new
 * commits, and runs the one loop that reads, decides and appends. {@link dev.modelregistry.core.journal.Journals} has one for each model
 * in use.
 */
@NullMarked
package dev.modelregistry.core.journal;

import org.jspecify.annotations.NullMarked;
