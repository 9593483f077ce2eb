/**
 * A registry in a database of the host: {@link dev.modelregistry.jdbc.JdbcLocation} is where to begin. The same bytes and hashes as in a
 * directory; {@code docs/format-tables.md} has the tables.
 *
 * <p>Where to read on:
 *
 * <ul>
 *   <li>{@code JdbcJournals}: the append, on which everything rests
 *   <li>{@code Snapshots}, {@code JdbcBlobs} with {@code Upload} and {@code ChunkStream}, {@code JdbcCells}, {@code JdbcIndex} with {@code
 *       IndexKey} and {@code IndexChanges}: the other parts of the store
 *   <li>{@code Opening}: finding or creating a registry; {@code BlobsBeside}: blobs in a directory
 *   <li>package {@code dev.modelregistry.jdbc.database}: what differs between databases, and how a transaction ends
 * </ul>
 */
@NullMarked
package dev.modelregistry.jdbc;

import org.jspecify.annotations.NullMarked;
