package dev.modelregistry.core.search;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Digest;
import dev.modelregistry.search.Query;
import dev.modelregistry.search.Target;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.IndexStore.Value;
import dev.modelregistry.spi.support.IndexKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Places in the order of a query as texts that only whoever has the registry's key can write: a version, the place, and an HMAC-SHA256 over them, over
 * what is searched for, the filter and the order. Thread-safe.
 */
public final class Tokens {
    private static final int VERSION = 1;
    private static final int SEAL = 16;
    private static final int MAX_LENGTH = 64 << 10;

    private final Supplier<byte[]> key;

    /** @param key 32 bytes that every process that uses the registry knows; asked when a token is first read or written */
    public Tokens(Supplier<byte[]> key) {
        this.key = key;
    }

    String write(Position position, Target target, Query query) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            for (Optional<Value> value : position.values()) {
                write(out, value.map(each -> IndexKey.of(each).all()).orElse(new byte[0]));
            }
            write(out, Bytes.utf8(position.entity()).array());
            out.write(seal(bytes.toByteArray(), target, query));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void write(DataOutputStream out, byte[] part) throws IOException {
        out.writeShort(part.length);
        out.write(part);
    }

    /** @throws InvalidInputException if the token was not written by this registry for this query */
    Position read(String token, Target target, Query query) {
        byte[] all = decoded(token);
        byte[] content = Arrays.copyOf(all, Math.max(0, all.length - SEAL));
        if (all.length <= SEAL + 1
                || content[0] != VERSION
                || !MessageDigest.isEqual(
                        seal(content, target, query), Arrays.copyOfRange(all, content.length, all.length))) {
            throw refused(token);
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
            in.readByte();
            List<Optional<Value>> values = new ArrayList<>();
            for (int i = 0; i < Plan.of(query, target).keys().size(); i++) {
                byte[] part = in.readNBytes(in.readUnsignedShort());
                values.add(part.length == 0 ? Optional.empty() : Optional.of(IndexKey.value(part)));
            }
            return new Position(
                    values, Bytes.of(in.readNBytes(in.readUnsignedShort())).utf8());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static byte[] decoded(String token) {
        try {
            return token.length() > MAX_LENGTH
                    ? new byte[0]
                    : Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }

    private static InvalidInputException refused(String token) {
        return new InvalidInputException("page token '" + token.substring(0, Math.min(token.length(), 40))
                + (token.length() > 40 ? "…" : "")
                + "' was not given by this registry for this filter and order; begin with the first page");
    }

    private byte[] seal(byte[] content, Target target, Query query) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.get(), "HmacSHA256"));
            mac.update(Digest.of(Bytes.utf8(target + "\n" + query).array()).bytes());
            return Arrays.copyOf(mac.doFinal(content), SEAL);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has HmacSHA256", impossible);
        }
    }
}
