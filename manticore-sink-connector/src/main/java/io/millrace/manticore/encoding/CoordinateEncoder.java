package io.millrace.manticore.encoding;

import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The latitude or the longitude of a point as float, for GEODIST. MySQL stores the longitude first, whatever the axis
 * order of the reference system is.
 */
final class CoordinateEncoder implements ValueEncoder {
    private static final int POINT = 1;
    private static final int POINT_BYTES = 1 + Integer.BYTES + 2 * Double.BYTES;

    private final int offset;

    private CoordinateEncoder(int offset) {
        this.offset = offset;
    }

    static CoordinateEncoder latitude() {
        return new CoordinateEncoder(POINT_BYTES - Double.BYTES);
    }

    static CoordinateEncoder longitude() {
        return new CoordinateEncoder(POINT_BYTES - 2 * Double.BYTES);
    }

    @Override
    public boolean takes(Type type) {
        return type == Type.GEOMETRY;
    }

    @Override
    public void encode(SourceValue value, JsonBuffer out) throws UnfitValueException {
        ByteBuffer wkb = ByteBuffer.wrap(value.bytesValue());
        if (wkb.remaining() != POINT_BYTES) {
            throw new UnfitValueException("the geometry is no point");
        }
        wkb.order(wkb.get(0) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        if (wkb.getInt(1) != POINT) {
            throw new UnfitValueException("the geometry is no point");
        }
        FloatEncoder.append((float) wkb.getDouble(offset), out);
    }

    @Override
    public String empty() {
        return "0";
    }
}
