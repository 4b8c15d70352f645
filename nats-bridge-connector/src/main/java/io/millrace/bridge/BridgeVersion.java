package io.millrace.bridge;

import java.util.Optional;

/** The version of the jar the plug-in was loaded from. */
final class BridgeVersion {
    private BridgeVersion() {}

    static String read() {
        return Optional.ofNullable(BridgeVersion.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
