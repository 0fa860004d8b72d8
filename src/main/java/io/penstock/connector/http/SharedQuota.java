package io.penstock.connector.http;

import java.util.List;

/**
 * A quota that a platform counts over several connections, such as all calls of one partner
 * account. Connections that name the same quota share what it allows.
 *
 * @param name one for each thing that is counted, such as {@code spoton/orders}; whoever names it
 *     must give the same windows
 * @param windows 1 to {@link #WINDOWS_MAX}; all of them hold at once
 */
public record SharedQuota(String name, List<QuotaWindow> windows) {
  public static final int WINDOWS_MAX = 8;

  public SharedQuota {
    windows = List.copyOf(windows);
    if (name.isBlank()) {
      throw new IllegalArgumentException("name: must not be empty");
    }
    if (windows.isEmpty() || windows.size() > WINDOWS_MAX) {
      throw new IllegalArgumentException(
          "windows: must be 1 to " + WINDOWS_MAX + ", not " + windows.size());
    }
  }
}
