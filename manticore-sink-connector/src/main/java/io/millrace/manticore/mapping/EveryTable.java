package io.millrace.manticore.mapping;

import io.millrace.event.ChangeEvent;
import io.millrace.event.SourceTable;
import io.millrace.manticore.document.TableFaultException;
import java.util.Map;

/** Admits every table and remembers nothing; a fault is thrown. For programs that map events on their own. */
public class EveryTable implements TableAdmission {
    @Override
    public boolean admits(SourceTable table, int partition) {
        return true;
    }

    @Override
    public void claim(SourceTable table) {}

    /** They follow from the row alone. */
    @Override
    public Map<String, String> nameColumns(SourceTable table, Map<String, String> names) {
        return names;
    }

    @Override
    public boolean acceptsKey(SourceTable table, ChangeEvent event) {
        return true;
    }

    @Override
    public void setAside(SourceTable table, TableFaultException fault) {
        throw fault;
    }

    @Override
    public void passOver(SourceTable table, int partition, long sequence) {
        throw new IllegalStateException("No table is set aside");
    }
}
