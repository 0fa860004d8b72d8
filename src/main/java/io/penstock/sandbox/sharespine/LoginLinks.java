package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Single sign-on addresses: five minutes, single use (A30). Safe from any thread. */
final class LoginLinks {
  static final String PATH = "/_tokenlogin/";

  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final int OPEN_MAX = 1_000;

  private final SplittableRandom random;
  private final Map<String, Link> open =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Link> eldest) {
          return size() > OPEN_MAX;
        }
      };

  private record Link(String path, Instant expires) {}

  LoginLinks(long seed) {
    this.random = new SplittableRandom(seed ^ 0x10C1L);
  }

  synchronized ObjectNode offer(String origin, String login, String path, Instant now) {
    HexFormat hex = HexFormat.of();
    String token = hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    Instant expires = now.plus(LIFE).truncatedTo(ChronoUnit.SECONDS);
    String way = PATH + login + "/" + token;
    open.put(way, new Link(path, expires));
    return Json.object()
        .put("path", path)
        .put("loginUrl", origin + way)
        .put("expires", expires.toString());
  }

  /** Where the person lands; empty if the address is unknown, used or expired. */
  synchronized Optional<String> use(String way, Instant now) {
    Link link = open.remove(way);
    return link == null || now.isAfter(link.expires())
        ? Optional.empty()
        : Optional.of(link.path());
  }
}
