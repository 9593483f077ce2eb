/**
 * A registry in the host's own database. Not there yet: {@link dev.modelregistry.jdbc.JdbcStoreProvider} reserves the URLs and says so.
 */
@NullMarked
package dev.modelregistry.jdbc;

import org.jspecify.annotations.NullMarked;
