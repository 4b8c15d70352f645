package io.millrace.manticore.pipeline;

/** An event that could not be applied, where that is not tolerated. */
public final class EventFaultException extends RuntimeException {
    EventFaultException(Output.DeadLetter letter) {
        super("The event at subject " + letter.delivery().subject() + ", sequence " + letter.sequence()
                + ", cannot be applied: " + letter.reason()
                + ". Put the mapping right, or set errors.tolerance to all and a dead.letter.topic to have such events set"
                + " aside");
    }
}
