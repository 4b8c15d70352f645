package io.millrace.event;

import com.google.protobuf.ByteString;
import java.math.BigDecimal;
import java.math.BigInteger;

/** {@link Decimal} from and to Java's own. */
public final class Decimals {
    private Decimals() {}

    public static Decimal of(BigDecimal value) {
        return Decimal.newBuilder()
                .setUnscaled(ByteString.copyFrom(value.unscaledValue().toByteArray()))
                .setScale(value.scale())
                .build();
    }

    public static BigDecimal toBigDecimal(Decimal decimal) {
        BigInteger unscaled = decimal.getUnscaled().isEmpty()
                ? BigInteger.ZERO
                : new BigInteger(decimal.getUnscaled().toByteArray());
        return new BigDecimal(unscaled, decimal.getScale());
    }
}
