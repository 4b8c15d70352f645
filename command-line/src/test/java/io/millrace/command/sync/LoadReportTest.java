package io.millrace.command.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.command.console.CommandException;
import io.millrace.command.console.StepOutput;
import io.millrace.command.pipeline.ManticoreSinkSettings;
import io.millrace.state.JsonHttpClient;
import io.millrace.state.ManticoreIndex;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class LoadReportTest {
    @Test
    void tablesThatCannotBeComparedAreNotEqual() throws Exception {
        StringWriter printed = new StringWriter();
        LoadReport report = new LoadReport(
                new StepOutput(new PrintWriter(printed, true), InitialSync.STEPS),
                () -> {
                    throw new CommandException("The source connector has transforms");
                },
                new ManticoreIndex(new JsonHttpClient("http://127.0.0.1:1")),
                new ManticoreSinkSettings(JsonNodeFactory.instance.objectNode()));

        assertThat(report.printMySql()).isFalse();
        assertThat(printed.toString())
                .contains("The tables in MySQL could not be compared: The source connector has transforms");
    }
}
