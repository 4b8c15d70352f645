package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.ColumnType;
import io.millrace.local.manticore.storage.Row;
import io.millrace.local.manticore.storage.Schema;
import io.millrace.local.manticore.storage.Vectors;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The rows whose vectors are nearest to one.
 *
 * @param wanted how many are asked for; three times as many are found, as Manticore does before it looks closer
 */
public record Nearest(String column, int wanted, float[] target) implements Condition {
    private static final int OVERSAMPLING = 3;

    /** Holds for every row that has a vector; which are the nearest is known only when all were seen. */
    @Override
    public RowPredicate bind(Schema schema) throws SearchException {
        Column vectors = vectors(schema);
        return row -> row.vector(vectors).length == target.length;
    }

    @Override
    public Optional<Nearest> nearest() {
        return Optional.of(this);
    }

    int found() {
        return wanted * OVERSAMPLING;
    }

    ToDoubleFunction<Row> distance(Schema schema) throws SearchException {
        Column vectors = vectors(schema);
        if (vectors.options().contains("'L2'")) {
            return row -> squaredDifference(row.vector(vectors));
        }
        float[] direction = vectors.options().contains("'COSINE'") ? Vectors.normalized(target) : target;
        return row -> 1 - product(row.vector(vectors), direction);
    }

    private Column vectors(Schema schema) throws SearchException {
        return schema.column(column)
                .filter(found -> found.type() == ColumnType.FLOAT_VECTOR)
                .filter(found -> found.dimensions().isPresent())
                .orElseThrow(() -> new SearchException("KNN search error: no KNN attribute '" + column + "'"));
    }

    private float squaredDifference(float[] vector) {
        float sum = 0;
        for (int i = 0; i < vector.length; i++) {
            float difference = vector[i] - target[i];
            sum += difference * difference;
        }
        return sum;
    }

    private static float product(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
