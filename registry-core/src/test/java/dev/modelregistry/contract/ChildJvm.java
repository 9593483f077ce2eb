package dev.modelregistry.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes with this JVM's class path, and with its logging, so that a child prints what its parent waits for and nothing else. */
final class ChildJvm {
    private static final String LOGGING = "logback.configurationFile";

    private ChildJvm() {}

    static ProcessBuilder of(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // They live for a second or two: start fast, and leave the cores to each other.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m"));
        if (System.getProperty(LOGGING) != null) {
            command.add("-D" + LOGGING + "=" + System.getProperty(LOGGING));
        }
        command.add(main.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        // Not as an argument, which Windows limits to less than many class paths need.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder;
    }
}
