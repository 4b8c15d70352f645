package io.millrace.command.rebuild;

import io.millrace.command.console.CommandException;
import io.millrace.manticore.index.TableSwitch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/** Whether Manticore has room for a second table, as far as it tells. */
final class IndexSpace {
    /** A table that is filled has chunks that are merged later. */
    private static final int FACTOR = 2;

    private final TableSwitch manticore;
    private final URI url;

    IndexSpace(TableSwitch manticore, URI url) {
        this.manticore = manticore;
        this.url = url;
    }

    /**
     * Returns what is known, for people.
     *
     * @throws CommandException if it is known that there is not enough
     */
    String require(String table) {
        Map<String, String> status = manticore.status(table);
        long size = number(status, "disk_bytes") + number(status, "ram_bytes");
        String has =
                "Table " + table + " has " + number(status, "indexed_documents") + " documents of " + megabytes(size);
        OptionalLong free = free();
        if (free.isEmpty()) {
            return has
                    + ". Whether its server's disk has twice as much free, for the new rows and their merging, cannot"
                    + " be seen from here";
        }
        if (free.getAsLong() < FACTOR * size) {
            throw new CommandException(has + ", and its server's disk has " + megabytes(free.getAsLong())
                    + " free. A rebuild needs twice the size of the table, and a full disk is dangerous for Manticore:"
                    + " add space first");
        }
        return has + ", and its server's disk has " + megabytes(free.getAsLong()) + " free";
    }

    /** No statement shows it; it is seen if Manticore runs on this machine. */
    private OptionalLong free() {
        String directory = manticore.setting("searchd.data_dir");
        boolean here = String.valueOf(url.getHost()).matches("localhost|127\\..*|\\[::1]");
        if (directory.isEmpty() || !here || !Files.isDirectory(Path.of(directory))) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Files.getFileStore(Path.of(directory)).getUsableSpace());
        } catch (IOException notReadable) {
            return OptionalLong.empty();
        }
    }

    private static long number(Map<String, String> status, String name) {
        String value = status.getOrDefault(name, "0");
        return value.matches("\\d{1,18}") ? Long.parseLong(value) : 0;
    }

    private static String megabytes(long bytes) {
        return (bytes + (1 << 20) - 1 >> 20) + " MiB";
    }
}
