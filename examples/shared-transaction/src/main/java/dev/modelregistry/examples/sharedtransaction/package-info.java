/**
 * A service that keeps a table of its own beside the registry, and changes both in one transaction.
 *
 * <p>Start at {@link dev.modelregistry.examples.sharedtransaction.SharedTransaction}, the program, then {@code TrainingService}, where the
 * transaction is; {@code TrainingJobs} is the table.
 */
@NullMarked
package dev.modelregistry.examples.sharedtransaction;

import org.jspecify.annotations.NullMarked;
