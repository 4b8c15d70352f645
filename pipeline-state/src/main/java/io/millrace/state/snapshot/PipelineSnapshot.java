package io.millrace.state.snapshot;

import io.millrace.state.ConfiguredConnector.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The pipeline at one moment. Parts whose server did not answer are empty, and the server is among the outages.
 *
 * @param stages in the order in which a change passes them
 * @param marks tables that have to be audited
 * @param stream empty if NATS did not say
 */
public record PipelineSnapshot(
        Instant time,
        List<Connector> connectors,
        List<Stage> stages,
        List<Table> tables,
        List<DeadLetters> deadLetters,
        List<MarkedTable> marks,
        Optional<StreamSpace> stream,
        List<Outage> outages) {

    /** What is known while Connect does not say what the pipeline consists of. */
    public static PipelineSnapshot without(List<Outage> outages) {
        return new PipelineSnapshot(
                Instant.now(), List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty(), outages);
    }

    /** Whether nothing needs a person. */
    public boolean isWell() {
        return outages.isEmpty()
                && marks.isEmpty()
                && connectors.stream().allMatch(Connector::isRunning)
                && stages.stream().noneMatch(Stage::isStuck)
                && tables.stream().noneMatch(Table::isStuck)
                && tables.stream().noneMatch(Table::isDifferent)
                && deadLetters.stream().allMatch(each -> each.count() == 0 && !each.isMore());
    }

    /** @param reason why it has failed, otherwise empty */
    public record Task(int id, String state, String worker, String reason) {
        public boolean isRunning() {
            return state.equals("RUNNING");
        }
    }

    /**
     * A connector of the pipeline.
     *
     * @param reason why it has failed, otherwise empty
     */
    public record Connector(String name, Role role, String state, String reason, List<Task> tasks) {
        /** Whether it and all its tasks are running. */
        public boolean isRunning() {
            return state.equals("RUNNING") && !tasks.isEmpty() && tasks.stream().allMatch(Task::isRunning);
        }

        /** Whether it or one of its tasks has failed. */
        public boolean isFailed() {
            return state.equals("FAILED")
                    || tasks.stream().anyMatch(task -> task.state().equals("FAILED"));
        }

        /**
         * What to do to let it run; empty if it does, or if Connect itself is about to.
         *
         * @param connectUrl of the worker
         */
        public String remedy(String connectUrl) {
            String path = connectUrl + "/connectors/" + name;
            if (isFailed()) {
                return "mend the cause, then curl -X POST '" + path + "/restart?includeTasks=true&onlyFailed=true'";
            }
            return state.equals("PAUSED") || state.equals("STOPPED") ? "curl -X PUT " + path + "/resume" : "";
        }
    }

    /**
     * What waits before one of the connectors.
     *
     * @param route from where to where, {@code MySQL to Kafka}
     * @param events how many wait; empty if that cannot be counted
     * @param delay for how long the oldest of them has been waiting, zero if none does; empty if it is not known
     * @param note what else is known about the stage
     * @param isStuck whether it does not move, or moves far behind
     * @param passed about how many have passed so far, which makes a rate of two snapshots; empty if it is not known
     */
    public record Stage(
            String connector,
            String route,
            OptionalLong events,
            Optional<Duration> delay,
            String note,
            boolean isStuck,
            OptionalLong passed) {}

    /**
     * A source table as a sink follows it.
     *
     * @param index the table in Manticore
     * @param state {@code active}, {@code set aside} or {@code rebuilding}
     * @param reason why it is in this state, if it is not active
     * @param isStuck whether its changes do not reach the index, or its rebuild cannot go on
     * @param rows in the index; empty if Manticore did not say
     * @param lastChange when its newest event was stored in the stream
     * @param audit what the audit's connector said of it last; empty if there is no such connector, or it has yet to say something
     */
    public record Table(
            String sink,
            String source,
            String name,
            String index,
            String state,
            String reason,
            boolean isStuck,
            OptionalLong rows,
            Optional<Instant> lastChange,
            Optional<LastAudit> audit) {
        /** Whether its last audit found differences and did not mend them. */
        public boolean isDifferent() {
            return audit.filter(last -> last.differences() > 0).isPresent();
        }
    }

    /**
     * The result of a table's audit.
     *
     * @param time when it ended
     * @param differences that are left, after a repair if there was one
     * @param failure why the table was not compared, or not wholly; otherwise empty
     */
    public record LastAudit(Instant time, long differences, String failure) {}

    /**
     * The stream's size.
     *
     * @param maxBytes empty if the stream has no limit of its own
     * @param maxAge how long it keeps an event; empty for ever
     */
    public record StreamSpace(String name, long bytes, OptionalLong maxBytes, Optional<Duration> maxAge) {}

    /**
     * The dead letters of a connector.
     *
     * @param isMore whether there are more than were counted
     * @param reasons how many of those that were counted have each reason
     */
    public record DeadLetters(
            String connector,
            String topic,
            long count,
            boolean isMore,
            Optional<Instant> newest,
            Map<String, Long> reasons) {}

    /** A table that has to be audited, and why. */
    public record MarkedTable(String source, String table, List<Reason> reasons) {
        /** @param since when it was last given */
        public record Reason(String text, String since) {}
    }

    /**
     * A server that does not answer, or a part of the pipeline that could not be read; with the remedy.
     */
    public record Outage(String server, String problem, String remedy, Extent extent) {
        /** How much of a server is away. */
        public enum Extent {
            SERVER,
            /** One of its addresses: another one answered. */
            ADDRESS,
            /** Nothing that is known: it was not asked, since how to reach it is not known here. */
            UNASKED
        }

        public boolean isUnasked() {
            return extent == Extent.UNASKED;
        }

        public boolean isOfOneAddress() {
            return extent == Extent.ADDRESS;
        }
    }
}
