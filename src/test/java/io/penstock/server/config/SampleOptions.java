package io.penstock.server.config;

import io.penstock.record.RecordType;
import io.penstock.tenant.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One option of every type that rooms use. */
record SampleOptions(
    String name,
    boolean open,
    Api api,
    RecordType type,
    double share,
    Duration idle,
    Instant since,
    List<String> hosts,
    List<Rule> rules,
    Map<String, Integer> weights,
    @Nullable Path file,
    @Nullable URI base,
    @Nullable Secret password,
    @Nullable Tls tls) {

  static final SampleOptions DEFAULTS =
      new SampleOptions(
          "sample",
          true,
          Api.DEFAULTS,
          RecordType.ORDER,
          0.5,
          Duration.ofSeconds(30),
          Instant.EPOCH,
          List.of("a", "b"),
          List.of(),
          Map.of(),
          null,
          null,
          null,
          null);

  SampleOptions {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name: must not be blank");
    }
    if (share > 1) {
      throw new IllegalArgumentException("share: must be between 0 and 1, not " + share);
    }
    if (password != null && password.reveal().length() < 8) {
      throw new IllegalArgumentException("password: must have 8 characters or more");
    }
  }

  record Api(int port, long bodyMaxBytes, int pageMaxBytes) {
    static final Api DEFAULTS = new Api(8080, 1 << 20, 4096);

    Api {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port: must be between 0 and 65535");
      }
    }
  }

  record Rule(String path, int rate, @Nullable Duration every, boolean strict) {}

  record Tls(Path certificate, Path key) {
    Tls {
      if (certificate.equals(key)) {
        throw new IllegalArgumentException("tls.key: must be another file");
      }
    }
  }
}
