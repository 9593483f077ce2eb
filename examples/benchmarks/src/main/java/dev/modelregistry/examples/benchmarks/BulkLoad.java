package dev.modelregistry.examples.benchmarks;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.jdbc.JdbcLocation;
import dev.modelregistry.spi.OpenMode;
import dev.modelregistry.spi.RegistryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fills a registry in PostgreSQL with a catalog. To make each change there would take hours, so the library makes all changes in memory, some
 * models at a time, and what it would have given to the database goes there by COPY: the same commits, index entries and heads. Keys and indexes are
 * made afterwards, from the definitions that the library gave them.
 */
final class BulkLoad {
    private static final int AT_ONCE = 20;
    private static final List<String> TABLES = List.of("mr_journal", "mr_commit", "mr_entry");

    private final String url;
    private final Catalog catalog;

    BulkLoad(String url, Catalog catalog) {
        this.url = url;
        this.catalog = catalog;
    }

    void run() throws IOException {
        try (RegistryStore store = JdbcLocation.of(url).open(OpenMode.CREATE_IF_ABSENT)) {
            store.blobs().put(new ByteArrayInputStream(Catalog.ARTIFACT));
        }
        try (Sql sql = Sql.at(url)) {
            TableIndexes indexes = TableIndexes.drop(sql, TABLES);
            copy();
            indexes.create();
        }
        Sql.alone(url, "VACUUM ANALYZE");
    }

    private void copy() throws IOException {
        try (CopyInto journals = new CopyInto(url, TABLES.get(0), "name, revision, hash");
                CopyInto commits = new CopyInto(url, TABLES.get(1), "journal, revision, hash, seal, bytes");
                CopyInto entries = new CopyInto(url, TABLES.get(2), "entity, attribute, head, whole")) {
            AtomicInteger next = new AtomicInteger();
            Measure.Action maker = () -> {
                BulkRows rows = new BulkRows();
                for (int from = next.getAndAdd(AT_ONCE); from < catalog.models(); from = next.getAndAdd(AT_ONCE)) {
                    make(rows, from);
                    rows.sendTo(journals, commits, entries);
                }
            };
            Together.run(Collections.nCopies(Runtime.getRuntime().availableProcessors(), maker));
            journals.finish();
            commits.finish();
            entries.finish();
        }
    }

    private void make(BulkRows rows, int from) {
        SetClock clock = new SetClock();
        SplittableRandom ids = new SplittableRandom(from);
        try (ModelRegistry registry = ModelRegistry.builder()
                .store(Capture.of(clock, rows))
                .ids(() -> new UUID(ids.nextLong(), ids.nextLong()))
                .actor("benchmark")
                .open()) {
            for (int model = from; model < Math.min(from + AT_ONCE, catalog.models()); model++) {
                catalog.fill(registry, clock, model);
            }
        }
    }
}
