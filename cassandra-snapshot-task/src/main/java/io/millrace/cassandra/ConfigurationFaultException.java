package io.millrace.cassandra;

import java.util.List;

/** The configuration is invalid; the message names every fault. */
public final class ConfigurationFaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigurationFaultException(List<String> faults) {
        super(String.join(System.lineSeparator(), faults));
    }

    ConfigurationFaultException(String fault) {
        super(fault);
    }
}
