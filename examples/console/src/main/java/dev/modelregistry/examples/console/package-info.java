/**
 * The registry on the command line: one small class for each command, begin at {@link Console}.
 *
 * <p>A command decides what the answer is, and gives it both as text and as JSON ({@link
 * dev.modelregistry.examples.console.Answer}); what is printed, and the exit code, is the same for all of them.
 */
@NullMarked
package dev.modelregistry.examples.console;

import org.jspecify.annotations.NullMarked;
