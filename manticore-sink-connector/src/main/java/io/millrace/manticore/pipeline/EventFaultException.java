package io.millrace.manticore.pipeline;

/** An event cannot be applied, and that is not tolerated. */
public final class EventFaultException extends RuntimeException {
    EventFaultException(Output.DeadLetter letter) {
        super("The event at subject " + letter.event().subject() + ", sequence " + letter.sequence()
                + ", cannot be applied: " + letter.reason()
                + ". Correct the mapping, or set errors.tolerance to all and a dead.letter.topic to set such events"
                + " aside");
    }
}
