package io.penstock.connector.sharespine;

import io.penstock.connector.Delivery;
import io.penstock.connector.Holding;
import io.penstock.connector.Link;
import io.penstock.connector.Page;
import io.penstock.connector.PushResult;
import io.penstock.connector.Report;
import io.penstock.connector.http.Priority;
import io.penstock.record.Cursor;
import io.penstock.record.OrderStatus;
import io.penstock.record.RecordType;
import io.penstock.record.Shipment;
import io.penstock.record.StockLevel;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Direction;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One tenant's open connection to Sharespine. */
final class SharespineLink implements Link {
  private final TenantApi api;
  private final Settings settings;
  private final SharespineOptions options;
  private final Plugs plugs;
  private final OrderPoll orders;
  private final OrderPoll ordersAgain;
  private final OrderPush orderPush;
  private final ProductPush productPush;
  private final ReadBack readBack;
  private final LogEvents logEvents;

  SharespineLink(
      TenantApi api, Settings settings, SharespineOptions options, Connection connection) {
    this.api = api;
    this.settings = settings;
    this.options = options;
    this.plugs = new Plugs(api, options, connection.plugs());
    boolean writesOrders = connection.plug(RecordType.ORDER_STATUS, Direction.IMPORT) != null;
    Echoes echoes = new Echoes(writesOrders ? options.echoesMax() : 0);
    this.orders =
        new OrderPoll(api, options, settings.ordersSince(), echoes, InstantSource.system());
    this.orderPush = new OrderPush(api, options, echoes);
    boolean withPrices = connection.plug(RecordType.PRICE, Direction.IMPORT) != null;
    TenantApi low = api.with(Priority.LOW);
    this.ordersAgain =
        new OrderPoll(
            low, options, settings.ordersSince(), echoes.reading(), InstantSource.system());
    Products products = new Products(low, options, withPrices, System::nanoTime);
    this.productPush = new ProductPush(low, products, settings, options, System::nanoTime);
    this.readBack = new ReadBack(low, settings, options);
    this.logEvents = new LogEvents(api, options);
  }

  @Override
  public Future<Void> declare() {
    return plugs.declare();
  }

  @Override
  public Future<Void> poll(RecordType type, Cursor from, Function<Page, Future<Void>> pages) {
    return type == RecordType.ORDER ? orders.poll(from, pages) : notRead(type);
  }

  @Override
  public Cursor resyncFrom(RecordType type, @Nullable Instant since) {
    return ordersAgain.from(since);
  }

  @Override
  public Future<Void> reread(RecordType type, Cursor from, Function<Page, Future<Void>> pages) {
    return type == RecordType.ORDER ? ordersAgain.pollToTheEnd(from, pages) : notRead(type);
  }

  private static Future<Void> notRead(RecordType type) {
    return Future.failedFuture(
        new IllegalArgumentException("only orders are read, not " + type.code()));
  }

  @Override
  public int batchMax(RecordType type) {
    return type == RecordType.PRICE ? options.pricesBatchMax() : 1;
  }

  @Override
  public int inFlightMax(RecordType type) {
    return settings.pace().inFlightMax();
  }

  @Override
  public Future<List<PushResult>> push(RecordType type, List<Delivery> batch) {
    if (type == RecordType.PRICE) {
      return productPush.prices(batch);
    }
    List<Future<PushResult>> pushes = new ArrayList<>();
    batch.forEach(delivery -> pushes.add(push(type, delivery)));
    return Future.join(pushes).map(all -> all.list());
  }

  private Future<PushResult> push(RecordType type, Delivery delivery) {
    return switch (type) {
      case STOCK -> productPush.stock((StockLevel) delivery.record());
      case ORDER_STATUS -> orderPush.status((OrderStatus) delivery.record());
      case SHIPMENT -> orderPush.shipment((Shipment) delivery.record(), delivery.attempt());
      case ORDER, PRICE ->
          Future.failedFuture(
              new IllegalArgumentException(type.code() + " is not written one by one"));
    };
  }

  @Override
  public boolean readsBack(RecordType type) {
    return readBack.canRead(type);
  }

  @Override
  public Future<Holding> readBack(RecordType type) {
    return readBack.read(type);
  }

  @Override
  public Future<Void> report(List<Report> reports) {
    return logEvents.send(reports);
  }

  @Override
  public String waitingFor() {
    return api.waitingFor();
  }

  @Override
  public Future<Void> close() {
    return api.close();
  }
}
