package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.penstock.connector.Delivery;
import io.penstock.connector.PushResult;
import io.penstock.record.Price;
import io.penstock.record.StockLevel;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes stock and prices, which both are parts of the product. ASSUMED (A4): by {@code PUT
 * /product/{localId}} with that part only.
 */
final class ProductPush {
  private final TenantApi api;
  private final Products products;
  private final Settings settings;
  private final SharespineOptions options;
  private final LongSupplier nanoClock;
  private final Lanes lanes = new Lanes();

  ProductPush(
      TenantApi api,
      Products products,
      Settings settings,
      SharespineOptions options,
      LongSupplier nanoClock) {
    this.api = api;
    this.products = products;
    this.settings = settings;
    this.options = options;
    this.nanoClock = nanoClock;
  }

  Future<PushResult> stock(StockLevel level) {
    if (level.location() != null && !level.location().equals(settings.stockLocation())) {
      return Future.succeededFuture(
          PushResult.rejected(
              "Sharespine keeps one stock figure for a product, and location '"
                  + level.location()
                  + "' is not the one that counts; send stock without a location, summed up, or name"
                  + " the location in settings.stockLocation",
              ""));
    }
    Patch patch = new Patch().set(Product.STOCK, level.quantity());
    return lanes.run(
        level.sku(),
        () ->
            found(
                level.sku(), product -> write(level.sku(), product, given -> patch, true), false));
  }

  /** All prices of one product are one write; the results stand in the order of the prices. */
  Future<List<PushResult>> prices(List<Delivery> batch) {
    Map<String, List<Integer>> bySku = new LinkedHashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      bySku.computeIfAbsent(price(batch, i).sku(), sku -> new ArrayList<>()).add(i);
    }
    @Nullable PushResult[] results = new PushResult[batch.size()];
    List<Future<Void>> writes = new ArrayList<>();
    bySku.forEach(
        (sku, indexes) -> writes.add(lanes.run(sku, () -> pricesOf(sku, indexes, batch, results))));
    return Future.join(writes).map(written -> whole(results));
  }

  private Future<Void> pricesOf(
      String sku, List<Integer> indexes, List<Delivery> batch, @Nullable PushResult[] results) {
    return found(
            sku,
            product ->
                write(sku, product, given -> pricePatch(given, indexes, batch, results), true),
            true)
        .map(
            ending -> {
              for (int index : indexes) {
                if (results[index] == null) {
                  results[index] = ending;
                }
              }
              return null;
            });
  }

  /** The prices that can be written; the others get their result here. */
  private Patch pricePatch(
      Product product,
      List<Integer> indexes,
      List<Delivery> batch,
      @Nullable PushResult[] results) {
    ArrayNode prices = PriceList.parse(product.prices());
    boolean any = false;
    for (int index : indexes) {
      Price price = price(batch, index);
      String list = price.priceList() == null ? settings.priceList() : price.priceList();
      BigDecimal amount = PriceList.withoutVat(price, product.vatRatePercent());
      if (list == null) {
        results[index] =
            PushResult.rejected(
                "the price names no price list; send priceList, or set settings.priceList", "");
      } else if (amount == null) {
        results[index] =
            PushResult.rejected(
                "the price contains VAT and the product "
                    + product.sku()
                    + " tells no vatRatePercent; send the price without VAT, or set the product's"
                    + " VAT rate in Sharespine",
                "");
      } else {
        PriceList.put(prices, list, price, amount);
        any = true;
      }
    }
    return any ? new Patch().set(Product.PRICES, prices) : new Patch();
  }

  private Future<PushResult> found(
      String sku, Function<Product, Future<PushResult>> work, boolean freshPrices) {
    Future<List<Product>> lookup =
        products
            .find(sku)
            .compose(
                found ->
                    freshPrices && found.size() == 1 && stale(found.get(0))
                        ? products.refresh(found.get(0))
                        : Future.succeededFuture(found));
    return lookup.transform(
        looked -> {
          if (looked.failed()) {
            return Future.succeededFuture(Refusals.ofTrouble(looked.cause(), false));
          }
          List<Product> found = looked.result();
          return found.size() == 1
              ? work.apply(found.get(0))
              : Future.succeededFuture(notOne(sku, found.size()));
        });
  }

  private boolean stale(Product product) {
    return nanoClock.getAsLong() - product.readAtNanos() > options.pricesFreshFor().toNanos();
  }

  private static PushResult notOne(String sku, int count) {
    return PushResult.rejected(
        count == 0
            ? "Sharespine has no product with SKU "
                + sku
                + "; create the product there, or correct the SKU, then replay this record"
            : "Sharespine has "
                + count
                + " products with SKU "
                + sku
                + "; a SKU must name one product, correct the others there, then replay this record",
        "");
  }

  private Future<PushResult> write(
      String sku, Product product, Function<Product, Patch> patch, boolean again) {
    Patch body = patch.apply(product);
    if (body.isEmpty()) {
      return Future.succeededFuture(PushResult.accepted()); // every price has its own result
    }
    return api.put(api.product(product.localId()), body.body())
        .transform(
            sent -> {
              if (sent.failed()) {
                // What was written is not known, so what we know may be old.
                products.forget(sku);
                return Future.succeededFuture(Refusals.ofTrouble(sent.cause(), true));
              }
              if (sent.result().status() == 404 && again) {
                products.forget(sku);
                return found(sku, other -> write(sku, other, patch, false), false);
              }
              if (sent.result().isSuccess()) {
                products.wrote(product, sent.result());
              }
              return Future.succeededFuture(
                  Refusals.ofWrite(sent.result(), "the update of product " + sku));
            });
  }

  private static Price price(List<Delivery> batch, int index) {
    return (Price) batch.get(index).record();
  }

  private static List<PushResult> whole(@Nullable PushResult[] results) {
    List<PushResult> whole = new ArrayList<>();
    for (PushResult result : Arrays.asList(results)) {
      if (result == null) {
        throw new IllegalStateException("a price was left without a result");
      }
      whole.add(result);
    }
    return whole;
  }
}
