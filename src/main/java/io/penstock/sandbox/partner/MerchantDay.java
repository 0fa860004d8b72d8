package io.penstock.sandbox.partner;

import java.util.SplittableRandom;

/**
 * Draws updates as a merchant's day brings them: 35 000 prices to 21 000 stock values, and half of
 * them about the tenth of the catalogue that sells. The draws follow from the seed alone.
 */
final class MerchantDay {
  private static final int PRICES = 35_000;
  private static final int STOCK_VALUES = 21_000;
  private static final int QUANTITY_MAX = 500;
  private static final int HUNDREDTHS_MAX = 500_000;

  private final Shelf shelf;
  private final SplittableRandom random;

  MerchantDay(Shelf shelf, long seed) {
    this.shelf = shelf;
    this.random = new SplittableRandom(seed);
  }

  /** Updates of many tenants and both kinds. */
  Parcel mixed(int lines, long nowMillis) {
    Parcel parcel = new Parcel(lines);
    for (int i = 0; i < lines; i++) {
      add(parcel, random.nextInt(shelf.tenants()), drawPrice(), nowMillis);
    }
    return parcel;
  }

  /** Updates of one tenant and one kind. */
  Parcel single(int lines, long nowMillis) {
    Parcel parcel = new Parcel(lines);
    int tenant = random.nextInt(shelf.tenants());
    boolean price = drawPrice();
    for (int i = 0; i < lines; i++) {
      add(parcel, tenant, price, nowMillis);
    }
    return parcel;
  }

  private void add(Parcel parcel, int tenant, boolean price, long nowMillis) {
    int slot = shelf.slot(tenant, drawSku(shelf.catalogue(tenant).skus().size()), price);
    long value = price ? 1 + random.nextInt(HUNDREDTHS_MAX) : random.nextInt(QUANTITY_MAX + 1);
    parcel.add(slot, shelf.make(slot, nowMillis), value);
  }

  private boolean drawPrice() {
    return random.nextInt(PRICES + STOCK_VALUES) < PRICES;
  }

  private int drawSku(int skus) {
    return random.nextInt(random.nextBoolean() ? Math.max(1, skus / 10) : skus);
  }
}
