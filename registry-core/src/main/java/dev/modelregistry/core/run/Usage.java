package dev.modelregistry.core.run;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What this process uses while a run is open; runs beside it in the same process count with it. Thread-safe. */
public final class Usage {
    private final long cpuBefore = cpuNanos();
    private long peakHeap;

    /** Begins to count. */
    public Usage() {
        sample();
    }

    /** Looks at what changes all the time; between two looks nobody knows. */
    public synchronized void sample() {
        Runtime jvm = Runtime.getRuntime();
        peakHeap = Math.max(peakHeap, jvm.totalMemory() - jvm.freeMemory());
    }

    /** What was used up to now. */
    public synchronized Map<String, String> soFar() {
        sample();
        Runtime jvm = Runtime.getRuntime();
        Map<String, String> resources = new TreeMap<>();
        resources.put("processors", String.valueOf(jvm.availableProcessors()));
        resources.put("heap.limit", mebibytes(jvm.maxMemory()));
        resources.put("heap.peak", mebibytes(peakHeap));
        if (cpuBefore >= 0) {
            resources.put(
                    "processor.time",
                    Duration.ofMillis((cpuNanos() - cpuBefore) / 1_000_000).toString());
        }
        return resources;
    }

    /** Negative where it is not known. */
    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : -1;
    }

    static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
