package io.millrace.event;

import com.google.protobuf.ByteString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The events whose bytes are pinned, as this version builds them. {@link GoldenFiles} has their files. */
final class GoldenEvents {
    private static final Instant COMMIT = Instant.parse("2026-05-01T12:00:00.123456Z");
    private static final ByteString SERVER = ByteString.copyFrom(
            SourceTexts.gtidServer("3e11fa47-71ca-11e1-9e33-c80aa9429562:23").orElseThrow());
    private static final long ID = Snowflake.first(COMMIT.toEpochMilli(), 7);

    private GoldenEvents() {}

    static Map<String, ChangeEvent> build() {
        Map<String, ChangeEvent> events = new LinkedHashMap<>();
        events.put(
                "insert",
                mysql(Operation.INSERT, "orders")
                        .setKey(orderKey())
                        .setAfter(order())
                        .build());
        events.put(
                "update-with-before",
                mysql(Operation.UPDATE, "orders")
                        .setKey(orderKey())
                        .setBefore(order())
                        .setAfter(order("sent"))
                        .build());
        events.put(
                "delete", mysql(Operation.DELETE, "orders").setKey(orderKey()).build());
        events.put(
                "delete-without-key",
                mysql(Operation.DELETE, "visits").setBefore(visit()).build());
        events.put("truncate", mysql(Operation.TRUNCATE, "orders").build());
        events.put(
                "composite-key",
                mysql(Operation.INSERT, "order lines")
                        .setKey(lineKey())
                        .setAfter(line())
                        .build());
        events.put(
                "snapshot-of-every-mysql-type",
                snapshot("every_type").setAfter(everyMySqlType()).build());
        events.put("extremes", snapshot("extremes").setAfter(extremes()).build());
        events.put("nulls", snapshot("nulls").setAfter(nulls()).build());
        events.put("names-as-texts", namesAsTexts());
        events.put("left-out-columns", leftOutColumns());
        events.put("cassandra", cassandra());
        events.put("application", application());
        events.put(
                "expiring",
                cassandra().toBuilder()
                        .setExpiresUs(ColumnValues.micros(COMMIT.plusSeconds(40)))
                        .build());
        return events;
    }

    static ChangeEvent named(String name) {
        return Objects.requireNonNull(build().get(name), name);
    }

    private static ChangeEvent.Builder mysql(Operation operation, String table) {
        return ChangeEvent.newBuilder()
                .setId(ID)
                .setOperation(operation)
                .setSource(Source.newBuilder()
                        .setConnector("mysql")
                        .setName("shop")
                        .setDatabase("sales")
                        .setTable(table)
                        .setCommitTimeUs(ColumnValues.micros(COMMIT))
                        .setMysql(MySqlPosition.newBuilder()
                                .setFileNumber(2)
                                .setPosition(154_311)
                                .setRow(3)
                                .setGtidServer(SERVER)
                                .setGtidTransaction(23)));
    }

    private static ChangeEvent.Builder snapshot(String table) {
        ChangeEvent.Builder event = mysql(Operation.SNAPSHOT, table).setKey(orderKey());
        event.getSourceBuilder()
                .setSnapshot(true)
                .getMysqlBuilder()
                .clearGtidServer()
                .clearGtidTransaction()
                .clearRow();
        return event;
    }

    private static Row orderKey() {
        return RowBuilder.of()
                .uint64("id", new BigInteger("18446744073709551615"))
                .build();
    }

    private static Row order() {
        return order("paid");
    }

    private static Row order(String status) {
        return RowBuilder.of()
                .uint64("id", new BigInteger("18446744073709551615"))
                .int32("customer_id", 4711)
                .enumeration("status", status)
                .decimal("total", new BigDecimal("1299.00"))
                .text("remark", "Ring twice.\nGrüße, 日本, 🚲")
                .json("basket", "{\"lines\": [1, 2]}")
                .datetime("placed_at", LocalDateTime.parse("2026-05-01T14:00:00"))
                .build();
    }

    private static Row visit() {
        return RowBuilder.of().string("page", "/").timestamp("at", COMMIT).build();
    }

    private static Row lineKey() {
        return RowBuilder.of().int64("order", 1).string("sku", "tea.green 100%").build();
    }

    private static Row line() {
        return RowBuilder.of()
                .int64("order", 1)
                .string("sku", "tea.green 100%")
                .int16("pieces", 2)
                .build();
    }

    private static Row everyMySqlType() {
        return RowBuilder.of()
                .uint64("id", new BigInteger("18446744073709551615"))
                .bool("bool", true)
                .int8("tinyint", -1)
                .int16("smallint", -2)
                .int32("int", -3)
                .int64("bigint", -4)
                .uint8("tinyint_unsigned", 200)
                .uint16("smallint_unsigned", 60_000)
                .uint32("int_unsigned", 4_000_000_000L)
                .uint64("bigint_unsigned", new BigInteger("10000000000000000000"))
                .float32("float", 0.1f)
                .float64("double", 0.1)
                .decimal("decimal", new BigDecimal("-12345678901234567890.123456789"))
                .string("varchar", "Grüße")
                .text("longtext", "日本 🚲")
                .bytes("blob", new byte[] {0, -1, 10})
                .value("bit", Type.BITS, 0b1010)
                .date("date", LocalDate.parse("1969-12-31"))
                .time("time", Duration.parse("-PT838H59M59S"))
                .datetime("datetime", LocalDateTime.parse("1000-01-01T00:00:00.000001"))
                .timestamp("timestamp", COMMIT)
                .year("year", 1901)
                .enumeration("enum", "small")
                .set("set", List.of("a", "b"))
                .json("json", "{\"a\": [null, 1.5]}")
                .geometry("point", new byte[] {1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, -16, 63, 0, 0, 0, 0, 0, 0, 0, 64}, 4326)
                .vector("vector", 0.25f, -1f)
                .build();
    }

