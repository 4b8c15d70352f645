package io.millrace.fault.pipeline;

import io.millrace.local.MySqlServer;
import io.millrace.local.MySqlVersion;
import java.util.OptionalInt;

/**
 * What differs between runs.
 *
 * @param gtids whether MySQL has {@code gtid_mode=ON}; its own default is OFF
 * @param allTables whether there are also tables that are altered, harmed, very wide, or have a binary key
 * @param application whether an application publishes events of its own
 * @param smallTables how many small tables there are beside the others
 * @param smallDisks whether disks can be filled
 * @param fakeClock whether MySQL's clock can be set back
 * @param rate how many transactions are written a second, steadily; empty for bursts and pauses
 */
public record Setup(
        MySqlVersion mysql,
        boolean gtids,
        boolean allTables,
        boolean application,
        int smallTables,
        boolean smallDisks,
        boolean fakeClock,
        OptionalInt rate) {
    /** The one that takes least time. */
    public static final Setup PLAIN =
            new Setup(MySqlVersion.V9_7, true, false, false, 0, false, false, OptionalInt.empty());

    private static final int SMALL_TABLES = 100;

    /** The same seed has the same. */
    public static Setup of(long seed, boolean smallDisks, boolean fakeClock, OptionalInt rate) {
        return new Setup(
                seed % 3 == 0 ? MySqlVersion.V8_0 : MySqlVersion.V9_7,
                seed % 2 == 0,
                true,
                true,
                seed % 5 == 0 ? SMALL_TABLES : 0,
                smallDisks,
                fakeClock,
                rate);
    }

    MySqlServer.Options mysqlOptions() {
        MySqlServer.Options options = MySqlServer.Options.DEFAULT.withVersion(mysql);
        return gtids ? options : options.withSettings("--gtid-mode=OFF", "--enforce-gtid-consistency=OFF");
    }

    @Override
    public String toString() {
        return "MySQL %s, gtid_mode=%s, %d small tables, transactions %s"
                .formatted(
                        mysql == MySqlVersion.V8_0 ? "8.0" : "9.7",
                        gtids ? "ON" : "OFF",
                        smallTables,
                        rate.isPresent() ? "at " + rate.getAsInt() + " a second" : "in bursts");
    }
}
