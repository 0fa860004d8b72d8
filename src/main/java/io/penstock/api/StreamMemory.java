package io.penstock.api;

import io.penstock.tenant.ApiKey;
import io.penstock.tenant.TenantDirectory;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What reading a stream of updates needs, kept from one request to the next: a request of a
 * thousand lines would otherwise leave more garbage than its lines are long. One request has it at
 * a time.
 */
final class StreamMemory {
  /** Memories that wait for a request; beyond it they are left to the collector. */
  private static final int SPARE_MAX = 64;

  final PackedLine packed = new PackedLine();
  final Draft draft = new Draft();
  final ArrayDeque<UpdateChunk> chunks = new ArrayDeque<>();
  private byte[] read = new byte[0];
  private @Nullable ApiKey key;
  private @Nullable StreamTenants tenants;

  /** An array of at least this length; what was in it is gone. */
  byte[] read(int length) {
    if (length > read.length) {
      read = new byte[length];
    }
    return read;
  }

  UpdateChunk chunk() {
    return chunks.isEmpty() ? new UpdateChunk() : chunks.pop();
  }

  /** The tenants that streams with this key have named. */
  StreamTenants tenants(ApiKey of, TenantDirectory directory) {
    StreamTenants known = tenants;
    if (known == null || !of.equals(key)) {
      known = new StreamTenants(of, directory);
      key = of;
      tenants = known;
    }
    return known;
  }

  /** Lends memories to requests; lives on one event loop. */
  static final class Pool {
    private final ArrayDeque<StreamMemory> spare = new ArrayDeque<>();

    StreamMemory take() {
      return spare.isEmpty() ? new StreamMemory() : spare.pop();
    }

    void giveBack(StreamMemory memory) {
      if (spare.size() < SPARE_MAX) {
        spare.push(memory);
      }
    }
  }
}
