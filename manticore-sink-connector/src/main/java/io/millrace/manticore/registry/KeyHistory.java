package io.millrace.manticore.registry;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.nats.FormerKey;
import io.millrace.nats.TableEntry;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Tells a key whose columns were renamed, which changes no document, from one that was redefined. */
final class KeyHistory {
    private final KeyShape current;
    private final List<FormerKey> former;

    /** How the key of an event compares with the one that the table has. */
    enum Verdict {
        SAME,
        /** Of the time before the columns were renamed. */
        FORMER,
        RENAMED,
        REDEFINED,
        /** The event does not show what became of the old columns. */
        UNCLEAR
    }

    KeyHistory(TableEntry entry) {
        this.current = new KeyShape(entry.getKeyList());
        this.former = entry.getFormerKeyList();
    }

    /** @param hadColumn whether the index had a column before the event, by its name in the source */
    Verdict judge(ChangeEvent event, Predicate<String> hadColumn) {
        KeyShape shape = KeyShape.of(event.getKey());
        if (!shape.hasKindsOf(current)) {
            return Verdict.REDEFINED;
        }
        List<String> names = shape.names();
        if (names.equals(current.names())) {
            return Verdict.SAME;
        }
        boolean known = former.stream().anyMatch(key -> key.getNameList().equals(names));
        if (!event.hasAfter()) {
            return known ? Verdict.FORMER : Verdict.UNCLEAR;
        }
        if (stillHas(event, names)) {
            return Verdict.REDEFINED;
        }
        if (known) {
            return Verdict.FORMER;
        }
        return wasThere(names, hadColumn) ? Verdict.REDEFINED : Verdict.RENAMED;
    }

    /** Whether a column that was part of the key is one of the row beside the new key. */
    private boolean stillHas(ChangeEvent event, List<String> names) {
        Set<String> row =
                event.getAfter().getColumnsList().stream().map(Column::getName).collect(Collectors.toSet());
        for (int i = 0; i < names.size(); i++) {
            String old = current.names().get(i);
            if (!old.equals(names.get(i)) && row.contains(old)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a column of the new key was one beside the old key before. */
    private boolean wasThere(List<String> names, Predicate<String> hadColumn) {
        return names.stream()
                .anyMatch(name -> !current.names().contains(name)
                        && hadColumn.test(name)
                        && former.stream().noneMatch(key -> key.getNameList().contains(name)));
    }
}
