package io.millrace.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * What a worker says about a connector's configuration.
 *
 * @param failure why the worker or the plug-in could not check it, otherwise empty
 * @param values the settings that the plug-in knows, with the worker's placeholders resolved; those of type PASSWORD
 *     are left out
 * @param faults by setting
 */
public record ConfigurationCheck(String failure, Map<String, String> values, Map<String, List<String>> faults) {
    private static final String HIDDEN = "[hidden]";

    static ConfigurationCheck of(JsonHttpClient.Answer answer) {
        Map<String, String> values = new TreeMap<>();
        Map<String, List<String>> faults = new TreeMap<>();
        for (JsonNode config : answer.body().path("configs")) {
            JsonNode setting = config.path("value");
            String name = setting.path("name").asText();
            String value = setting.path("value").asText();
            if (setting.path("value").isTextual() && !value.equals(HIDDEN)) {
                values.put(name, value);
            }
            List<String> errors = StreamSupport.stream(setting.path("errors").spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
            if (!errors.isEmpty()) {
                faults.put(name, errors);
            }
        }
        String failure = answer.status() < 300
                ? ""
                : "HTTP " + answer.status() + " "
                        + answer.body().path("message").asText();
        return new ConfigurationCheck(failure, values, faults);
    }
}
