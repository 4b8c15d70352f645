package io.millrace.manticore.encoding;

import io.millrace.manticore.document.JsonBuffer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Well-known binary (OGC 06-103r4) as GeoJSON, with its SRID when it has one. */
final class GeoJson {
    private static final String[] TYPES = {
        "", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"
    };
    private static final int POINT = 1;
    private static final int LINE = 2;
    private static final int POLYGON = 3;
    private static final int MULTI_POINT = 4;
    private static final int COLLECTION = 7;

    private final JsonBuffer out;
    private final JsonLimits limits;

    GeoJson(JsonBuffer out, JsonLimits limits) {
        this.out = out;
        this.limits = limits;
    }

    void append(SourceValue geometry) throws UnfitValueException {
        String srid =
                geometry.srid().isPresent() ? "\"srid\":" + geometry.srid().getAsInt() + "," : "";
        ByteBuffer wkb = ByteBuffer.wrap(geometry.bytesValue());
        try {
            geometry(wkb, srid);
        } catch (BufferUnderflowException e) {
            throw new UnfitValueException("the geometry ends too early");
        }
        if (wkb.hasRemaining()) {
            throw new UnfitValueException("the geometry has " + wkb.remaining() + " bytes too many");
        }
    }

    private void geometry(ByteBuffer wkb, String first) throws UnfitValueException {
        limits.enter();
        int type = header(wkb);
        out.append('{').append(first).append("\"type\":\"").append(TYPES[type]).append("\",");
        if (type == COLLECTION) {
            out.append("\"geometries\":[");
            repeat(wkb, () -> geometry(wkb, ""));
            out.append(']');
        } else {
            out.append("\"coordinates\":");
            coordinates(wkb, type);
        }
        out.append('}');
        limits.leave();
    }

    private void coordinates(ByteBuffer wkb, int type) throws UnfitValueException {
        if (type == POINT) {
            point(wkb);
            return;
        }
        limits.enter();
        out.append('[');
        switch (type) {
            case LINE -> repeat(wkb, () -> point(wkb));
            case POLYGON -> repeat(wkb, () -> coordinates(wkb, LINE));
            default -> repeat(wkb, () -> part(wkb, type));
        }
        out.append(']');
        limits.leave();
    }

    private void part(ByteBuffer wkb, int multi) throws UnfitValueException {
        int type = header(wkb);
        if (type != multi - (MULTI_POINT - POINT)) {
            throw new UnfitValueException("the geometry has a part of another kind");
        }
        coordinates(wkb, type);
    }

    private void point(ByteBuffer wkb) throws UnfitValueException {
        out.append('[');
        number(wkb.getDouble());
        out.append(',');
        number(wkb.getDouble());
        out.append(']');
    }

    private void number(double value) throws UnfitValueException {
        limits.node();
        out.append(Double.isFinite(value) ? Double.toString(value) : "null");
    }

    /** Reads the byte order, which holds for what follows, and the type. */
    private static int header(ByteBuffer wkb) throws UnfitValueException {
        wkb.order(wkb.get() == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int type = wkb.getInt();
        if (type < POINT || type > COLLECTION) {
            throw new UnfitValueException("the geometry is of a kind (" + type + ") that GeoJSON does not have");
        }
        return type;
    }

    private void repeat(ByteBuffer wkb, GeometryPart part) throws UnfitValueException {
        int count = wkb.getInt();
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.append(',');
            }
            part.append();
        }
    }

    private interface GeometryPart {
        void append() throws UnfitValueException;
    }
}
