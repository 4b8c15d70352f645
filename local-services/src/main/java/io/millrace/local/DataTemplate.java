package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The data directory of a new server, created once per build and copied for each server, because creating one takes
 * seconds.
 */
final class DataTemplate {
    private final Path template;

    DataTemplate(Path template) {
        this.template = template;
    }

    /**
     * Copies the template to that path, unless the path exists. A complete copy is moved into place, so that an
     * interrupted attempt leaves no partial directory.
     *
     * @param making creates and fills the folder that it receives
     */
    void copyTo(Path data, Consumer<Path> making) {
        if (Files.exists(data)) {
            return;
        }
        if (!Files.exists(template)) {
            make(making);
        }
        Path unfinished = data.resolveSibling(data.getFileName() + ".part");
        Directories.delete(unfinished);
        try {
            copy(unfinished);
            Files.move(unfinished, data);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy " + template + " to " + data, e);
        }
    }

    private void make(Consumer<Path> making) {
        try {
            Files.createDirectories(template.getParent());
            Path own = Files.createTempDirectory(template.getParent(), template.getFileName() + ".");
            Path made = own.resolve("data");
            making.accept(made);
            publish(made);
            Directories.delete(own);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + template, e);
        }
    }

    /** Another JVM may have created one meanwhile, which is just as good. */
    private void publish(Path made) throws IOException {
        try {
            Files.move(made, template);
        } catch (IOException e) {
            if (!Files.isDirectory(template)) {
                throw e;
            }
        }
    }

    private void copy(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(template)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = target.resolve(template.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }
}
