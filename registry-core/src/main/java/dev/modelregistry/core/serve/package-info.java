/** Loads, switches, drains and closes the models that answer requests. What is to be served comes as a plan; nothing here reads the registry. */
@NullMarked
package dev.modelregistry.core.serve;

import org.jspecify.annotations.NullMarked;
