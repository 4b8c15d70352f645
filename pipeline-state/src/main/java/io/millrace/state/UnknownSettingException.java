package io.millrace.state;

/** A setting of a connector has a placeholder whose meaning is not known here. Its server is not asked, and may well answer. */
public final class UnknownSettingException extends StateException {
    private static final long serialVersionUID = 1;

    private final String problem;
    private final String remedy;

    /** @param remedy for a person who runs a command */
    UnknownSettingException(ConfiguredConnector connector, String setting, String remedy) {
        this(
                "Setting " + setting + " of " + connector.name() + " is "
                        + connector.posted().get(setting),
                remedy);
    }

    private UnknownSettingException(String fact, String remedy) {
        super(fact + ", which only the worker knows: " + remedy);
        problem = fact + "; what that means is not known here, so the server was not asked";
        this.remedy = remedy;
    }

    /** Without a remedy, and for a reader of the worker's own page, too. */
    public String problem() {
        return problem;
    }

    /** For a person who runs a command. */
    public String remedy() {
        return remedy;
    }
}
