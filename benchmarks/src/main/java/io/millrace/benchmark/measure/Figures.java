package io.millrace.benchmark.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The measured values of each figure, one per round. */
public final class Figures {
    private final Map<String, Figure> figures = new LinkedHashMap<>();

    private record Figure(String unit, List<Double> values) {}

    /**
     * Adds a figure's value in one round.
     *
     * @param name the figure's name, with the heading under which the table lists it: {@code heading: name}
     */
    public void add(String name, String unit, double value) {
        figures.computeIfAbsent(name, each -> new Figure(unit, new ArrayList<>()))
                .values()
                .add(value);
    }

    public double median(String name) {
        return samples(name).median();
    }

    /** The quotient of two figures' medians. */
    public double quotient(String dividend, String divisor) {
        return median(dividend) / median(divisor);
    }

    /** Lists the figures in the order in which they were first added. */
    public List<Measurement> measurements() {
        return figures.keySet().stream()
                .map(name -> new Measurement(name, figure(name).unit(), samples(name)))
                .toList();
    }

    private Samples samples(String name) {
        return new Samples(figure(name).values());
    }

    private Figure figure(String name) {
        Figure figure = figures.get(name);
        if (figure == null) {
            throw new IllegalArgumentException("There is no figure '" + name + "' among " + figures.keySet());
        }
        return figure;
    }
}
