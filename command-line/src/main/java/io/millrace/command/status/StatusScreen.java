package io.millrace.command.status;

import io.millrace.state.snapshot.PipelineSnapshot;
import io.millrace.state.snapshot.PipelineSnapshot.Connector;
import io.millrace.state.snapshot.PipelineSnapshot.DeadLetters;
import io.millrace.state.snapshot.PipelineSnapshot.LastAudit;
import io.millrace.state.snapshot.PipelineSnapshot.MarkedTable;
import io.millrace.state.snapshot.PipelineSnapshot.Outage;
import io.millrace.state.snapshot.PipelineSnapshot.Stage;
import io.millrace.state.snapshot.PipelineSnapshot.Table;
import io.millrace.state.snapshot.PipelineSnapshot.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A snapshot as one screen. */
final class StatusScreen {
    private static final int INDENTATION = 2;
    private static final String GAP = "  ";

    private final PipelineSnapshot snapshot;
    private final String connectUrl;
    private final ScreenText text;
    private final List<String> lines = new ArrayList<>();

    StatusScreen(PipelineSnapshot snapshot, String connectUrl, ScreenText text) {
        this.snapshot = snapshot;
        this.connectUrl = connectUrl;
        this.text = text;
    }

    List<String> lines() {
        String time = snapshot.time().truncatedTo(ChronoUnit.SECONDS).toString();
        String name = "Millrace at " + connectUrl;
        lines.add(text.title(name) + " ".repeat(Math.max(2, text.width() - name.length() - time.length())) + time);
        outages();
        connectors();
        stages();
        tables();
        deadLetters();
        marks();
        lines.add("");
        lines.add(snapshot.isWell() ? text.good("All is well.") : text.bad("Something needs a person, see above."));
        return lines;
    }

    private void outages() {
        if (!snapshot.outages().isEmpty()) {
            heading(snapshot.outages().stream().allMatch(Outage::isUnasked) ? "NOT ASKED" : "NOT ANSWERING");
            snapshot.outages().forEach(each -> {
                paragraph(text.bad(each.server()) + GAP, each.server().length() + 2, each.problem());
                remedy(each.remedy());
            });
        }
    }

    private void connectors() {
        if (snapshot.connectors().isEmpty()) {
            return;
        }
        heading("CONNECTORS");
        int width = width(snapshot.connectors().stream().map(Connector::name));
        for (Connector each : snapshot.connectors()) {
            long running = each.tasks().stream().filter(Task::isRunning).count();
            String state = each.state().toLowerCase(Locale.ROOT);
            lines.add(" ".repeat(INDENTATION) + padded(each.name(), width) + GAP
                    + (each.isRunning() ? text.good(padded(state, 9)) : text.bad(padded(state, 9))) + GAP
                    + running + " of " + each.tasks().size() + (each.tasks().size() == 1 ? " task" : " tasks"));
            if (!each.reason().isEmpty()) {
                paragraph("", INDENTATION, each.reason());
            }
            each.tasks().stream().filter(task -> !task.isRunning()).forEach(task -> {
                String label = "task " + task.id() + " " + task.state().toLowerCase(Locale.ROOT);
                paragraph(
                        GAP + text.bad(label) + (task.reason().isEmpty() ? "" : ": "),
                        label.length() + 4,
                        task.reason());
            });
            restart(each);
        }
    }

    private void restart(Connector connector) {
        String remedy = connector.remedy(connectUrl);
        if (!remedy.isEmpty()) {
            remedy(remedy);
        }
    }

    private void stages() {
        if (snapshot.stages().isEmpty()) {
            return;
        }
        int width = Math.max(10, width(snapshot.stages().stream().map(this::label)));
        heading(padded("LAG", width + INDENTATION) + "     events     oldest");
        for (Stage each : snapshot.stages()) {
            String events = each.events().isPresent() ? number(each.events().getAsLong()) : "-";
            String delay = each.delay().map(StatusScreen::age).orElse("-");
            String figures = aligned(events, 9) + GAP + aligned(delay, 9);
            paragraph(
                    padded(label(each), width) + GAP + (each.isStuck() ? text.bad(figures) : figures) + GAP + GAP,
                    width + 2 + 20 + 4,
                    each.note());
        }
    }

    /** With the connector, if there are several of its kind. */
    private String label(Stage stage) {
        long alike = snapshot.stages().stream()
                .filter(each -> each.route().equals(stage.route()))
                .count();
        return alike == 1 ? stage.route() : stage.route() + " (" + stage.connector() + ")";
    }

