package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The data directory of a new server, made once per build and copied for every server: making it takes seconds, copying
 * it does not.
 */
final class DataTemplate {
    private final Path template;

    DataTemplate(Path template) {
        this.template = template;
    }

    /**
     * Puts a copy in that place, unless something is there. The copy is moved there when it is whole, so that an
     * interrupted attempt leaves nothing half.
     *
     * @param making fills the folder it is given, which does not exist yet
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
            throw new UncheckedIOException(template + " cannot be copied to " + data, e);
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
            throw new UncheckedIOException(template + " cannot be made", e);
        }
    }

    /** Another JVM may have made one meanwhile, which is as good. */
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
