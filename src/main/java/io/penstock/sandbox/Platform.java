package io.penstock.sandbox;

import java.time.InstantSource;
import java.util.List;

/**
 * One emulated platform. All of it lives in memory and answers at once; every method may be called
 * from any thread.
 *
 * <p>The server walks a call through {@link #serves}, {@link #tenantOf}, {@link #kindOf} and {@link
 * #handle}; the rest is for tests, traffic and the control interface.
 */
public interface Platform {

  /** Found by the service loader, so that the sandbox knows no platform by name. */
  interface Maker {
    /** Makes the platform and its seeded data; may take seconds, so never on an event loop. */
    Platform make(SandboxOptions options, InstantSource clock, Recorder recorder);
  }

  String name();

  boolean serves(String path);

  /** Which tenant a call names, or the empty string. */
  String tenantOf(Call call);

  CallKind kindOf(Call call);

  Reply handle(Call call, Twist twist);

  boolean knows(String tenant);

  /** The tenants that a client can speak for, in the order in which they were made. */
  List<TenantCredentials> credentials();

  /** What the tenant's orders are now. An unknown tenant is an {@link IllegalArgumentException}. */
  List<OrderTruth> orderTruth(String tenant);

  List<ProductTruth> productTruth(String tenant);

  /** Makes orders as a merchant's shop would; the answer holds their local ids. */
  List<String> createOrders(String tenant, int count);

  /**
   * Does one thing to an order as a merchant's systems would; false if nothing was left to change.
   */
  boolean changeOrder(String tenant, String localId, OrderChange change);

  /** Edits the texts of one product; never its stock or prices, which belong to the partner. */
  void changeProduct(String tenant, long pick);

  Counts counts();

  /** What the tenant's people read about failures, as a page. */
  String eventHistoryPage(String tenant);

  /**
   * How much there is.
   *
   * @param orderChanges changes of orders after their creation, by whomever
   */
  record Counts(int tenants, long products, long orders, long orderChanges, long logEvents) {}
}
