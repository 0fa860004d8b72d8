package io.penstock.connector.sharespine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;

/** Orders as a platform may send them at its worst, as text. The same for the same seed. */
final class RandomOrders {
  private static final String[] TOP = {
    "localId",
    "remoteOrderNo",
    "remoteId",
    "orderStatus",
    "paymentStatus",
    "shippingStatus",
    "currency",
    "customerType",
    "email",
    "lastModified",
    "created",
    "totalSumExclVat",
    "totalVat",
    "billingAddress",
    "shippingAddress",
    "rows",
    "shipments",
    "forwarder",
    "",
    "åäö😀",
    "a\\\"b",
    "local\\u0049d",
    "x".repeat(70)
  };
  private static final String[] INNER = {
    "type",
    "sku",
    "name",
    "quantity",
    "pricePerUnitExclVat",
    "discountPerUnitExclVat",
    "vatRatePercent",
    "trackingCode",
    "trackingUri",
    "amount",
    "currency",
    "firstName",
    "lastName",
    "company",
    "street1",
    "city",
    "country",
    "phone",
    "other"
  };
  private static final String[] SINGLE = {
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-0.0",
    "7",
    "-12",
    "1.50",
    "1e3",
    "1E+3",
    "0.0000001",
    "1e-7",
    "2147483648",
    "-9223372036854775809",
    "123456789012345",
    "123456789012.123456",
    "1e999",
    "12345678901234567890123456789.5",
    "\"\"",
    "\" \"",
    "\"1.50\"",
    "\"-0.00\"",
    "\"123456789012345.123456\"",
    "\"1234567890123456\"",
    "\"0.1234567\"",
    "\"1.2.3\"",
    "\"5.\"",
    "\"much\"",
    "\"2026-11-22T01:02:03Z\"",
    "\"2026-11-22T01:02:03.250+01:00\"",
    "\"å\"",
    "\"\\u00e5\"",
    "\"😀\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "\"line\\n\\\"quoted\\\" \\\\ \\/\"",
    "\"longer than eight characters\""
  };

  /** More than a parser keeps in one piece. */
  private static final String LONG = "\"" + "long ".repeat(2_000) + "\"";

  private final Random random;

  RandomOrders(Random random) {
    this.random = random;
  }

  /** Nearly always an order that can be read. */
  String next() {
    List<String> fields = new ArrayList<>();
    if (random.nextInt(20) > 0) {
      fields.add("\"localId\":\"o" + random.nextInt(1_000) + "\"");
      fields.add("\"lastModified\":\"2026-11-22T01:02:0" + random.nextInt(10) + "Z\"");
    }
    for (String name : TOP) {
      boolean again = name.equals("localId") || name.equals("lastModified");
      if (random.nextInt(again ? 40 : 3) == 0) {
        fields.add(field(name, value(name)));
      }
    }
    if (random.nextInt(20) == 0) {
      for (int i = 0; i < 300; i++) {
        fields.add(field("many" + random.nextInt(100_000), "1"));
      }
    }
    Collections.shuffle(fields, random);
    return joined(fields, "{", "}");
  }

  private String value(String name) {
    if (random.nextInt(4) > 0) {
      switch (name) {
        case "totalSumExclVat", "totalVat" -> {
          return "{\"amount\":\"" + random.nextInt(10_000) + ".80\",\"currency\":\"SEK\"}";
        }
        case "billingAddress", "shippingAddress" -> {
          return object(1);
        }
        case "rows", "shipments" -> {
          List<String> elements = new ArrayList<>();
          for (int i = random.nextInt(5); i > 0; i--) {
            elements.add(object(1));
          }
          return joined(elements, "[", "]");
        }
        default -> {
          return single();
        }
      }
    }
    return any(2);
  }

  private String any(int deeper) {
    if (random.nextInt(50) == 0) {
      int depth = 90 + random.nextInt(15); // about as deep as is allowed
      return "[".repeat(depth) + "]".repeat(depth);
    }
    return switch (deeper == 0 ? 9 : random.nextInt(6)) {
      case 0 -> {
        List<String> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          elements.add(any(deeper - 1));
        }
        yield joined(elements, "[", "]");
      }
      case 1, 2 -> object(deeper);
      default -> single();
    };
  }

  private String object(int deeper) {
    List<String> fields = new ArrayList<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      fields.add(field(INNER[random.nextInt(INNER.length)], any(deeper - 1)));
    }
    return joined(fields, "{", "}");
  }

  private String single() {
    return random.nextInt(500) == 0 ? LONG : SINGLE[random.nextInt(SINGLE.length)];
  }

  private String field(String name, String value) {
    return "\"" + name + "\"" + space() + ":" + space() + value;
  }

  private String joined(List<String> parts, String begin, String end) {
    StringJoiner all = new StringJoiner("," + space(), begin + space(), space() + end);
    parts.forEach(all::add);
    return all.toString();
  }

  private String space() {
    return random.nextInt(10) == 0 ? "\n " : "";
  }
}
