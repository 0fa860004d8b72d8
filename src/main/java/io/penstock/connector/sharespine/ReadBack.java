package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.connector.Holding;
import io.penstock.record.Price;
import io.penstock.record.RecordType;
import io.penstock.record.StockLevel;
import io.penstock.record.SyncRecord;
import io.vertx.core.Future;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads all products, as one stream, to see whether they have the stock and the prices that were
 * written. Of a catalogue above {@link SharespineOptions#productsMax()} the rest is not compared.
 *
 * <p>Two of our keys may be the same figure there: a level with the location that counts and one
 * without any, a price on the usual list by its name and without. Only the spelling that the
 * connection's settings speak of is compared: what is written last counts there, which is not
 * always what is newer here.
 */
final class ReadBack {
  private final TenantApi api;
  private final Settings settings;
  private final SharespineOptions options;

  ReadBack(TenantApi api, Settings settings, SharespineOptions options) {
    this.api = api;
    this.settings = settings;
    this.options = options;
  }

  /** Whether a product of the list tells by which SKU we know it. */
  boolean canRead(RecordType type) {
    return (type == RecordType.STOCK || type == RecordType.PRICE)
        && options.productLookup() != SharespineOptions.ProductLookup.REMOTE_ID;
  }

  Future<Holding> read(RecordType type) {
    Shown shown = new Shown(type == RecordType.PRICE);
    return Products.list(api, options, shown).map(read -> shown);
  }

  /** One product as the list shows it. */
  private record Seen(@Nullable BigDecimal stock, @Nullable Product product) {
    /** Of a SKU that two products have. */
    static final Seen TWICE = new Seen(null, null);
  }

  private final class Shown implements ListReader.Elements, Holding {
    private final Map<String, Seen> bySku = new HashMap<>();
    private final boolean withPrices;
    private boolean whole = true;

    private Shown(boolean withPrices) {
      this.withPrices = withPrices;
    }

    @Override
    public Future<Void> take(byte[] bytes, int from, int length) throws IOException {
      JsonNode json = Fields.JSON.readTree(bytes, from, length);
      Product product = Product.read(json, withPrices, 0);
      if (product == null) {
        return Future.succeededFuture();
      }
      if (bySku.size() >= options.productsMax()) {
        whole = false;
        return Future.succeededFuture();
      }
      Seen seen =
          withPrices ? new Seen(null, product) : new Seen(Fields.number(json, Product.STOCK), null);
      bySku.merge(product.sku(), seen, (one, other) -> Seen.TWICE);
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> tooLarge(String beginning) {
      whole = false;
      return Future.succeededFuture();
    }

    @Override
    public Held compare(SyncRecord sent) {
      Seen seen = bySku.get(sent.displayId());
      if (seen == null) {
        return whole ? Held.MISSING : Held.UNKNOWN;
      }
      return sent instanceof StockLevel level ? stock(level, seen) : price((Price) sent, seen);
    }

    private Held stock(StockLevel level, Seen seen) {
      boolean counts =
          level.location() == null
              ? settings.stockLocation() == null
              : level.location().equals(settings.stockLocation());
      return counts ? compare(seen.stock(), level.quantity()) : Held.UNKNOWN;
    }

    private Held price(Price price, Seen seen) {
      String usual = settings.priceList();
      String list = price.priceList() == null ? usual : price.priceList();
      Product product = seen.product();
      if (product == null || list == null || (price.priceList() != null && list.equals(usual))) {
        return Held.UNKNOWN;
      }
      BigDecimal amount = PriceList.withoutVat(price, product.vatRatePercent());
      if (amount == null) {
        return Held.UNKNOWN;
      }
      BigDecimal shown =
          PriceList.amount(PriceList.parse(product.prices()), list, price.currency());
      return shown == null
          ? Held.different("none in place of " + amount.toPlainString())
          : compare(shown, amount);
    }

    private static Held compare(@Nullable BigDecimal shown, BigDecimal sent) {
      if (shown == null) {
        return Held.UNKNOWN;
      }
      return shown.compareTo(sent) == 0
          ? Held.SAME
          : Held.different(shown.toPlainString() + " in place of " + sent.toPlainString());
    }
  }
}
