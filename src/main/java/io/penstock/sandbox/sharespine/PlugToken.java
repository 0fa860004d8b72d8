package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A plug as the wire names it, {@code OrderExport} or the pair {@code order} and {@code export}.
 * Only the tokens of order are documented, the others follow their pattern (section 5).
 */
record PlugToken(String noun, boolean export) {
  private static final List<String> NOUNS =
      List.of(
          "Attribute",
          "CashRegister",
          "LedgerAccount",
          "LedgerEntry",
          "Invoice",
          "Order",
          "OrderStatus",
          "Payment",
          "Price",
          "PriceList",
          "Product",
          "ProductCategory",
          "SettlementReport",
          "Shipment",
          "Stock",
          "ZReport");
  private static final Set<String> STATUS_FIELDS =
      Set.of("orderStatus", "shippingStatus", "paymentStatus", "remoteId");

  String token() {
    return noun + (export ? "Export" : "Import");
  }

  String recordType() {
    return noun.replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  static PlugToken read(JsonNode entry, String path) {
    String token = Json.text(entry, "plug");
    String type = Json.text(entry, "recordType");
    String direction = Json.text(entry, "direction");
    for (String noun : NOUNS) {
      for (boolean export : new boolean[] {false, true}) {
        PlugToken plug = new PlugToken(noun, export);
        boolean named = plug.token().equals(token);
        boolean paired =
            token.isEmpty()
                && plug.recordType().equals(type)
                && direction.equals(export ? "export" : "import");
        if (named || paired) {
          return plug;
        }
      }
    }
    throw Refusal.field(
        path,
        "a plug is named like OrderExport, or by recordType and direction; this one is unknown");
  }

  /**
   * Which declared plugs would cover a read: any of the record's family, since a writer must look
   * up what it writes.
   */
  static List<PlugToken> forReading(RecordType type) {
    List<PlugToken> covering = new ArrayList<>();
    for (String noun : family(type)) {
      covering.add(new PlugToken(noun, true));
      covering.add(new PlugToken(noun, false));
    }
    return covering;
  }

  /** Which declared plugs would cover a write of these fields; the closest first. */
  static List<PlugToken> forWriting(RecordType type, ObjectNode write) {
    List<PlugToken> covering = new ArrayList<>();
    Set<String> fields = Set.copyOf(names(write));
    if (type == RecordType.ORDER && STATUS_FIELDS.containsAll(fields)) {
      covering.add(new PlugToken("OrderStatus", false));
    }
    if (type == RecordType.PRODUCT
        && Set.of("stock", "stockType", "remoteId").containsAll(fields)) {
      covering.add(new PlugToken("Stock", false));
    }
    if (type == RecordType.PRODUCT && Set.of("prices", "remoteId").containsAll(fields)) {
      covering.add(new PlugToken("Price", false));
    }
    if (type != RecordType.FILE) {
      covering.add(new PlugToken(family(type).get(0), false));
    }
    return covering;
  }

  private static List<String> names(ObjectNode write) {
    List<String> names = new ArrayList<>();
    write.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> family(RecordType type) {
    return switch (type) {
      case ORDER -> List.of("Order", "OrderStatus", "Shipment", "Payment");
      case PRODUCT -> List.of("Product", "Stock", "Price");
      case PRICE_LIST -> List.of("PriceList", "Price");
      case PRODUCT_CATEGORY -> List.of("ProductCategory");
      case ATTRIBUTE -> List.of("Attribute");
      case CASH_REGISTER -> List.of("CashRegister");
      case LEDGER_ACCOUNT -> List.of("LedgerAccount");
      case LEDGER_ENTRY -> List.of("LedgerEntry");
      case INVOICE -> List.of("Invoice");
      case SETTLEMENT_REPORT -> List.of("SettlementReport");
      case Z_REPORT -> List.of("ZReport");
      case FILE -> List.of();
    };
  }
}
