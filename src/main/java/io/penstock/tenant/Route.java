package io.penstock.tenant;

import io.penstock.record.RecordType;
import java.util.List;

/** Records of this type that leave {@code from} go to each connection in {@code to}. */
public record Route(RecordType type, String from, List<String> to) {
  public Route {
    to = List.copyOf(to);
  }
}
