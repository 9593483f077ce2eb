package dev.modelregistry.checkpoint;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.spi.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;

/**
 * A name and an Ed25519 key pair that sign checkpoints. Thread-safe. Says its public key and never its private one.
 *
 * <p>A checkpoint is worth as much as its key: keep the private key where whoever can write to the registry cannot read it, and never in the
 * registry's own directory or database.
 */
public final class CheckpointSigner {
    private final TrustedKey trusted;
    private final PrivateKey key;

    private CheckpointSigner(TrustedKey trusted, PrivateKey key) {
        this.trusted = trusted;
        this.key = key;
    }

    /**
     * Signs with a key pair of the host, which may live in a hardware module. {@code KeyPairGenerator.getInstance("Ed25519")} makes one; {@code
     * getEncoded()} of its two keys gives the bytes to keep, and {@code KeyFactory.getInstance("Ed25519")} reads them again.
     *
     * @param name as {@link TrustedKey#of} takes it
     * @throws InvalidInputException if the name is malformed, a key is not one of Ed25519, or the two do not belong together
     */
    public static CheckpointSigner of(String name, KeyPair keys) {
        TrustedKey trusted = TrustedKey.of(name, keys.getPublic());
        CheckpointSigner signer = new CheckpointSigner(trusted, keys.getPrivate());
        Bytes nothing = Bytes.of(new byte[0]); // no note is empty, so this signature is good for nothing else
        byte[] signature;
        try {
            signature = signer.signed(nothing);
        } catch (GeneralSecurityException refused) {
            throw new InvalidInputException(
                    "the private key of '" + name + "' is of the kind "
                            + keys.getPrivate().getAlgorithm() + " and does not sign; expected an Ed25519 key",
                    refused);
        }
        if (!trusted.verifies(nothing, signature)) {
            throw new InvalidInputException(
                    "the private key of '" + name + "' does not belong to its public key; give the two of one pair");
        }
        return signer;
    }

    /**
     * Signs with a new key pair, which is lost with this object: for tests, and where the public key is published at every start. To keep a
     * key, make the pair yourself; see {@link #of}.
     *
     * @throws InvalidInputException if the name is malformed
     */
    public static CheckpointSigner generate(String name) {
        try {
            return of(name, KeyPairGenerator.getInstance(TrustedKey.ALGORITHM).generateKeyPair());
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK from 15 on has Ed25519", impossible);
        }
    }

    /** What others need to check the signatures; not secret. */
    public TrustedKey trustedKey() {
        return trusted;
    }

    byte[] sign(Bytes text) {
        try {
            return signed(text);
        } catch (GeneralSecurityException lost) {
            throw new IllegalStateException("the key of '" + trusted.name() + "' does not sign any more", lost);
        }
    }

    private byte[] signed(Bytes text) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(TrustedKey.ALGORITHM);
        signature.initSign(key);
        signature.update(text.array());
        return signature.sign();
    }

    /** Its public key. */
    @Override
    public String toString() {
        return "signer " + trusted;
    }
}
