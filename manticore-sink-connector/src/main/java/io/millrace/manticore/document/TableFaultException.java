package io.millrace.manticore.document;

/** One table cannot be followed until a person changes something; the message says what. */
public final class TableFaultException extends IndexFaultException {
    private final String table;

    /** @param table in Manticore */
    public TableFaultException(String table, String message) {
        super(message);
        this.table = table;
    }

    public TableFaultException(String table, String message, Throwable cause) {
        super(message, cause);
        this.table = table;
    }

    /** The table in Manticore. */
    public String table() {
        return table;
    }
}
