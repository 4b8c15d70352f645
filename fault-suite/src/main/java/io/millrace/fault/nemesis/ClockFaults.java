package io.millrace.fault.nemesis;

import io.millrace.fault.pipeline.TestedPipeline;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** MySQL's clock is set back for a while: what is committed meanwhile has earlier times than what came before. */
final class ClockFaults {
    /** Longer than anything that could be taken for a slow statement. */
    private static final Duration BACK = Duration.ofSeconds(90);

    private static final long LOOK_EVERY_MS = 200;

    private ClockFaults() {}

    static List<FaultKind> all() {
        return List.of(new FaultKind("set-back-clock-mysql", "clock", pipeline -> new Fault() {
                    @Override
                    public void begin() throws Exception {
                        pipeline.clockOfMysql().setBack(BACK);
                        awaitBehind(pipeline);
                    }

                    @Override
                    public void end() throws Exception {
                        pipeline.clockOfMysql().setRight();
                    }
                })
                .needing(Need.FAKE_CLOCK));
    }

    /** Until MySQL has noticed, which may be down at this moment. */
    private static void awaitBehind(TestedPipeline pipeline) throws Exception {
        Instant deadline = Instant.now().plus(TestedPipeline.PATIENCE);
        while (!isBehind(pipeline)) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("MySQL does not notice that its clock was set back");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        }
    }

    private static boolean isBehind(TestedPipeline pipeline) {
        try (Connection connection = pipeline.mysql();
                Statement statement = connection.createStatement();
                ResultSet now = statement.executeQuery("SELECT UNIX_TIMESTAMP()")) {
            now.next();
            return now.getLong(1) < Instant.now().minus(BACK.dividedBy(2)).getEpochSecond();
        } catch (SQLException e) {
            return false;
        }
    }
}
