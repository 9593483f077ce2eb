package dev.modelregistry;

/**
 * What {@link ModelRegistry#copyTo} brought into the target, and what the target holds now. What was there before is the difference:
 * {@code verified().commits() - commits()} commits, {@code verified().blobs() - blobs()} blobs. Copies that run at the same time may each
 * count what only one of them wrote. Immutable.
 *
 * @param journals how many journals got commits
 * @param commits how many commits were appended
 * @param blobs how many blobs were stored
 * @param bytes how many bytes these commits and blobs have
 * @param verified the check of the whole target afterwards; it found no problem
 */
public record Copied(long journals, long commits, long blobs, long bytes, Verification verified) {}
