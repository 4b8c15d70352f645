package io.millrace.endtoend.deploy;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Finds the fields that a resource's schema does not have: its classes keep them apart instead of refusing them. */
final class UnknownFields {
    private final List<String> found = new ArrayList<>();

    private UnknownFields() {}

    /** The paths of unknown fields in a resource. */
    static List<String> of(Object resource) throws ReflectiveOperationException {
        UnknownFields fields = new UnknownFields();
        fields.visit("", resource);
        return fields.found;
    }

    private void visit(String path, Object value) throws ReflectiveOperationException {
        if (value instanceof Collection<?> elements) {
            int index = 0;
            for (Object element : elements) {
                visit(path + '[' + index++ + ']', element);
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                visit(path + '.' + entry.getKey(), entry.getValue());
            }
        } else if (isModel(value)) {
            visitFields(path, value);
        }
    }

    private void visitFields(String path, Object model) throws ReflectiveOperationException {
        for (Method method : model.getClass().getMethods()) {
            if (!method.getName().startsWith("get") || method.getParameterCount() > 0 || method.isSynthetic()) {
                continue;
            }
            if (method.getName().equals("getAdditionalProperties")) {
                ((Map<?, ?>) method.invoke(model)).keySet().forEach(name -> found.add(path + '.' + name));
            } else if (method.getDeclaringClass() != Object.class) {
                Object value = method.invoke(model);
                if (value != null) {
                    visit(path + '.' + method.getName().substring("get".length()), value);
                }
            }
        }
    }

    private static boolean isModel(Object value) {
        return !(value instanceof Enum<?>)
                && value.getClass().getPackageName().matches("io\\.(fabric8\\.(kubernetes|openshift)|strimzi)\\.api.*");
    }
}
