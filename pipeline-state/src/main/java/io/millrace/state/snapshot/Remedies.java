package io.millrace.state.snapshot;

import io.millrace.state.UnknownSettingException;
import java.util.Optional;

/**
 * What to do when a server does not answer.
 *
 * @param offsets when Connect does not say how far a connector is
 * @param unknown when only the worker knows a setting; empty for what a command's option does about it
 */
public record Remedies(
        String connect, String offsets, String nats, String kafka, String manticore, Optional<String> unknown) {
    /** For a person who runs a command, which has options for all addresses. */
    public static final Remedies OF_COMMANDS = new Remedies(
            "Start the worker, or name it with --connect-url=http://user:password@host:port",
            "See whether Kafka answers the worker",
            "Start NATS, or name it with --nats-servers=nats://host:port, and a login in a file with --nats-config",
            "Start Kafka, or name its brokers with --kafka-bootstrap=host:port",
            "Start Manticore, or name it with --manticore-url=http://user:password@host:port",
            Optional.empty());

    String unknownSetting(UnknownSettingException setting) {
        return unknown.orElse(setting.remedy());
    }
}
