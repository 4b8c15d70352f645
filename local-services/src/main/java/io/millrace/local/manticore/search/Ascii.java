package io.millrace.local.manticore.search;

/** Case of ASCII letters only. */
final class Ascii {
    private Ascii() {}

    static String lower(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] >= 'A' && chars[i] <= 'Z') {
                chars[i] += 'a' - 'A';
            }
        }
        return new String(chars);
    }
}
