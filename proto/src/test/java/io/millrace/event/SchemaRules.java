package io.millrace.event;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Finds where a schema breaks with a published one, by the rules at the top of change_event.proto. */
final class SchemaRules {
    private final List<String> breaches = new ArrayList<>();

    private SchemaRules() {}

    /** What the later schema must not have done; empty when readers and writers of both understand each other. */
    static List<String> breaches(FileDescriptorProto published, FileDescriptorProto later) {
        SchemaRules rules = new SchemaRules();
        rules.requireSame("file", "package", published.getPackage(), later.getPackage());
        rules.requireSame("file", "syntax", published.getSyntax(), later.getSyntax());
        rules.requireSame("file", "options", published.getOptions(), later.getOptions());
        rules.compareMessages("", published.getMessageTypeList(), later.getMessageTypeList());
        rules.compareEnums("", published.getEnumTypeList(), later.getEnumTypeList());
        return rules.breaches;
    }

    private void compareMessages(String scope, List<DescriptorProto> published, List<DescriptorProto> later) {
        for (DescriptorProto message : published) {
            String name = scope + message.getName();
            Optional<DescriptorProto> now = later.stream()
                    .filter(candidate -> candidate.getName().equals(message.getName()))
                    .findFirst();
            now.ifPresentOrElse(
                    found -> compareMessage(name, message, found), () -> breaches.add("message " + name + " is gone"));
        }
    }

    private void compareMessage(String name, DescriptorProto published, DescriptorProto later) {
        for (FieldDescriptorProto field : published.getFieldList()) {
            String what = name + " field " + field.getNumber() + " '" + field.getName() + "'";
            Optional<FieldDescriptorProto> now = later.getFieldList().stream()
                    .filter(candidate -> candidate.getNumber() == field.getNumber())
                    .findFirst();
            if (now.isEmpty()) {
                requireReserved(what, later, field.getNumber(), field.getName());
            } else {
                compareField(what, field, now.get());
                requireSame(what, "oneof", oneofOf(published, field), oneofOf(later, now.get()));
            }
        }
        published
                .getReservedRangeList()
                .forEach(range -> IntStream.range(range.getStart(), range.getEnd())
                        .filter(number -> !isReserved(later, number))
                        .forEach(number -> breaches.add(name + " no longer reserves number " + number)));
        published.getReservedNameList().stream()
                .filter(reserved -> !later.getReservedNameList().contains(reserved))
                .forEach(reserved -> breaches.add(name + " no longer reserves name '" + reserved + "'"));
        compareMessages(name + ".", published.getNestedTypeList(), later.getNestedTypeList());
        compareEnums(name + ".", published.getEnumTypeList(), later.getEnumTypeList());
    }

    private void compareField(String what, FieldDescriptorProto published, FieldDescriptorProto later) {
        requireSame(what, "name", published.getName(), later.getName());
        requireSame(what, "type", published.getType(), later.getType());
        requireSame(what, "message or enum", published.getTypeName(), later.getTypeName());
        requireSame(what, "label", published.getLabel(), later.getLabel());
        requireSame(what, "presence", published.getProto3Optional(), later.getProto3Optional());
        requireSame(what, "options", published.getOptions(), later.getOptions());
    }

    private void compareEnums(String scope, List<EnumDescriptorProto> published, List<EnumDescriptorProto> later) {
        for (EnumDescriptorProto type : published) {
            String name = scope + type.getName();
            Optional<EnumDescriptorProto> now = later.stream()
                    .filter(candidate -> candidate.getName().equals(type.getName()))
                    .findFirst();
            now.ifPresentOrElse(
                    found -> compareValues(name, type, found), () -> breaches.add("enum " + name + " is gone"));
        }
    }

    private void compareValues(String name, EnumDescriptorProto published, EnumDescriptorProto later) {
        for (EnumValueDescriptorProto value : published.getValueList()) {
            String what = name + " value " + value.getNumber() + " '" + value.getName() + "'";
            Optional<EnumValueDescriptorProto> now = later.getValueList().stream()
                    .filter(candidate -> candidate.getNumber() == value.getNumber())
                    .findFirst();
            boolean reserved = later.getReservedNameList().contains(value.getName())
                    && later.getReservedRangeList().stream()
                            .anyMatch(range ->
                                    range.getStart() <= value.getNumber() && value.getNumber() <= range.getEnd());
            if (now.isPresent()) {
                requireSame(what, "name", value.getName(), now.get().getName());
            } else if (!reserved) {
                breaches.add(what + " is gone, its number and name not reserved");
            }
        }
    }

    private void requireReserved(String what, DescriptorProto message, int number, String name) {
        if (!isReserved(message, number) || !message.getReservedNameList().contains(name)) {
            breaches.add(what + " is gone, its number and name not reserved");
        }
    }

    private static boolean isReserved(DescriptorProto message, int number) {
        return message.getReservedRangeList().stream()
                .anyMatch(range -> range.getStart() <= number && number < range.getEnd());
    }

    private static String oneofOf(DescriptorProto message, FieldDescriptorProto field) {
        return field.hasOneofIndex()
                ? message.getOneofDecl(field.getOneofIndex()).getName()
                : "none";
    }

    private void requireSame(String what, String property, Object published, Object later) {
        if (!published.equals(later)) {
            breaches.add(what + " changed its " + property + " from " + published + " to " + later);
        }
    }
}
