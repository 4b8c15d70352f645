package io.millrace.fault.nemesis;

import io.millrace.local.ManticoreServer;
import io.millrace.local.Service;
import java.util.List;

/** A disk without any room, which is given back. */
final class FullDisks {
    private FullDisks() {}

    static List<FaultKind> all() {
        // A searchd can crash on a full tmpfs, where its files are mapped into memory.
        return ManticoreServer.isStandIn() ? List.of(manticore()) : List.of();
    }

    private static FaultKind manticore() {
        return new FaultKind("fill-disk-manticore", "manticore", pipeline -> new Fault() {
                    @Override
                    public void begin() throws Exception {
                        pipeline.diskOf(Service.MANTICORE).fill();
                    }

                    @Override
                    public void end() throws Exception {
                        pipeline.diskOf(Service.MANTICORE).free();
                    }
                })
                .needing(Need.SMALL_DISKS);
    }
}
