/** The flight-delay example. */
@NullMarked
package dev.modelregistry.examples.flightdelay;

import org.jspecify.annotations.NullMarked;
