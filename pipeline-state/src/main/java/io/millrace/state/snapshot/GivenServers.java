package io.millrace.state.snapshot;

import io.millrace.state.KafkaServers;
import java.util.Map;
import java.util.Optional;

/**
 * The servers that are known otherwise than from the connectors' configuration, which they take precedence over.
 *
 * @param nats the connectors' {@code nats.*} settings
 * @param stream the name of the stream
 */
public record GivenServers(
        Map<String, String> nats,
        Optional<String> stream,
        Optional<KafkaServers> kafka,
        Optional<String> manticoreUrl) {}
