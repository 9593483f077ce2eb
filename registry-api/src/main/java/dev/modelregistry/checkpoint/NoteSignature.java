package dev.modelregistry.checkpoint;

import dev.modelregistry.spi.Bytes;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * One signature below a note: of which key it claims to be, and its bytes. Immutable.
 *
 * @param name the name of the key
 * @param idAndBytes four bytes that are the id of the key, then the signature
 */
record NoteSignature(String name, Bytes idAndBytes) {
    static final String BEGINNING = "\u2014 ";
    static final int ID_SIZE = 4;

    static NoteSignature of(TrustedKey key, byte[] signature) {
        byte[] id = key.id();
        byte[] all = Arrays.copyOf(id, id.length + signature.length);
        System.arraycopy(signature, 0, all, id.length, signature.length);
        return new NoteSignature(key.name(), Bytes.of(all));
    }

    private byte[] id() {
        return Arrays.copyOf(idAndBytes.array(), ID_SIZE);
    }

    boolean isOf(TrustedKey key) {
        return name.equals(key.name()) && Arrays.equals(id(), key.id());
    }

    byte[] bytes() {
        return Arrays.copyOfRange(idAndBytes.array(), ID_SIZE, idAndBytes.size());
    }

    /** Name and id, as messages have them. */
    String label() {
        return name + "+" + HexFormat.of().formatHex(id());
    }

    /** The line in the note. */
    @Override
    public String toString() {
        return BEGINNING + name + " " + Base64.getEncoder().encodeToString(idAndBytes.array());
    }
}
