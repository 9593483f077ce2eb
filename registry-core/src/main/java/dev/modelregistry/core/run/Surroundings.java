package dev.modelregistry.core.run;

import com.sun.management.OperatingSystemMXBean;
import dev.modelregistry.core.run.SourceCode.Found;
import dev.modelregistry.event.RunEvent.RunStarted;
import dev.modelregistry.id.ModelName;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is found out about this process unasked; it does not change. Of the system properties only those that are named here are read, and
 * of the environment only where git is: secrets may stand in both. Immutable.
 */
public final class Surroundings {
    private static final String UNKNOWN = "unknown";
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private final Map<String, String> environment = new TreeMap<>();
    private final Found source;
    private final List<String> libraries;

    private Surroundings(Found source, List<String> libraries) {
        this.source = source;
        this.libraries = libraries;
        environment.put("java.version", Runtime.version().toString());
        for (String name : List.of("java.vendor", "java.vm.name", "os.name", "os.version", "os.arch")) {
            environment.put(name, System.getProperty(name, UNKNOWN));
        }
        environment.put("charset", Charset.defaultCharset().name());
        environment.put("locale", Locale.getDefault().toLanguageTag());
        environment.put("time.zone", TimeZone.getDefault().getID());
        environment.put("cpu", processor().orElse(UNKNOWN));
        environment.put("memory", memory());
        environment.put("code.modified", source.modified().map(String::valueOf).orElse(UNKNOWN));
    }

    /** Looks around. May take a second or two where git is slow. */
    public static Surroundings look() {
        ClassPath classPath = ClassPath.ofThisProcess();
        return new Surroundings(
                SourceCode.find(classPath, Path.of("").toAbsolutePath(), SourceCode.git()), classPath.libraries());
    }

    /** What a run says when it starts. */
    public RunStarted started(ModelName model) {
        return new RunStarted(model, environment, source.code(), libraries);
    }

    private static String memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? Usage.mebibytes(system.getTotalMemorySize())
                : UNKNOWN;
    }

    /** Where the system is one that says so in a file. */
    private static Optional<String> processor() {
        if (!Files.isReadable(PROCESSORS)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }
}
