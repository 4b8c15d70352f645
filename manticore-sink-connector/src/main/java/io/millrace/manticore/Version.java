package io.millrace.manticore;

import java.util.Objects;

/** The version in the manifest of this jar. */
final class Version {
    private Version() {}

    static String text() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "unpackaged");
    }
}
