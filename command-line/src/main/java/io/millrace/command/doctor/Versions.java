package io.millrace.command.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares version numbers as servers give them. */
final class Versions {
    private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*", Pattern.DOTALL);

    private Versions() {}

    /** Whether a version is older; a text that is no version number is not. */
    static boolean isBefore(String version, int major, int minor) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            return false;
        }
        int ownMajor = Integer.parseInt(matcher.group(1));
        return ownMajor < major || ownMajor == major && Integer.parseInt(matcher.group(2)) < minor;
    }
}
