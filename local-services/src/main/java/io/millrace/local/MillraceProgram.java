package io.millrace.local;

import java.io.File;
import java.nio.file.Path;
import java.util.List;

/** The built command line of Millrace, with the JVM options of {@code ./millrace}, for tests that run it dozens of times. */
public final class MillraceProgram {
    private MillraceProgram() {}

    /**
     * The command line of a process that ends by itself; the first one leaves an archive of classes to those that follow.
     *
     * @param arguments such as {@code status --json}
     */
    public static List<String> command(List<String> arguments) {
        return run(java().withClassArchive(archive()), arguments);
    }

    /** The command line of a process that a test may kill, which would leave no archive. */
    public static List<String> killable(List<String> arguments) {
        return run(java().withExistingClassArchive(archive()), arguments);
    }

    private static List<String> run(JavaCommand java, List<String> arguments) {
        return java.toMain("io.millrace.command.MillraceCommand", arguments.toArray(new String[0]));
    }

    private static JavaCommand java() {
        // A JVM takes no archive of classes with a class path of folders.
        String jars = target().resolve("*") + File.pathSeparator + target().resolve("lib/*");
        return new JavaCommand(
                jars,
                List.of(
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        // A JVM says on standard output that an archive does not fit.
                        "-Xlog:disable"));
    }

    private static Path archive() {
        return target().resolve("millrace.jsa");
    }

    private static Path target() {
        return Checkout.root().resolve("command-line/target");
    }
}
