package dev.modelregistry.access;

/**
 * Says who may do what. Asked before each operation on a registry that was opened with it, and before anything is read or written for that
 * operation. {@link Roles} are one that is ready to use.
 *
 * <p>Must be thread-safe and quick: reading from memory asks it each time. It may change its mind at any time; nothing is remembered, but what was
 * given out, a version or a stream that has begun, stays readable. It must not use the registry that it guards. One that throws denies, and a
 * warning is logged.
 *
 * <p><b>A model that may not be read is not there</b> for that actor: every question about it is answered as for a name that no model ever
 * had, without looking at the store. So what may be read is asked for whole models, with a request that names no version.
 *
 * <p><b>What this is not.</b> It keeps honest programs to what they are meant to do: a web front end that passes on its authenticated users, a
 * training job, a server that only resolves. It does not protect from code in the same process, which can open the store as well; from people
 * who can reach the directory or the tables; or from another host that opens the registry without the policy. An actor is who the host says it
 * is. The permissions of the file system or the database are what keeps somebody out. How long an answer takes is not hidden, and
 * what is said of damage names what is damaged, whoever asks.
 */
@FunctionalInterface
public interface AccessPolicy {
    /** Grants or denies; treats an operation that it does not know as denied. */
    AccessDecision decide(AccessRequest request);
}
