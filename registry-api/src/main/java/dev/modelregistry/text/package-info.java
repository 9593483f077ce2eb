/** How texts are checked and shown in messages. Not for hosts. */
@NullMarked
package dev.modelregistry.text;

import org.jspecify.annotations.NullMarked;
