package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.connector.http.Answer;
import io.penstock.connector.http.Call;
import io.penstock.record.Order;
import io.penstock.record.SampleOrders;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What reading a page of ten orders of 3 kB costs, from the bytes to the records. Time and bytes
 * are per order.
 *
 * <pre>mvn -Pjmh verify -DskipTests -Djmh=OrderPageBenchmark</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OrderPageBenchmark {
  private static final int ORDERS = 10;

  private final Buffer page = Buffer.buffer(page());
  private final Answer head =
      new Answer(
          new ConnectionRef("acme", "shop"),
          Call.get("/api/order"),
          200,
          MultiMap.caseInsensitiveMultiMap().add("Content-Type", "application/json"),
          Buffer.buffer(),
          null);

  /** Keeps what was read until the list has ended, as a page does. */
  private static final class Kept implements ListReader.Elements {
    final List<OrderReader.Reading> readings = new ArrayList<>();

    @Override
    public Future<Void> take(byte[] bytes, int from, int length) throws IOException {
      readings.add(OrderReader.read(bytes, from, length));
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> tooLarge(String beginning) {
      throw new IllegalStateException("an order of the sample is over the bound");
    }
  }

  @Benchmark
  @OperationsPerInvocation(ORDERS)
  public List<OrderReader.Reading> read() {
    Kept kept = new Kept();
    ListReader reader = new ListReader(1 << 20, kept);
    reader.start(head);
    boolean whole = reader.read(page).succeeded() && reader.end().succeeded();
    if (!whole || kept.readings.size() != ORDERS) {
      throw new IllegalStateException("the sample was not read");
    }
    return kept.readings;
  }

  private static byte[] page() {
    ArrayNode page = Fields.JSON.createArrayNode();
    for (int number = 0; number < ORDERS; number++) {
      page.add(json(SampleOrders.order(number)));
    }
    return page.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The order in the platform's words. */
  private static ObjectNode json(Order order) {
    ObjectNode json = Fields.JSON.createObjectNode();
    json.put("href", "/api/order/" + order.id()).put("localId", order.id());
    json.put("remoteId", order.remoteId()).put("remoteOrderNo", order.number());
    json.put("created", order.createdAt().toString());
    json.put("lastModified", order.changedAt().toString());
    json.put("orderStatus", order.status()).put("paymentStatus", order.paymentStatus());
    json.put("shippingStatus", order.shippingStatus()).put("currency", order.currency());
    json.put("customerType", order.customerType()).put("email", order.email());
    address(json.putObject("billingAddress"), order.billing());
    address(json.putObject("shippingAddress"), order.shipping());
    ArrayNode rows = json.putArray("rows");
    for (Order.Row row : order.rows()) {
      rows.addObject()
          .put("type", row.type())
          .put("sku", row.sku())
          .put("name", row.name())
          .put("quantity", String.valueOf(row.quantity()))
          .put("pricePerUnitExclVat", String.valueOf(row.unitPrice()))
          .put("discountPerUnitExclVat", String.valueOf(row.unitDiscount()))
          .put("vatRatePercent", String.valueOf(row.vatRatePercent()));
    }
    json.putArray("shipments").addObject().put("trackingCode", "3735001");
    json.putObject("totalSumExclVat").put("amount", "9778.80").put("currency", "SEK");
    json.putObject("totalVat").put("amount", "2444.70").put("currency", "SEK");
    return json.put("forwarder", "post");
  }

  private static void address(ObjectNode json, Order.@Nullable Address address) {
    if (address != null) {
      json.put("name", address.name()).put("company", address.company());
      json.put("street1", address.street1()).put("street2", address.street2());
      json.put("postCode", address.postCode()).put("city", address.city());
      json.put("country", address.country()).put("phone", address.phone());
    }
  }
}
