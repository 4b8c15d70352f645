package io.millrace.state.applied;

import java.util.Optional;

/**
 * How far a stage is.
 *
 * @param missing what it has yet to do; empty if it is done
 * @param mark changes when the stage moves
 */
record StageProgress(Optional<String> missing, String mark) {
    static StageProgress done() {
        return new StageProgress(Optional.empty(), "");
    }

    static StageProgress waiting(String missing, String mark) {
        return new StageProgress(Optional.of(missing), mark);
    }
}
