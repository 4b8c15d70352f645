package io.millrace.cassandra;

import java.util.List;

/** The configuration is invalid; the message names every fault. */
final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigurationException(List<String> faults) {
        super(String.join(System.lineSeparator(), faults));
    }

    ConfigurationException(String fault) {
        super(fault);
    }
}
