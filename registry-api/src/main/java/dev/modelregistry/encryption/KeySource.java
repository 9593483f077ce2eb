package dev.modelregistry.encryption;

import dev.modelregistry.error.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The keys that a registry's blobs are encrypted with, for {@link dev.modelregistry.RegistryBuilder#encryption}. Whoever loses a key has lost
 * the blobs that were encrypted with it. To change keys, make a new one current and keep the older ones: blobs that are there stay
 * encrypted as they are. Copying a registry encrypts with the current key what the target has not got yet: all of it in a new one.
 *
 * <p>Asked for each blob that is written or read, by several threads, so one with a key management service behind it should remember
 * what it was told. What it throws comes out unchanged, but for a {@link dev.modelregistry.error.NotFoundException}, which would look like a
 * blob that is not there, and becomes an {@link InvalidInputException}; a {@link dev.modelregistry.error.StoreUnavailableException} says
 * that trying again later is worth while.
 *
 * <p>No key is written with that the source does not find under its id. Whether that is the key which older blobs of the same id were
 * written with, nobody can see until one of them is read: a wrong key under a right id writes blobs that the right key does not open. Who
 * has done that can read what was written meanwhile, blob by blob, with a source that has the wrong key alone. So derive ids from keys, or
 * let the service that has the keys give the ids, and {@linkplain dev.modelregistry.ModelRegistry#verify() verify} after a change.
 */
public interface KeySource {
    /** The key for what is written from now on; {@link #find} gives the same one for its id. */
    EncryptionKey current();

    /** The key with an id; empty if there is none. */
    Optional<EncryptionKey> find(String id);

    /**
     * Keys that are at hand.
     *
     * @param current the one for what is written
     * @param older those that other blobs were written with
     * @throws InvalidInputException if two keys have the same id
     */
    static KeySource of(EncryptionKey current, EncryptionKey... older) {
        Map<String, EncryptionKey> keys = new LinkedHashMap<>();
        keys.put(current.id(), current);
        for (EncryptionKey key : older) {
            if (keys.putIfAbsent(key.id(), key) != null) {
                throw new InvalidInputException("two keys have the id '" + key.id() + "'; give each an id of its own");
            }
        }
        return new KeySource() {
            @Override
            public EncryptionKey current() {
                return current;
            }

            @Override
            public Optional<EncryptionKey> find(String id) {
                return Optional.ofNullable(keys.get(Objects.requireNonNull(id, "key id")));
            }

            @Override
            public String toString() {
                return "keys " + keys.keySet();
            }
        };
    }
}
