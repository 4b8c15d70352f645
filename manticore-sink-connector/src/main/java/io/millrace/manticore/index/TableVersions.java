package io.millrace.manticore.index;

/** What one partition knows about the versions in a table. */
final class TableVersions {
    private final String name;
    private boolean exists;
    private long watermark;
    private long truncatedAt;

    /** @param watermark the highest version that anyone has written to the table, as document or as tombstone */
    TableVersions(String name, boolean exists, long watermark) {
        this.name = name;
        this.exists = exists;
        this.watermark = watermark;
    }

    String name() {
        return name;
    }

    boolean exists() {
        return exists;
    }

    void exists(boolean now) {
        exists = now;
    }

    /** No row of this partition has a higher version. */
    long watermark() {
        return watermark;
    }

    void wrote(long version) {
        watermark = Math.max(watermark, version);
    }

    /** Rows with a lower version are gone; 0 when the table was never truncated. */
    long truncatedAt() {
        return truncatedAt;
    }

    /** The table was truncated at this version; returns whether that was unknown. */
    boolean truncated(long version) {
        boolean unknown = version > truncatedAt;
        truncatedAt = Math.max(truncatedAt, version);
        return unknown;
    }
}
