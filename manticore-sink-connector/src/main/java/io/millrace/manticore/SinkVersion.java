package io.millrace.manticore;

import java.util.Objects;

/** The version in the manifest of this jar. */
final class SinkVersion {
    private SinkVersion() {}

    static String text() {
        return Objects.requireNonNullElse(SinkVersion.class.getPackage().getImplementationVersion(), "unpackaged");
    }
}
