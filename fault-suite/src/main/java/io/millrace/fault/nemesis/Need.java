package io.millrace.fault.nemesis;

import io.millrace.fault.pipeline.SmallDisk;
import io.millrace.local.FakeClock;
import java.util.Optional;
import java.util.function.Supplier;

/** What a kind of fault needs that not every machine has. */
public enum Need {
    NOTHING(Optional::empty),
    /** The pipeline is to be started with a {@link SmallDisk} for each server that can have one. */
    SMALL_DISKS(SmallDisk::obstacle),
    /** MySQL is to be started with a {@link FakeClock}. */
    FAKE_CLOCK(FakeClock::obstacle);

    private final Supplier<Optional<String>> obstacle;

    Need(Supplier<Optional<String>> obstacle) {
        this.obstacle = obstacle;
    }

    /** Why this machine lacks it; empty if it does not. */
    Optional<String> obstacle() {
        return obstacle.get();
    }
}
