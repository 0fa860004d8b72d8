package io.penstock.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a disk gives back: a record that can be kept again, or damage that is named. */
class RecordJsonFuzzTest {
  @FuzzTest
  void decode(byte[] stored) {
    for (RecordType type : RecordType.values()) {
      SyncRecord record;
      try {
        record = RecordJson.decode(type, stored);
      } catch (IllegalStateException damaged) {
        assertThat(damaged).hasMessageContaining("cannot be read back");
        continue;
      }
      byte[] again;
      try {
        again = RecordJson.encode(record);
      } catch (IllegalStateException half) {
        continue; // nobody wrote such bytes: something is missing that every record has
      }
      assertThat(RecordJson.decode(type, again)).isEqualTo(record);
    }
  }
}
