package io.millrace.command.letters;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.command.service.PipelineServers;
import io.millrace.event.ChangeEvent;
import io.millrace.manticore.encoding.UnfitValueException;
import io.millrace.manticore.mapping.DocumentMapper;
import io.millrace.manticore.mapping.EveryTable;
import io.millrace.manticore.mapping.NoTables;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import io.millrace.state.ManticoreIndex;
import io.millrace.state.letters.LetterTracker.IndexVersions;
import java.util.Optional;

/** Looks the versions of rows up in Manticore, in the documents that the sink's mapping makes of their keys. */
final class DocumentVersions implements IndexVersions {
    private final ManticoreIndex index;
    private final MappingRules rules;

    DocumentVersions(PipelineServers servers) throws InterruptedException {
        index = servers.manticore();
        rules = servers.sinkConfiguration().mapping();
    }

    @Override
    public Optional<Long> of(TableEntry table, byte[] event) throws InterruptedException {
        try {
            ChangeEvent decoded = ChangeEvent.parseFrom(event);
            if (!decoded.hasKey()) {
                return Optional.empty();
            }
            // The id follows from the key and the mapping; the table itself does not matter.
            long document = new DocumentMapper(TableRegistry.tableOf(table), rules, new NoTables(), new EveryTable())
                    .documentOf(decoded.getKey())
                    .id();
            return Optional.of(index.version(table.getTarget(), document));
        } catch (InvalidProtocolBufferException | UnfitValueException e) {
            return Optional.empty();
        }
    }
}
