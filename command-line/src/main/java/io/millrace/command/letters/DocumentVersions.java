package io.millrace.command.letters;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.command.pipeline.ManticoreSinkSettings;
import io.millrace.command.service.PipelineServers;
import io.millrace.event.ChangeEvent;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.document.Tables;
import io.millrace.manticore.encoding.UnfitValueException;
import io.millrace.manticore.mapping.DocumentMapper;
import io.millrace.manticore.mapping.EveryTable;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import io.millrace.state.ManticoreIndex;
import io.millrace.state.letters.LetterTracker.IndexVersions;
import java.util.Map;
import java.util.Optional;

/** Looks the versions of rows up in Manticore, in the documents that the sink's mapping makes of their keys. */
final class DocumentVersions implements IndexVersions {
    private final ManticoreIndex index;
    private final MappingRules rules;

    DocumentVersions(PipelineServers servers) throws InterruptedException {
        index = servers.manticore();
        rules = new ManticoreSinkSettings(servers.sink().json()).mapping();
    }

    @Override
    public Optional<Long> of(TableEntry table, byte[] event) throws InterruptedException {
        try {
            ChangeEvent decoded = ChangeEvent.parseFrom(event);
            if (!decoded.hasKey()) {
                return Optional.empty();
            }
            long document = new DocumentMapper(TableRegistry.tableOf(table), rules, new NoTables(), new EveryTable())
                    .documentOf(decoded.getKey())
                    .id();
            return Optional.of(index.version(table.getTarget(), document));
        } catch (InvalidProtocolBufferException | UnfitValueException e) {
            return Optional.empty();
        }
    }

    /** A document's id follows from the key and the mapping; the table itself does not matter. */
    private static final class NoTables implements Tables {
        @Override
        public Optional<TableSchema> find(String table) {
            return Optional.empty();
        }

        @Override
        public boolean isEmpty(String table) {
            return true;
        }

        @Override
        public TableSchema create(TableSchema schema, Map<String, String> options) {
            return schema;
        }

        @Override
        public TableSchema addColumn(TableSchema schema, String column, ManticoreType type) {
            return schema;
        }

        @Override
        public TableSchema widen(TableSchema schema, String column) {
            return schema;
        }

        @Override
        public Map<String, String> optionsMissing(String table, Map<String, String> options) {
            return Map.of();
        }
    }
}
