package io.millrace.command.letters;

import io.millrace.command.console.CommandException;
import io.millrace.state.letters.LetterId;
import io.millrace.state.letters.ReportedLetter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The arguments that say which letters; a picocli mixin. */
final class LetterSelection {
    @Spec(Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "LETTER", arity = "0..*", description = "The letters, as list names them: sink-0-12.")
    private List<String> names = List.of();

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "All letters of a table, named as in the list: mysql.shop.orders, or shop.orders.")
    private @Nullable String table;

    @Option(names = "--reason", paramLabel = "TEXT", description = "All letters whose reason contains this text.")
    private @Nullable String reason;

    @Option(names = "--all", description = "All letters.")
    private boolean all;

    /** The letters that are meant, in the order of the list. */
    List<ReportedLetter> of(List<ReportedLetter> open) {
        if (names.isEmpty() && table == null && reason == null && !all) {
            throw new ParameterException(
                    spec.commandLine(), "Say which letters: by name, with --table, with --reason, or --all.");
        }
        Set<LetterId> wanted = new LinkedHashSet<>();
        for (String name : names) {
            Optional<LetterId> id = LetterId.parse(name);
            wanted.add(id.orElseThrow(() -> new ParameterException(
                    spec.commandLine(), "'" + name + "' names no letter; list shows their names, such as sink-0-12.")));
        }
        List<ReportedLetter> found = open.stream()
                .filter(letter -> names.isEmpty() || wanted.contains(letter.id()))
                .filter(this::matches)
                .toList();
        found.forEach(letter -> wanted.remove(letter.id()));
        if (!wanted.isEmpty()) {
            throw new CommandException("There is no open letter "
                    + wanted.stream().map(LetterId::toString).collect(Collectors.joining(", "))
                    + "; ./millrace dead-letters list shows those that are open");
        }
        return found;
    }

    private boolean matches(ReportedLetter letter) {
        return (table == null || letter.table().equals(table) || letter.table().endsWith("." + table))
                && (reason == null || letter.reason().contains(reason));
    }
}