    private static Row extremes() {
        return RowBuilder.of()
                .int64("smallest", Long.MIN_VALUE)
                .int64("largest", Long.MAX_VALUE)
                .int64("zero", 0)
                .value("bits", Type.BITS, new BigInteger("18446744073709551615"))
                .decimal("digits", new BigDecimal("9".repeat(35) + "." + "9".repeat(30)))
                .decimal("zero_decimal", new BigDecimal("0.00"))
                .float64("not_a_number", Double.NaN)
                .float64("negative_zero", -0.0)
                .float32("infinity", Float.POSITIVE_INFINITY)
                .string("empty", "")
                .bytes("no_bytes", new byte[0])
                .set("no_members", List.of())
                .bool("no", false)
                .year("year_zero", 0)
                .build();
    }

    private static Row nulls() {
        Row.Builder row = Row.newBuilder();
        for (Type type : Type.values()) {
            if (type != Type.TYPE_UNSPECIFIED && type != Type.UNRECOGNIZED) {
                row.addColumns(Columns.of("no_" + type.name().toLowerCase(Locale.ROOT), type, null));
            }
        }
        row.addColumns(Column.newBuilder()
                .setName("no_vector_of_384")
                .setType(Type.FLOAT_VECTOR)
                .setSize(384));
        return row.build();
    }

    /** Of a server whose binlog files and GTIDs have other names than usual. */
    private static ChangeEvent namesAsTexts() {
        ChangeEvent.Builder event = mysql(Operation.DELETE, "orders").setKey(orderKey());
        event.getSourceBuilder()
                .getMysqlBuilder()
                .clearFileNumber()
                .setFile("mysql-bin.000002")
                .clearGtidServer()
                .clearGtidTransaction()
                .setGtid("3e11fa47-71ca-11e1-9e33-c80aa9429562:night:23");
        return event.build();
    }

    /** Of a row whose scan and text were too large. */
    private static ChangeEvent leftOutColumns() {
        Column scan = Columns.of("scan", Type.BYTES, null);
        return mysql(Operation.UPDATE, "orders")
                .setKey(orderKey())
                .setBefore(order())
                .setAfter(order("sent"))
                .addLeftOut(scan)
                .addLeftOut(Columns.of("protocol", Type.TEXT, null))
                .addBeforeLeftOut(scan)
                .build();
    }

    private static ChangeEvent cassandra() {
        Row person = RowBuilder.of().text("name", "Ada").int32("born", 1815).build();
        Row row = RowBuilder.of()
                .uuid("id", UUID.fromString("6fa459ea-ee8a-11ca-894e-db77e160355e"))
                .string("ascii", "ascii")
                .decimal("varint", new BigDecimal(BigInteger.TEN.pow(40)))
                .timeOfDay("time", LocalTime.parse("23:59:59.999999999"))
                .inet("inet4", address("192.0.2.1"))
                .inet("inet6", address("2001:db8::1"))
                .value(
                        "duration",
                        Type.DURATION,
                        DurationValue.newBuilder()
                                .setMonths(-1)
                                .setDays(2)
                                .setNanoseconds(-3)
                                .build())
                .list("list", Type.TEXT, List.of("a", "b"))
                .list("list_of_lists", Type.LIST, List.of(Columns.list(Type.INT32, List.of(1, 2))))
                .list("empty_list", Type.INT32, List.of())
                .map("map", Columns.map(Type.STRING, Type.INT64, Map.of("one", 1L)))
                .struct("udt", person)
                .struct(
                        "tuple",
                        RowBuilder.of().int32("0", 1).nullOf("1", Type.STRING).build())
                .build();
        return ChangeEvent.newBuilder()
                .setId(ID)
                .setOperation(Operation.SNAPSHOT)
                .setSource(Source.newBuilder()
                        .setConnector("cassandra")
                        .setName("library")
                        .setDatabase("catalogue")
                        .setTable("people")
                        .setCommitTimeUs(ColumnValues.micros(COMMIT))
                        .setSnapshot(true)
                        .setCassandra(CassandraPosition.newBuilder().setToken(Long.MIN_VALUE)))
                .setKey(RowBuilder.of()
                        .uuid("id", UUID.fromString("6fa459ea-ee8a-11ca-894e-db77e160355e"))
                        .build())
                .setAfter(row)
                .build();
    }

    private static ChangeEvent application() {
        return ChangeEvent.newBuilder()
                .setId(ID)
                .setOperation(Operation.INSERT)
                .setSource(Source.newBuilder()
                        .setConnector("application")
                        .setName("reviews")
                        .setDatabase("web")
                        .setTable("review")
                        .setTransactionId("checkout-81")
                        .setCommitTimeUs(ColumnValues.micros(COMMIT)))
                .setKey(RowBuilder.of().string("id", "r-1").build())
                .setAfter(RowBuilder.of()
                        .string("id", "r-1")
                        .text("body", "Fine.")
                        .int8("stars", 5)
                        .build())
                .build();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }
}
