package io.millrace.manticore;

import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import io.millrace.manticore.rules.MappingRules;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what the configuration names and the stream does not have: it may still come, or be misspelled. Once per change
 * of state.
 */
final class MissingEvents {
    private static final Logger LOG = LoggerFactory.getLogger(MissingEvents.class);

    private final ManticoreSinkConfig config;
    private final Set<String> mapped;
    private String reported = "";

    MissingEvents(ManticoreSinkConfig config) {
        this.config = config;
        mapped = config.mapping((setting, fault) -> {}).tables().keySet();
    }

    /** @param subjects that the sink reads, empty when there is no stream */
    void seen(Optional<List<Subject>> subjects) {
        String missing = subjects.map(this::missingIn)
                .orElseGet(() -> "There is no stream " + config.stream()
                        + " yet, so nothing is applied; create it, start its bridge, or correct nats.stream");
        if (missing.equals(reported)) {
            return;
        }
        reported = missing;
        if (missing.isEmpty()) {
            LOG.info("Stream {} has events of all that the configuration names", config.stream());
        } else {
            LOG.warn("{}", missing);
        }
    }

    private String missingIn(Collection<Subject> subjects) {
        if (subjects.isEmpty()) {
            return "Stream " + config.stream() + " has no events of the subjects "
                    + String.join(", ", config.subjects())
                    + ", so nothing is applied; correct subjects if they are wrong";
        }
        Set<String> unseen = new TreeSet<>(mapped);
        unseen.removeAll(subjects.stream()
                .map(SourceTable::of)
                .map(MappingRules::settingOf)
                .collect(Collectors.toSet()));
        return unseen.isEmpty()
                ? ""
                : "Stream " + config.stream() + " has no events of the tables of " + String.join(", ", unseen)
                        + "; correct the setting if the table does not exist";
    }
}
