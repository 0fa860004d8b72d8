package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sandbox.SandboxOptions.PriceWrite;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a write does to a record's fields: absent leaves, null clears, a value sets, also the empty
 * string (section 2.4).
 */
final class FieldRules {
  private static final Set<String> KEPT_BY_PLATFORM =
      Set.of(
          "href", "localId", "remoteId", "remoteIdMap", "remoteRefMap", "created", "lastModified");
  private static final List<String> PRODUCT_NUMBERS =
      List.of("stock", "vatRatePercent", "weight", "volume");

  private final PriceWrite priceWrite;

  FieldRules(PriceWrite priceWrite) {
    this.priceWrite = priceWrite;
  }

  /** Applies a write to a record's content. */
  void merge(ObjectNode content, ObjectNode write) {
    for (Map.Entry<String, JsonNode> field : write.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (KEPT_BY_PLATFORM.contains(name)) {
        continue;
      }
      if (value.isNull()) {
        content.remove(name);
      } else if (isDictionary(name) && value instanceof ObjectNode entries) {
        // Other connections' keys live in the same dictionary; a writer speaks for its own only.
        mergeDictionary(content.withObjectProperty(name), entries);
      } else if (name.equals("prices")
          && priceWrite == PriceWrite.MERGE
          && value instanceof ArrayNode prices) {
        mergePrices(content.withArrayProperty(name), prices);
      } else {
        content.set(name, value);
      }
    }
  }

  /** Refuses a write whose values cannot be. */
  static void check(RecordType type, ObjectNode write) {
    if (type == RecordType.PRODUCT) {
      for (String name : PRODUCT_NUMBERS) {
        decimal(write, name, name);
      }
      JsonNode prices = write.get("prices");
      if (prices != null && !prices.isNull()) {
        if (!prices.isArray()) {
          throw Refusal.field("prices", "prices is an array");
        }
        for (int i = 0; i < prices.size(); i++) {
          price(prices.get(i), "prices[" + i + "]");
        }
      }
    }
    if (type == RecordType.ORDER) {
      JsonNode rows = write.get("rows");
      if (rows != null && !rows.isNull() && !rows.isArray()) {
        throw Refusal.field("rows", "rows is an array");
      }
      for (int i = 0; rows != null && i < rows.size(); i++) {
        decimal(rows.get(i), "quantity", "rows[" + i + "].quantity");
        decimal(rows.get(i), "vatRatePercent", "rows[" + i + "].vatRatePercent");
        price(rows.get(i), "rows[" + i + "]");
      }
    }
    customData(write.get("customData"));
  }

  private static void price(JsonNode holder, String path) {
    String below = path + ".pricePerUnitExclVat";
    JsonNode price = holder.get("pricePerUnitExclVat");
    if (price == null || price.isNull()) {
      return;
    }
    if (price.isObject()) {
      decimal(price, "amount", below + ".amount");
    } else {
      decimal(holder, "pricePerUnitExclVat", below);
    }
  }

  private static void decimal(JsonNode holder, String name, String path) {
    JsonNode value = holder.get(name);
    if (value == null || value.isNull()) {
      return;
    }
    String text = value.isTextual() ? value.textValue() : "";
    if (!Filter.DECIMAL.matcher(text).matches()) {
      throw Refusal.field(path, path + " must be a decimal number in a string");
    }
  }

  private static void customData(JsonNode data) {
    if (data == null || !data.isObject()) {
      return;
    }
    for (Iterator<Map.Entry<String, JsonNode>> entries = data.fields(); entries.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = entries.next();
      JsonNode value = entry.getValue();
      if (value.isNull()) {
        continue;
      }
      String module = Json.text(value, "moduleId");
      String key = Json.text(value, "key");
      String path = "customData." + entry.getKey();
      if (!module.startsWith("x-")) {
        throw Refusal.field(path, "moduleId must start with x-");
      }
      if (module.indexOf('|') >= 0 || key.indexOf('|') >= 0) {
        throw Refusal.field(path, "neither moduleId nor key may contain |");
      }
      if (!entry.getKey().equals(Json.text(value, "connectionId") + "|" + module + "|" + key)) {
        throw Refusal.field(path, "the entry's key is connectionId|moduleId|key");
      }
    }
  }

  private static boolean isDictionary(String name) {
    return name.equals("customData") || name.endsWith("_lang");
  }

  private static void mergeDictionary(ObjectNode kept, ObjectNode write) {
    for (Map.Entry<String, JsonNode> entry : write.properties()) {
      if (entry.getValue().isNull()) {
        kept.remove(entry.getKey());
      } else {
        kept.set(entry.getKey(), entry.getValue());
      }
    }
  }

  private static void mergePrices(ArrayNode kept, ArrayNode write) {
    for (JsonNode price : write) {
      String list = Json.text(price, "priceListRemoteId");
      String currency = Json.text(price, "currency");
      int at = 0;
      while (at < kept.size()
          && !(Json.text(kept.get(at), "priceListRemoteId").equals(list)
              && Json.text(kept.get(at), "currency").equals(currency))) {
        at++;
      }
      if (at < kept.size()) {
        kept.set(at, price);
      } else {
        kept.add(price);
      }
    }
  }

  /** The sums of an order's rows, as the platform works them out unless told not to. */
  static void recalculate(ObjectNode order) {
    JsonNode rows = order.get("rows");
    if (rows == null || !rows.isArray()) {
      return;
    }
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal vat = BigDecimal.ZERO;
    for (JsonNode row : rows) {
      BigDecimal each = amount(row.get("pricePerUnitExclVat"));
      BigDecimal line = each.multiply(number(Json.text(row, "quantity")));
      BigDecimal rate = number(Json.text(row, "vatRatePercent"));
      sum = sum.add(line);
      vat = vat.add(line.multiply(rate).movePointLeft(2));
    }
    String currency = Json.text(order, "currency");
    order.set("totalSumExclVat", money(currency, sum));
    order.set("totalVat", money(currency, vat));
  }

  static ObjectNode money(String currency, BigDecimal amount) {
    return Json.object()
        .put("currency", currency)
        .put("amount", amount.setScale(2, java.math.RoundingMode.HALF_UP).toPlainString());
  }

  private static BigDecimal amount(JsonNode price) {
    if (price == null) {
      return BigDecimal.ZERO;
    }
    return number(price.isObject() ? Json.text(price, "amount") : price.asText());
  }

  private static BigDecimal number(String text) {
    return text.isEmpty() || text.equals("null") ? BigDecimal.ZERO : new BigDecimal(text);
  }
}
