package io.penstock.sandbox.partner;

import io.penstock.sandbox.LedgerValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Every stock level and price the partner has, as three numbers per slot: when a value was last
 * made, and the newest accepted value with its time. Two slots per SKU, stock before price; 24
 * bytes each, so that 200 tenants with 1000 SKUs take 10 MB.
 *
 * <p>Stock is counted in pieces, prices in hundredths.
 */
final class Shelf {
  private static final long NEVER = Long.MIN_VALUE;

  private final List<TenantCatalogue> catalogues;
  private final int[] firstSlot;
  private final long[] madeAt;
  private final long[] acceptedAt;
  private final long[] accepted;

  Shelf(List<TenantCatalogue> catalogues) {
    this.catalogues = List.copyOf(catalogues);
    this.firstSlot = new int[catalogues.size()];
    int slots = 0;
    for (int i = 0; i < firstSlot.length; i++) {
      firstSlot[i] = slots;
      slots = Math.addExact(slots, Math.multiplyExact(2, catalogues.get(i).skus().size()));
    }
    madeAt = new long[slots];
    acceptedAt = new long[slots];
    accepted = new long[slots];
    Arrays.fill(madeAt, NEVER);
    Arrays.fill(acceptedAt, NEVER);
  }

  int tenants() {
    return firstSlot.length;
  }

  int slot(int tenant, int sku, boolean price) {
    return firstSlot[tenant] + 2 * sku + (price ? 1 : 0);
  }

  TenantCatalogue catalogueOf(int slot) {
    return catalogues.get(tenantOf(slot));
  }

  TenantCatalogue catalogue(int tenant) {
    return catalogues.get(tenant);
  }

  String skuOf(int slot) {
    int tenant = tenantOf(slot);
    return catalogues.get(tenant).skus().get((slot - firstSlot[tenant]) / 2);
  }

  boolean isPrice(int slot) {
    return (slot & 1) == 1;
  }

  /** The time of change for a new value: now, but always later than the slot's value before. */
  long make(int slot, long nowMillis) {
    madeAt[slot] = madeAt[slot] == NEVER ? nowMillis : Math.max(nowMillis, madeAt[slot] + 1);
    return madeAt[slot];
  }

  /** The gateway has taken this value; answers may come in any order. */
  void accept(int slot, long changedAt, long value) {
    if (changedAt > acceptedAt[slot]) {
      acceptedAt[slot] = changedAt;
      accepted[slot] = value;
    }
  }

  List<LedgerValue> accepted(int tenant) {
    TenantCatalogue catalogue = catalogues.get(tenant);
    List<LedgerValue> values = new ArrayList<>();
    for (int sku = 0; sku < catalogue.skus().size(); sku++) {
      int stock = slot(tenant, sku, false);
      if (acceptedAt[stock] != NEVER) {
        values.add(LedgerValue.stock(catalogue.skus().get(sku), Long.toString(accepted[stock])));
      }
      int price = slot(tenant, sku, true);
      if (acceptedAt[price] != NEVER) {
        String amount = BigDecimal.valueOf(accepted[price], 2).toPlainString();
        values.add(LedgerValue.price(catalogue.skus().get(sku), catalogue.priceList(), amount));
      }
    }
    return values;
  }

  private int tenantOf(int slot) {
    int found = Arrays.binarySearch(firstSlot, slot);
    return found >= 0 ? found : -found - 2;
  }
}
