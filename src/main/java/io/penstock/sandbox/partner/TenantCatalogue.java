package io.penstock.sandbox.partner;

import java.util.List;

/**
 * What the partner sells for one tenant.
 *
 * @param skus shared, not copied: tenants often have the same list
 */
public record TenantCatalogue(String tenant, List<String> skus, String priceList, String currency) {
  public TenantCatalogue {
    if (skus.isEmpty()) {
      throw new IllegalArgumentException("tenant " + tenant + " has no SKUs to update");
    }
  }
}
