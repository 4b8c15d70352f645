package io.millrace.manticore.index;

import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.server.ManticoreProcess;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reads back what was written to the index. Not thread-safe. */
public interface ReadBack {
    /**
     * The process that answers now.
     *
     * @throws IndexUnavailableException when none does
     */
    ManticoreProcess process();

    /**
     * The rows that are not there as they were written, or newer.
     *
     * @param retention how long the stream keeps events; empty for ever
     * @throws IndexUnavailableException when Manticore does not answer, or a table was truncated and still has older rows
     */
    List<WrittenRow> missing(Collection<WrittenRow> rows, Optional<Duration> retention);
}
