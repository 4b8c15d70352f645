package io.millrace.fault.pipeline;

import io.millrace.local.MySqlServer;

/**
 * What differs between runs.
 *
 * @param gtids whether MySQL has {@code gtid_mode=ON}; its own default is OFF
 * @param allTables whether there are also tables that are altered, harmed, very wide, or have a binary key
 * @param smallDisks whether Manticore's disk can be filled
 */
public record Setup(boolean gtids, boolean allTables, boolean smallDisks) {
    /** The one that takes least time. */
    public static final Setup PLAIN = new Setup(true, false, false);

    /** The same seed has the same. */
    public static Setup of(long seed, boolean smallDisks) {
        return new Setup(seed % 2 == 0, true, smallDisks);
    }

    MySqlServer.Options mysqlOptions() {
        MySqlServer.Options options = MySqlServer.Options.DEFAULT;
        return gtids ? options : options.withSettings("--gtid-mode=OFF", "--enforce-gtid-consistency=OFF");
    }

    @Override
    public String toString() {
        return "gtid_mode=" + (gtids ? "ON" : "OFF");
    }
}
