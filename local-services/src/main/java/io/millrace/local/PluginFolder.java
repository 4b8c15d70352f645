package io.millrace.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Unpacks plug-in zips into a folder for Connect's {@code plugin.path}. */
public final class PluginFolder {
    private PluginFolder() {}

    /** Replaces the folder with the contents of the zips. */
    public static Path unpack(Path folder, List<Path> zips) {
        Directories.delete(folder);
        zips.forEach(zip -> unpack(folder, zip));
        return folder;
    }

    /** The plug-in zip that a module was built into. */
    public static Path builtZip(String module) {
        Path target = Checkout.root().resolve(module).resolve("target");
        List<Path> zips = zipsIn(target);
        if (zips.size() != 1) {
            throw new IllegalStateException("There must be exactly one plug-in zip in " + target + ", but there are "
                    + zips.size() + ". Build it: mvn -q clean package -DskipTests -pl " + module + " -am");
        }
        return zips.get(0);
    }

    /** Whether the folder holds the unpacked zip of a module. */
    static boolean contains(Path folder, String module) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> plugins = Files.list(folder)) {
            return plugins.anyMatch(plugin -> plugin.getFileName().toString().startsWith("millrace-" + module));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder, e);
        }
    }

    private static List<Path> zipsIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("millrace-.*\\.zip"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder, e);
        }
    }

    private static void unpack(Path folder, Path zip) {
        try (ZipFile archive = new ZipFile(zip.toFile())) {
            Enumeration<? extends ZipEntry> entries = archive.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (!entry.isDirectory()) {
                    write(folder, archive, entry);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack " + zip + " into " + folder, e);
        }
    }

    private static void write(Path folder, ZipFile archive, ZipEntry entry) throws IOException {
        Path file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder.normalize())) {
            throw new IOException(entry.getName() + " is outside the folder");
        }
        Files.createDirectories(file.getParent());
        try (InputStream content = archive.getInputStream(entry)) {
            Files.copy(content, file);
        }
    }
}
