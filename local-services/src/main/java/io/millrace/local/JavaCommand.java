package io.millrace.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command line of a separate JVM of the same Java version. */
record JavaCommand(String classPath, List<String> jvmOptions) {
    /** Tests and the quickstart disable the second compiler with it, since their servers are short-lived. */
    private static final String MORE_OPTIONS = "millrace.server.jvm.options";

    /** Tests set it, since they start the same programs dozens of times. */
    private static final String CLASS_ARCHIVES = "millrace.class.archives";

    /** A JVM with Kafka and Connect on its class path, which logs to standard output. */
    static JavaCommand kafka(Path directory, String heap) {
        return new JavaCommand(
                ServerFiles.kafkaJars().resolve("*").toString(),
                List.of(
                        "-Xmx" + heap,
                        "-XX:+UseParallelGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dlog4j2.configurationFile=" + writeLogging(directory)));
    }

    /**
     * Starts from an archive of loaded classes, which halves the processor time of a start. The first process that asks
     * for it writes it when it is stopped; a JVM ignores an archive that is incomplete or does not fit.
     */
    JavaCommand withClassArchive(Path archive) {
        if (!Boolean.getBoolean(CLASS_ARCHIVES)) {
            return this;
        }
        if (Files.exists(archive) || !isFirst(archive)) {
            return withExistingClassArchive(archive);
        }
        return with(
                "-XX:ArchiveClassesAtExit=" + archive,
                // Otherwise it lists the classes that it leaves out.
                "-Xlog:cds*=error");
    }

    /** Starts from the archive if another process has written it. */
    JavaCommand withExistingClassArchive(Path archive) {
        return Boolean.getBoolean(CLASS_ARCHIVES) && Files.exists(archive)
                ? with("-XX:SharedArchiveFile=" + archive)
                : this;
    }

    private JavaCommand with(String... options) {
        List<String> all = new ArrayList<>(jvmOptions);
        all.addAll(List.of(options));
        return new JavaCommand(classPath, all);
    }

    private static boolean isFirst(Path archive) {
        try {
            Files.createFile(archive.resolveSibling(archive.getFileName() + ".claimed"));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write beside " + archive, e);
        }
    }

    List<String> toMain(String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        Optional.ofNullable(System.getProperty(MORE_OPTIONS))
                .ifPresent(options -> command.addAll(List.of(options.split(" "))));
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path writeLogging(Path directory) {
        try (InputStream resource = JavaCommand.class.getResourceAsStream("log4j2.properties")) {
            if (resource == null) {
                throw new IllegalStateException("log4j2.properties is missing from the classpath");
            }
            Files.createDirectories(directory);
            Path file = directory.resolve("log4j2.properties").toAbsolutePath();
            Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot configure the logging of a server in " + directory, e);
        }
    }
}
