package io.millrace.local.manticore.sql;

import java.util.regex.Pattern;

/** The pattern of LIKE: {@code %} stands for any text, {@code _} for any character, and neither can be escaped. */
record LikePattern(Pattern pattern) {
    static final LikePattern ANYTHING = of("%");

    static LikePattern of(String like) {
        StringBuilder regex = new StringBuilder();
        for (char c : like.toCharArray()) {
            regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return new LikePattern(Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL));
    }

    boolean matches(String text) {
        return pattern.matcher(text).matches();
    }
}
