package io.millrace.cassandra;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of the command line, one for each setting and a few more. */
record SnapshotOptions(ParseResult parsed) {
    private static final String CONFIG = "--config";
    private static final String DRY_RUN = "--dry-run";
    private static final String RESTART = "--restart";

    boolean dryRun() {
        return parsed.hasMatchedOption(DRY_RUN);
    }

    boolean restart() {
        return parsed.hasMatchedOption(RESTART);
    }

    /**
     * The settings by key; options take precedence over the configuration file.
     *
     * @throws ConfigurationFaultException when the configuration file cannot be used
     */
    Map<String, String> values(Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        if (parsed.hasMatchedOption(CONFIG)) {
            values.putAll(ConfigurationFile.read(Path.of(parsed.<String>matchedOptionValue(CONFIG, "")), environment));
        }
        for (SnapshotSetting setting : SnapshotSetting.all()) {
            if (parsed.hasMatchedOption(setting.option())) {
                values.put(setting.key(), parsed.matchedOptionValue(setting.option(), ""));
            }
        }
        return values;
    }

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create()
                .name("cassandra-snapshot-task")
                .version("cassandra-snapshot-task "
                        + SnapshotCommand.class.getPackage().getImplementationVersion())
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Shows this help and exits.")
                        .build())
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Shows the version and exits.")
                        .build())
                .addOption(option(
                        CONFIG,
                        "FILE",
                        "Properties file with the settings below. The key of a setting is its option without the leading"
                                + " dashes and with dots in place of the others: --page-size is page.size. ${env:NAME}"
                                + " in a value is replaced by that environment variable. Options take precedence."))
                .addOption(flag(DRY_RUN, "Shows what would be read, without reading or publishing anything."))
                .addOption(flag(RESTART, "Discards the recorded progress and reads everything again."));
        for (SnapshotSetting setting : SnapshotSetting.all()) {
            String defaultText = setting.defaultValue() == null ? "" : " Default: " + setting.defaultValue() + ".";
            spec.addOption(option(setting.option(), setting.label(), setting.documentation() + defaultText));
        }
        spec.usageMessage()
                .width(110)
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .description("Publishes the rows of Cassandra tables to a NATS JetStream stream, as change events of"
                        + " operation SNAPSHOT. Run again, it resumes where it stopped.")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes());
        return spec;
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put(" 0", "complete");
        codes.put(" 1", "complete except for rejected rows, which are in the dead letters");
        codes.put(" 2", "invalid configuration");
        codes.put(" 3", "failed; run it again to resume");
        codes.put(" 4", "interrupted (SIGTERM); run it again to resume");
        return codes;
    }

    private static OptionSpec option(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description.replace("%", "%%"))
                .build();
    }

    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build();
    }
}
