package io.millrace.command.doctor;

import io.millrace.nats.AuditMark;
import io.millrace.nats.TableEntry;
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

    void marks(List<AuditMark> marks) {
        for (AuditMark mark : marks) {
            mark.getReasonList()
                    .forEach(reason -> findings.warning(
                            "to-be-audited",
                            mark.getSource() + "." + mark.getDatabase() + "." + mark.getTable()
                                    + " may differ from its source since " + reason.getTime() + ": " + reason.getText(),
                            "Something happened that the pipeline cannot follow",
                            "Compare the table with its source, or read it again: docs/mapping.md, Rebuild"));
        }
    }
}
