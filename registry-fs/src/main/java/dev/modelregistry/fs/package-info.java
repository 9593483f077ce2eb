/**
 * A registry in a directory, for any number of processes on one host: no server, no lock, no recovery.
 *
 * <pre>
 * registry.json                                    which registry this is, in which format
 * journals/&lt;kind&gt;/&lt;slug&gt;-&lt;hash16&gt;/000000000057.jsonl   one batch of commits, named by its first revision
 * journals/…/snapshot/000000000057.snapshot        derived, may be deleted at any time
 * cells/&lt;space&gt;/&lt;slug&gt;-&lt;hash16&gt;/000000000003.cell     the highest number counts, lower ones are on their way out
 * objects/sha256/ab/cdef…                          a blob, named by its digest; read-only
 * trash/sha256/ab/cdef…                            a blob that was trashed
 * tmp/                                             files that have no name yet; never read
 * </pre>
 *
 * <p>Everything is written in one way: a file in {@code tmp/} is written and synced, then hard-linked to its name, which fails if the
 * name is taken, and the directory is synced. So each file is whole from the first moment that it can be seen, a commit has won as soon
 * as its link is there, and a crash at any point leaves nothing to repair. {@code docs/format-files.md} gives the bytes of each file and
 * the reason for each sync.
 *
 * <p>Where to read on:
 *
 * <ul>
 *   <li>{@code Publisher}: the protocol, once for all kinds of files, and what happens when a step fails
 *   <li>{@code FileJournals}, {@code Snapshots}, {@code FileBlobs} with {@code Upload}, {@code FileCells}: the parts of the store
 *   <li>{@code CommitFile}, {@code SealedFile}, {@code Identity}, all made of {@code Line}: what is in the files; {@code Layout}: where
 *       they are
 *   <li>{@code Opening}: finding or creating a registry; {@link dev.modelregistry.fs.FileStoreProvider}: the only public type
 *   <li>{@code FileOps}: all that is asked of the file system, which the tests replace by one that crashes
 * </ul>
 */
@NullMarked
package dev.modelregistry.fs;

import org.jspecify.annotations.NullMarked;
