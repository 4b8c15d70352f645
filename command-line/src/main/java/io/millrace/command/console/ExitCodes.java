package io.millrace.command.console;

/** What the exit codes of all commands mean; each command's help says which it uses. */
public final class ExitCodes {
    /** Done, and all is as it should be. */
    public static final int OK = 0;
    /** Done, but something is not as it should be: source and index are not equal, or there are warnings. */
    public static final int DIFFERENT = 1;
    /** An unknown command or option, or a missing argument. */
    public static final int USAGE = 2;
    /** Could not be done, or something does not work; the message says why. */
    public static final int FAILED = 3;

    private ExitCodes() {}
}
