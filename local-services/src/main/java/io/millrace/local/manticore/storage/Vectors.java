package io.millrace.local.manticore.storage;

/** Arithmetic of vectors. */
public final class Vectors {
    private static final float NEVER_ZERO = 1e-30f;

    private Vectors() {}

    /** The vector of length 1 in the same direction. */
    public static float[] normalized(float[] vector) {
        float squares = 0;
        for (float component : vector) {
            squares += component * component;
        }
        float factor = 1 / ((float) Math.sqrt(squares) + NEVER_ZERO);
        float[] normalized = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            normalized[i] = vector[i] * factor;
        }
        return normalized;
    }
}
