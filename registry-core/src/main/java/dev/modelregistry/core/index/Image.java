package dev.modelregistry.core.index;

import dev.modelregistry.id.Digest;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.JournalId;
import dev.modelregistry.spi.JournalStore.Head;
import dev.modelregistry.spi.support.IndexKey;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An index as bytes, with how far it had read each journal. What an entity has and what stands under a key are blocks of their own, which are read
 * when they are asked for: the first search after an open needs few of them.
 *
 * <p>All numbers are big-endian; a text is its length and its UTF-8. A vocabulary, the journals (number; kind, key, revision, hash), the keys and the
 * entities (number; texts), then for each entity the size of its block and the block (number of keys; for each its place in the list, the number of
 * values, and each as length and bytes), then for each key the same (number of values; for each length and bytes, number of entities, their places).
 */
final class Image {
    private static final int MAX_SIZE = 256 << 20;

    private final Map<JournalId, Head> heads;
    private final Entries entries;

    private Image(Map<JournalId, Head> heads, Entries entries) {
        this.heads = heads;
        this.entries = entries;
    }

    /** How far each journal was read. */
    Map<JournalId, Head> heads() {
        return heads;
    }

    /** What was known then. */
    Entries entries() {
        return entries;
    }

    /** The image of what is known; empty if it would be too large to be written and read in one piece. */
    static Optional<Bytes> encode(String vocabulary, Map<JournalId, Head> heads, Entries entries) {
        try {
            return new Writer(entries).all(vocabulary, heads);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // in memory
        }
    }

    /**
     * Reads an image.
     *
     * @param vocabulary what whoever reads it knows of; an image of somebody who knew more or less is of no use
     */
    static Optional<Image> decode(String vocabulary, Bytes image) {
        Reader reader = new Reader(ByteBuffer.wrap(image.array()));
        return reader.text().equals(vocabulary) ? Optional.of(reader.rest()) : Optional.empty();
    }

    private static final class Writer {
        private final Entries entries;
        private final Map<String, Integer> keys;
        private final Map<String, Integer> entities;

        Writer(Entries entries) {
            this.entries = entries;
            this.keys = places(entries.byValue().keySet());
            this.entities = places(entries.byEntity().keySet());
        }

        private static Map<String, Integer> places(Set<String> names) {
            Map<String, Integer> places = new LinkedHashMap<>();
            names.forEach(name -> places.put(name, places.size()));
            return places;
        }

        private static int place(Map<String, Integer> places, String name) {
            return Objects.requireNonNull(places.get(name), name);
        }

        Optional<Bytes> all(String vocabulary, Map<JournalId, Head> heads) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
            DataOutputStream out = new DataOutputStream(bytes);
            text(out, vocabulary);
            out.writeInt(heads.size());
            for (Map.Entry<JournalId, Head> head : heads.entrySet()) {
                text(out, head.getKey().kind());
                text(out, head.getKey().key());
                out.writeLong(head.getValue().revision());
                out.write(head.getValue().hash().bytes());
            }
            for (Set<String> names : List.of(keys.keySet(), entities.keySet())) {
                out.writeInt(names.size());
                for (String name : names) {
                    text(out, name);
                }
            }
            for (Lazily<NavigableMap<String, NavigableSet<IndexKey>>> entity :
                    entries.byEntity().values()) {
                if (out.size() > MAX_SIZE / 2) { // the columns are about as large
                    return Optional.empty();
                }
                block(out, entity(entity.get()));
            }
            for (Lazily<NavigableMap<IndexKey, NavigableSet<String>>> column :
                    entries.byValue().values()) {
                block(out, column(column.get()));
            }
            return Optional.of(Bytes.of(bytes.toByteArray()));
        }

        private byte[] entity(Map<String, NavigableSet<IndexKey>> has) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(has.size());
            for (Map.Entry<String, NavigableSet<IndexKey>> values : has.entrySet()) {
                out.writeInt(place(keys, values.getKey()));
                out.writeInt(values.getValue().size());
                for (IndexKey value : values.getValue()) {
                    block(out, value.all());
                }
            }
            return bytes.toByteArray();
        }

        private byte[] column(Map<IndexKey, NavigableSet<String>> values) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(values.size());
            for (Map.Entry<IndexKey, NavigableSet<String>> value : values.entrySet()) {
                block(out, value.getKey().all());
                out.writeInt(value.getValue().size());
                for (String entity : value.getValue()) {
                    out.writeInt(place(entities, entity));
                }
            }
            return bytes.toByteArray();
        }

        private static void text(DataOutputStream out, String text) throws IOException {
            block(out, text.getBytes(StandardCharsets.UTF_8));
        }

        private static void block(DataOutputStream out, byte[] bytes) throws IOException {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private static final class Reader {
        private final ByteBuffer in;

        Reader(ByteBuffer in) {
            this.in = in;
        }

        Image rest() {
            Map<JournalId, Head> heads = new HashMap<>();
            for (int left = in.getInt(); left > 0; left--) {
                JournalId journal = new JournalId(text(), text());
                long revision = in.getLong();
                byte[] hash = new byte[32];
                in.get(hash);
                heads.put(journal, new Head(revision, Digest.fromBytes(hash)));
            }
            List<String> keys = texts();
            List<String> entities = texts();
            Entries entries = new Entries();
            for (String entity : entities) {
                ByteBuffer block = block();
                entries.byEntity().put(entity, Lazily.of(() -> new Reader(block.duplicate()).entity(keys)));
            }
            for (String key : keys) {
                ByteBuffer block = block();
                entries.byValue().put(key, Lazily.of(() -> new Reader(block.duplicate()).column(entities)));
            }
            return new Image(heads, entries);
        }

        private List<String> texts() {
            List<String> texts = new ArrayList<>();
            for (int left = in.getInt(); left > 0; left--) {
                texts.add(text());
            }
            return texts;
        }

        private NavigableMap<String, NavigableSet<IndexKey>> entity(List<String> keys) {
            NavigableMap<String, NavigableSet<IndexKey>> has = new TreeMap<>(Bytes.UTF8_ORDER);
            for (int left = in.getInt(); left > 0; left--) {
                NavigableSet<IndexKey> values = new TreeSet<>();
                has.put(keys.get(in.getInt()), values);
                for (int more = in.getInt(); more > 0; more--) {
                    values.add(value());
                }
            }
            return has;
        }

        private NavigableMap<IndexKey, NavigableSet<String>> column(List<String> entities) {
            NavigableMap<IndexKey, NavigableSet<String>> values = new TreeMap<>();
            for (int left = in.getInt(); left > 0; left--) {
                NavigableSet<String> some = new TreeSet<>(Bytes.UTF8_ORDER);
                values.put(value(), some);
                for (int more = in.getInt(); more > 0; more--) {
                    some.add(entities.get(in.getInt()));
                }
            }
            return values;
        }

        private IndexKey value() {
            byte[] all = new byte[in.getInt()];
            in.get(all);
            return IndexKey.of(IndexKey.value(all));
        }

        private String text() {
            ByteBuffer block = block();
            return new String(
                    block.array(), block.arrayOffset() + block.position(), block.remaining(), StandardCharsets.UTF_8);
        }

        private ByteBuffer block() {
            int size = in.getInt();
            ByteBuffer block = in.slice(in.position(), size);
            in.position(in.position() + size);
            return block;
        }
    }
}
