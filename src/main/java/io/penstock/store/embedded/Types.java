package io.penstock.store.embedded;

import io.penstock.record.RecordType;

/** Reads record types back. */
final class Types {
  private Types() {}

  static RecordType of(String code) {
    RecordType type = RecordType.find(code);
    if (type == null) {
      throw new IllegalStateException(
          "the store file holds records of the type '"
              + code
              + "', which this version of Penstock does not know");
    }
    return type;
  }
}
