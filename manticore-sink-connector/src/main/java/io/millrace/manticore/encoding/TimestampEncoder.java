package io.millrace.manticore.encoding;

import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;

/**
 * For timestamp: whole seconds from 1970 to 2106, always sent as a number, since Manticore ignores zones in text and
 * reads what it does not understand as 1970. Parts of a second are dropped.
 */
final class TimestampEncoder implements ValueEncoder {
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long GREATEST = 0xffff_ffffL;

    @Override
    public boolean takes(Type type) {
        return switch (type) {
            case DATE, DATETIME, TIMESTAMP -> true;
            default -> false;
        };
    }

    /** A whole number counts as seconds. */
    @Override
    public boolean converts(Type type) {
        return takes(type) || ExactInteger.possible(type);
    }

    @Override
    public void encode(SourceValue value, JsonBuffer out) throws UnfitValueException {
        long seconds = switch (value.type()) {
            case DATE -> Math.multiplyExact(value.longValue(), SECONDS_PER_DAY);
            case DATETIME, TIMESTAMP -> Math.floorDiv(value.longValue(), MICROS_PER_SECOND);
            default -> ExactInteger.of(value);
        };
        if (seconds < 0 || seconds > GREATEST) {
            throw new UnfitValueException(
                    "the time is before 1970 or after 2106-02-07; retype the column as bigint," + " or as string");
        }
        out.number(seconds);
    }

    @Override
    public String empty() {
        return "0";
    }
}
