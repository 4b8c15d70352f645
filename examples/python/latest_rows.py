"""Reads tables from the stream and prints every change that makes a row newer.

    protoc --proto_path=proto/src/main/proto/io/millrace/event --python_out=examples/python change_event.proto
    python3 examples/python/latest_rows.py --subjects 'cdc.mysql.shop.products.*'

It stops at the end of the stream, or waits for more with --follow.
"""

import argparse
import datetime
import decimal
import sys

import change_event_pb2 as millrace
from jetstream import JetStream

STREAM = "CDC"
EPOCH = datetime.datetime(1970, 1, 1)


class Versions:
    """The latest event id of each row. An event that is not newer was delivered before or arrived after a later one."""

    def __init__(self):
        self._of_rows = {}
        self._of_tables = {}

    def advance(self, event):
        """Returns whether the event is newer. Deleted rows keep their id, so that an older event does not bring them back."""
        source = event.source
        table = (source.name, source.database, source.table)
        truncated = self._of_tables.get(table, 0)
        if event.operation == millrace.TRUNCATE:
            self._of_tables[table] = max(truncated, event.id)
            return event.id > truncated
        row = table + (event.key.SerializeToString(deterministic=True),)
        if event.id <= max(truncated, self._of_rows.get(row, 0)):
            return False
        self._of_rows[row] = event.id
        return True


def value_of(column):
    """A column's value as a Python object. None is NULL; a column that is absent is not in the row at all."""
    kind = column.WhichOneof("value")
    if kind is None:
        if column.type not in millrace.Type.values():
            raise ValueError("Column %s has a type that this program does not know; generate change_event_pb2.py again" % column.name)
        return None
    value = getattr(column, kind)
    if column.type in (millrace.DATETIME, millrace.TIMESTAMP):
        zone = datetime.timezone.utc if column.type == millrace.TIMESTAMP else None
        return (EPOCH + datetime.timedelta(microseconds=value)).replace(tzinfo=zone)
    if column.type == millrace.DATE:
        return (EPOCH + datetime.timedelta(days=value)).date()
    if column.type == millrace.TIME:
        return datetime.timedelta(microseconds=value)
    if kind == "decimal_value":
        # Built from text, which keeps every digit; arithmetic would round to the 28 digits of the context.
        return decimal.Decimal("%dE%d" % (int.from_bytes(value.unscaled, "big", signed=True), -value.scale))
    if kind == "geometry_value":
        return value.wkb
    if kind == "duration_value":
        return value.months, value.days, value.nanoseconds
    if kind == "vector_value":
        return list(value.values)
    if kind == "list_value":
        return [value_of(element) for element in value.elements]
    if kind == "map_value":
        return {value_of(entry.key): value_of(entry.value) for entry in value.entries}
    if kind == "struct_value":
        return {field.name: value_of(field) for field in value.columns}
    return value


def text_of(value):
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, datetime.timedelta):
        return "%dus" % (value / datetime.timedelta(microseconds=1))
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def row_text(row):
    return " ".join("%s=%s" % (column.name, text_of(value_of(column))) for column in row.columns)


def line_for(event):
    operation = millrace.Operation.Name(event.operation)
    table = "%s.%s.%s" % (event.source.name, event.source.database, event.source.table)
    row = event.after if event.HasField("after") else event.key
    # Too large for an event: what the row has there is unknown.
    left_out = "".join(" %s=?" % column.name for column in event.left_out)
    line = ("%s %s %s%s" % (operation, table, row_text(row), left_out)).rstrip()
    if event.expires_us:
        # The row ceases to exist then, without another event.
        expires = EPOCH + datetime.timedelta(microseconds=event.expires_us)
        line += " expires=" + text_of(expires.replace(tzinfo=datetime.timezone.utc))
    return line


def consumer_config(arguments):
    config = {
        "filter_subjects": arguments.subjects,
        "ack_policy": "explicit",
        "deliver_policy": "all",
        "inactive_threshold": 60 * 1_000_000_000,
    }
    if arguments.from_sequence:
        config.update(deliver_policy="by_start_sequence", opt_start_seq=arguments.from_sequence)
    if arguments.from_time:
        config.update(deliver_policy="by_start_time", opt_start_time=arguments.from_time)
    if arguments.durable:
        # The server keeps this consumer and its position until it is deleted.
        config.update(durable_name=arguments.durable)
        del config["inactive_threshold"]
    return config


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nats", default="nats://127.0.0.1:4222", metavar="URL")
    parser.add_argument("--subjects", nargs="+", default=["cdc.>"])
    parser.add_argument("--durable", metavar="NAME", help="continue from the position of the consumer with this name")
    parser.add_argument("--from-sequence", type=int, metavar="N", help="start at this stream sequence")
    parser.add_argument("--from-time", metavar="TIME", help="start at a time, as in 2026-05-01T12:00:00Z")
    parser.add_argument("--follow", action="store_true", help="do not stop at the end of the stream")
    arguments = parser.parse_args()

    jetstream = JetStream(arguments.nats)
    consumer = jetstream.create_consumer(STREAM, consumer_config(arguments))
    pending = consumer["num_pending"]
    versions = Versions()
    while pending or arguments.follow:
        for message in jetstream.fetch(STREAM, consumer["name"], batch=max(1, min(pending, 100)), seconds=5):
            event = millrace.ChangeEvent.FromString(message.data)
            if not event.id or not event.operation:
                raise ValueError("Message %d is not a complete event" % message.stream_sequence)
            if event.operation != millrace.TRUNCATE and not event.HasField("key"):
                print("Message %d: its table has no primary key" % message.stream_sequence, file=sys.stderr)
            elif versions.advance(event):
                print(line_for(event), flush=True)
            # Only now, because an unacknowledged message is delivered again, to this program or its successor.
            jetstream.ack(message)
            pending = message.pending
    jetstream.close()


if __name__ == "__main__":
    main()
