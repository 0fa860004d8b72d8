package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.connector.http.Answer;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which product a SKU is. All are read once, at the first need, as one stream; what is not among
 * them is asked for by itself. That a SKU names one product, and that products can be queried by
 * it, is ASSUMED (A26).
 *
 * <p>Bounded: of a larger catalogue the rest is asked for one by one, and the product longest
 * unused makes room.
 */
final class Products {
  private final TenantApi api;
  private final SharespineOptions options;
  private final boolean withPrices;
  private final LongSupplier nanoClock;
  private final Map<String, Product> bySku;
  private @Nullable Future<Void> list;

  Products(TenantApi api, SharespineOptions options, boolean withPrices, LongSupplier nanoClock) {
    this.api = api;
    this.options = options;
    this.withPrices = withPrices;
    this.nanoClock = nanoClock;
    this.bySku =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Product> eldest) {
            return size() > options.productsMax();
          }
        };
  }

  /** The products with this SKU: none, one, or more than one where the platform has a mess. */
  Future<List<Product>> find(String sku) {
    Product known = bySku.get(sku);
    if (known != null) {
      return Future.succeededFuture(List.of(known));
    }
    return switch (options.productLookup()) {
      case QUERY -> query(sku);
      case REMOTE_ID -> byRemoteId(sku);
      case LIST ->
          listOnce()
              .compose(
                  listed -> {
                    Product found = bySku.get(sku);
                    return found == null ? query(sku) : Future.succeededFuture(List.of(found));
                  });
    };
  }

  /** Reads one product anew. Empty where it is gone. */
  Future<List<Product>> refresh(Product stale) {
    return api.get(api.product(stale.localId()))
        .compose(
            answer -> {
              if (answer.status() == 404) {
                forget(stale.sku());
                return find(stale.sku());
              }
              return Refusals.mustBeSuccess(answer, "the product")
                  .map(whole -> learn(single(whole), stale))
                  .map(product -> List.of(product == null ? stale : product));
            });
  }

  /** Takes over what a write's answer shows; where it shows nothing, the product is read anew. */
  void wrote(Product before, Answer answer) {
    Product after = learn(TenantApi.shown(answer), before);
    if (after == null && withPrices) {
      forget(before.sku());
    }
  }

  void forget(String sku) {
    bySku.remove(sku);
  }

  /** Reads all products there are, as one stream. */
  static Future<Void> list(TenantApi api, SharespineOptions options, ListReader.Elements into) {
    ListReader reader = new ListReader(options.recordMaxBytes(), into);
    return api.stream(api.paths().product(), reader)
        .compose(answer -> Refusals.mustBeSuccess(answer, "the product list"))
        .compose(answer -> reader.end());
  }

  private Future<Void> listOnce() {
    Future<Void> running = list;
    if (running != null) {
      return running;
    }
    Future<Void> fresh = list(api, options, new Listed());
    list = fresh;
    return fresh.onFailure(failed -> list = null);
  }

  private Future<List<Product>> query(String sku) {
    ObjectNode query = Fields.JSON.createObjectNode();
    ObjectNode clause = query.putObject("filter").put("type", "eq").put("field", "sku");
    clause.putObject("value").put("type", "str").put("value", sku);
    return api.post(api.paths().product() + api.paths().query(), query)
        .compose(answer -> Refusals.mustBeSuccess(answer, "the product query"))
        .map(
            answer -> {
              // By id: a list that names one product twice is not two products.
              Map<String, Product> found = new LinkedHashMap<>();
              for (JsonNode json : list(answer)) {
                Product product = Product.read(json, withPrices, nanoClock.getAsLong());
                if (product != null && product.sku().equals(sku)) {
                  found.put(product.localId(), product);
                }
              }
              List<Product> all = List.copyOf(found.values());
              if (all.size() == 1) {
                bySku.put(sku, all.get(0));
              }
              return all;
            });
  }

  /** An answer that shows no list is trouble, and says nothing about which products there are. */
  private static JsonNode list(Answer answer) {
    JsonNode body = TenantApi.body(answer);
    if (!body.isArray()) {
      throw answer.unreadable(
          "the platform answered the product query with something else than a list");
    }
    return body;
  }

  private static JsonNode single(Answer answer) {
    JsonNode body = TenantApi.body(answer);
    if (!body.isObject()) {
      throw answer.unreadable("the platform answered a product with something else than an object");
    }
    return body;
  }

  private Future<List<Product>> byRemoteId(String remoteId) {
    String path =
        api.paths().product()
            + api.paths().byRemoteId()
            + "?remoteId="
            + TenantApi.encode(remoteId);
    return api.get(path)
        .compose(
            answer ->
                answer.status() == 404
                    ? Future.succeededFuture(List.<Product>of())
                    : Refusals.mustBeSuccess(answer, "the product by remoteId")
                        .map(whole -> only(remoteId, single(whole))));
  }

  private List<Product> only(String key, JsonNode json) {
    Product product = keep(Product.read(json, key, withPrices, nanoClock.getAsLong()));
    return product == null ? List.of() : List.of(product);
  }

  /** What the platform shows of a product that we know already. */
  private @Nullable Product learn(JsonNode json, Product before) {
    boolean bySkuField = options.productLookup() != SharespineOptions.ProductLookup.REMOTE_ID;
    String key = bySkuField ? Fields.text(json, "sku") : before.sku();
    if (!before.sku().equals(key)) {
      forget(before.sku()); // somebody gave it another SKU
    }
    return keep(Product.read(json, key, withPrices, nanoClock.getAsLong()));
  }

  private @Nullable Product keep(@Nullable Product product) {
    if (product != null) {
      bySku.put(product.sku(), product);
    }
    return product;
  }

  private final class Listed implements ListReader.Elements {
    @Override
    public Future<Void> take(byte[] bytes, int from, int length) throws IOException {
      JsonNode product = Fields.JSON.readTree(bytes, from, length);
      if (bySku.size() < options.productsMax()) {
        keep(Product.read(product, withPrices, nanoClock.getAsLong()));
      }
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> tooLarge(String beginning) {
      return Future.succeededFuture(); // it is asked for by its SKU, if ever
    }
  }
}
