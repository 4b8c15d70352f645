package io.millrace.fault.nemesis;

import java.util.ArrayList;
import java.util.List;

/** Looks for fewer faults of a schedule that still make a run fail. */
public final class Shrinker {
    private Shrinker() {}

    /** Runs a schedule. */
    public interface Run {
        /** Whether something was found. */
        boolean fails(Schedule schedule) throws Exception;
    }

    /**
     * Leaves out parts, the largest first, as long as the rest fails; so no single fault of what it returns can be left out,
     * if runs of one schedule always end alike.
     *
     * @param failing a schedule that has failed
     */
    public static Schedule shrink(Schedule failing, Run run) throws Exception {
        List<PlannedFault> faults = failing.faults();
        int part = Math.max(1, faults.size() / 2);
        while (faults.size() > 1) {
            boolean shorter = false;
            for (int from = 0; from < faults.size() && faults.size() > 1; ) {
                List<PlannedFault> rest = without(faults, from, part);
                if (!rest.isEmpty() && run.fails(new Schedule(rest))) {
                    faults = rest;
                    shorter = true;
                } else {
                    from += part;
                }
            }
            if (part == 1 && !shorter) {
                break;
            }
            part = Math.max(1, part / 2);
        }
        return new Schedule(faults);
    }

    private static List<PlannedFault> without(List<PlannedFault> faults, int from, int part) {
        List<PlannedFault> rest = new ArrayList<>(faults.subList(0, from));
        rest.addAll(faults.subList(Math.min(faults.size(), from + part), faults.size()));
        return rest;
    }
}
