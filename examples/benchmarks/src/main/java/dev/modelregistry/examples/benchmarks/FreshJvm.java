package dev.modelregistry.examples.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of this one in JVMs of their own. */
final class FreshJvm {
    private FreshJvm() {}

    /**
     * Runs a program, and waits for the one line that it says.
     *
     * @param flags of the JVM
     */
    static String run(List<String> flags, Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        Process jvm = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = jvm.inputReader()) {
            String line = output.readLine();
            if (line == null) {
                throw new IOException(program.getSimpleName() + " in a JVM of its own said nothing");
            }
            return line;
        }
    }
}