    private void tables() {
        if (snapshot.tables().isEmpty()) {
            return;
        }
        int name = Math.max(INDENTATION + 4, width(snapshot.tables().stream().map(Table::name)));
        int index = Math.max(5, width(snapshot.tables().stream().map(Table::index)));
        heading(padded("TABLES", name + INDENTATION) + GAP + padded("index", index) + GAP + aligned("rows", 13) + GAP
                + padded("last change", 12) + GAP + "state");
        for (Table each : snapshot.tables()) {
            String rows = each.rows().isPresent() ? number(each.rows().getAsLong()) : "-";
            String change =
                    each.lastChange().map(time -> age(between(time)) + " ago").orElse("-");
            lines.add(" ".repeat(INDENTATION)
                    + padded(each.name(), name)
                    + GAP
                    + padded(each.index(), index)
                    + GAP
                    + aligned(rows, 13)
                    + GAP
                    + padded(change, 12)
                    + GAP
                    + (each.isStuck() ? text.bad(each.state()) : each.state()));
            if (!each.reason().isEmpty()) {
                paragraph(GAP, INDENTATION, each.reason());
            }
            each.audit().ifPresent(audit -> audit(each, audit));
        }
    }

    private void audit(Table table, LastAudit audit) {
        String when = "The audit " + age(between(audit.time())) + " ago ";
        if (!audit.failure().isEmpty()) {
            paragraph(GAP, INDENTATION, when + "did not compare the whole table: " + audit.failure());
        }
        if (table.isDifferent()) {
            long count = audit.differences();
            paragraph(
                    GAP,
                    INDENTATION,
                    when + "found " + number(count) + (count == 1 ? " difference" : " differences")
                            + " between the table and its index");
            remedy("./millrace audit " + table.name() + " --repair");
        }
    }

    private void deadLetters() {
        if (snapshot.deadLetters().isEmpty()) {
            return;
        }
        heading("DEAD LETTERS");
        int width = width(snapshot.deadLetters().stream().map(DeadLetters::connector));
        for (DeadLetters each : snapshot.deadLetters()) {
            String count = (each.isMore() ? "more than " : "") + number(each.count());
            lines.add(" ".repeat(INDENTATION)
                    + padded(each.connector(), width)
                    + GAP
                    + (each.count() > 0 || each.isMore() ? text.bad(count) : count)
                    + each.newest()
                            .map(time -> ", the newest " + age(between(time)) + " ago, in topic " + each.topic())
                            .orElse(""));
        }
        if (snapshot.deadLetters().stream().anyMatch(each -> each.count() > 0 || each.isMore())) {
            remedy("./millrace dead-letters list");
        }
    }

    private void marks() {
        if (snapshot.marks().isEmpty()) {
            return;
        }
        heading("TO BE AUDITED");
        snapshot.marks()
                .forEach(each -> each.reasons()
                        .forEach(reason -> paragraph(
                                text.doubtful(each.table()) + GAP,
                                each.table().length() + 2,
                                reason.text() + " (" + reason.since() + ")")));
        remedy("./millrace audit "
                + String.join(
                        " ",
                        snapshot.marks().stream()
                                .map(MarkedTable::table)
                                .distinct()
                                .toList())
                + ", with --repair to mend them; rebuild those that are not read from MySQL");
    }

    private void heading(String title) {
        lines.add("");
        lines.add(text.title(title));
    }

    private void remedy(String remedy) {
        paragraph(GAP + "do: ", 6, remedy);
    }

    /** @param labelWidth of the label as it is seen */
    private void paragraph(String label, int labelWidth, String words) {
        List<String> wrapped = text.wrapped(words, INDENTATION + labelWidth);
        String first = " ".repeat(INDENTATION) + label + wrapped.get(0);
        lines.add(first.stripTrailing());
        wrapped.stream().skip(1).forEach(line -> lines.add(" ".repeat(INDENTATION + labelWidth) + line));
    }

    private Duration between(Instant time) {
        return time.isBefore(snapshot.time()) ? Duration.between(time, snapshot.time()) : Duration.ZERO;
    }

    static String age(Duration age) {
        long seconds = age.toSeconds();
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 2 * 86_400 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static int width(Stream<String> names) {
        return names.mapToInt(String::length).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String aligned(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
