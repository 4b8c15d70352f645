package io.millrace.bridge.publish;

import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * The last event of a subject.
 *
 * @param origin the topic partition it comes from, if that is one of those asked for
 */
record LastEvent(long id, Optional<TopicPartition> origin) {}
