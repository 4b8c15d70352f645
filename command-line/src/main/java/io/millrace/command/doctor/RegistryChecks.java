package io.millrace.command.doctor;

import io.millrace.nats.AuditMark;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRebuild;
import io.millrace.nats.TableState;
import java.util.List;

/** Checks what the sinks and the bridge have noted about tables in the state bucket. */
final class RegistryChecks {
    private final Diagnosis.Findings findings;

    RegistryChecks(Diagnosis.Findings findings) {
        this.findings = findings;
    }

    void tables(List<TableEntry> tables) {
        for (TableEntry table : tables) {
            if (table.hasRebuild()) {
                rebuild(table);
            }
            if (table.getState() == TableState.SET_ASIDE) {
                findings.error(
                        "set-aside",
                        table.getSource() + "." + table.getDatabase() + "." + table.getTable() + " is set aside since "
                                + table.getSince() + ": " + table.getReason(),
                        table.getSink() + " passes over its events; the index keeps the rows as they were",
                        "Do what the message says; docs/operations.md, Tables that are set aside");
            }
        }
    }

    private void rebuild(TableEntry table) {
        boolean held = TableRebuild.isHeld(table);
        findings.add(
                held || !table.getRebuild().getFault().isEmpty() ? Severity.WARNING : Severity.NOTE,
                "rebuild",
                table.getSource() + "." + table.getDatabase() + "." + table.getTable() + " is being rebuilt since "
                        + table.getRebuild().getSince()
                        + (table.getRebuild().getFault().isEmpty()
                                ? ""
                                : ": " + table.getRebuild().getFault()),
                held
                        ? "Its changes are held back until the tables are switched"
                        : "Each of its changes is written to two tables",
                "Unless ./millrace rebuild is running: run it again to continue, or with --abort to end it;"
                        + " docs/rebuild.md");
    }

    void marks(List<AuditMark> marks) {
        for (AuditMark mark : marks) {
            String name = mark.getDatabase() + "." + mark.getTable();
            mark.getReasonList()
                    .forEach(reason -> findings.warning(
                            "to-be-audited",
                            mark.getSource() + "." + name + " may differ from its source since " + reason.getTime()
                                    + ": " + reason.getText(),
                            "Something happened that the pipeline cannot follow",
                            "./millrace audit " + name
                                    + ", with --repair to mend it; one that is not read from MySQL: ./millrace rebuild "
                                    + name));
        }
    }
}
