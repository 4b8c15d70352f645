package io.millrace.bridge;

import java.util.Optional;

/** The version of the jar the plug-in was loaded from. */
final class PluginVersion {
    private PluginVersion() {}

    static String read() {
        return Optional.ofNullable(PluginVersion.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
