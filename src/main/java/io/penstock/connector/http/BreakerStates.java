package io.penstock.connector.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** How many breakers of one kind are open: a number, because there is one for each connection. */
final class BreakerStates {
  private final Set<Breaker> open = ConcurrentHashMap.newKeySet();

  void opened(Breaker breaker) {
    open.add(breaker);
  }

  void closed(Breaker breaker) {
    open.remove(breaker);
  }

  int open() {
    return open.size();
  }
}
