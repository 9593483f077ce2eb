package dev.modelregistry.examples.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/** How much heap something takes: what is left of it after a collection, and the highest use on the way, garbage included. */
final class HeapWatch {
    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    private long before;
    private long kept;
    private long peak;

    void begin() {
        System.gc();
        pools.forEach(MemoryPoolMXBean::resetPeakUsage);
        before = used();
    }

    void end() {
        // The peaks of the pools need not have come at the same time, so their sum is at least the true peak.
        long highest =
                pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        peak = Math.max(peak, highest - before);
        System.gc();
        kept = Math.max(kept, used() - before);
    }

    private long used() {
        return pools.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
    }

    /** The most bytes that were left by anything between {@link #begin} and {@link #end}. */
    long kept() {
        return kept;
    }

    /** The most bytes above those at the beginning. */
    long peak() {
        return peak;
    }
}
