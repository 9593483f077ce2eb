package dev.modelregistry.examples.console;

import dev.modelregistry.checkpoint.CheckpointSigner;
import dev.modelregistry.checkpoint.TrustedKey;
import dev.modelregistry.error.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An Ed25519 key pair in a file: its name in a line {@code name: …}, then the two keys as PEM, as {@code openssl genpkey -algorithm ed25519}
 * and {@code openssl pkey -pubout} write them.
 */
final class KeyFile {
    private static final String ALGORITHM = "Ed25519";
    private static final Pattern NAME = Pattern.compile("(?m)^name: *(\\S+) *$");

    private KeyFile() {}

    /**
     * Makes a key pair and writes it into a file that only its owner may read, and the public key into another one.
     *
     * @throws InvalidInputException if the name is malformed, or one of the files is there already
     */
    static TrustedKey create(String name, Path file, Path open) throws IOException {
        for (Path each : new Path[] {file, open}) {
            if (Files.exists(each, LinkOption.NOFOLLOW_LINKS)) {
                throw new InvalidInputException(each + " is there already; a key is never overwritten");
            }
        }
        KeyPair keys;
        try {
            keys = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK from 15 on has Ed25519", impossible);
        }
        TrustedKey trusted = CheckpointSigner.of(name, keys).trustedKey();
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] owner = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Files.createFile(file, owner);
        Files.writeString(
                file,
                "name: " + name + "\n"
                        + pem("PRIVATE KEY", keys.getPrivate().getEncoded())
                        + pem("PUBLIC KEY", keys.getPublic().getEncoded()),
                StandardOpenOption.WRITE);
        Files.writeString(open, trusted + "\n", StandardOpenOption.CREATE_NEW);
        return trusted;
    }

    private static String pem(String kind, byte[] encoded) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return "-----BEGIN " + kind + "-----\n" + lines.encodeToString(encoded) + "\n-----END " + kind + "-----\n";
    }

    /** @throws InvalidInputException if a part is missing or malformed; the message has nothing of the private key */
    static CheckpointSigner read(Path file) throws IOException {
        String text = Inputs.read(file);
        Matcher name = NAME.matcher(text);
        if (!name.find()) {
            throw malformed(file, "a line 'name: <name of the key>'");
        }
        byte[] secret = block(file, text, "PRIVATE KEY");
        byte[] open = block(file, text, "PUBLIC KEY");
        try {
            KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
            return CheckpointSigner.of(
                    name.group(1),
                    new KeyPair(
                            keys.generatePublic(new X509EncodedKeySpec(open)),
                            keys.generatePrivate(new PKCS8EncodedKeySpec(secret))));
        } catch (GeneralSecurityException other) {
            throw malformed(file, "keys of the kind Ed25519");
        }
    }

    /** @throws InvalidInputException if the file has anything else than one public key; the message has nothing of what it has */
    static TrustedKey readPublic(Path file) throws IOException {
        String text = Inputs.read(file).strip();
        if (text.contains("PRIVATE KEY") || text.lines().count() != 1) {
            throw new InvalidInputException(
                    file + " is not one line with a public key; 'registry new-key NAME FILE' writes"
                            + " it as FILE.pub, and FILE itself is private");
        }
        return TrustedKey.parse(text);
    }

    private static byte[] block(Path file, String text, String kind) {
        Matcher block = Pattern.compile("-----BEGIN " + kind + "-----([A-Za-z0-9+/=\\s]+)-----END " + kind + "-----")
                .matcher(text);
        if (!block.find()) {
            throw malformed(file, "a block BEGIN " + kind);
        }
        try {
            return Base64.getMimeDecoder().decode(block.group(1).getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException notBase64) {
            throw malformed(file, "base 64 in the block " + kind);
        }
    }

    private static InvalidInputException malformed(Path file, String expected) {
        return new InvalidInputException(
                "key file " + file + " does not have " + expected + "; make one with 'registry new-key NAME FILE'");
    }
}
