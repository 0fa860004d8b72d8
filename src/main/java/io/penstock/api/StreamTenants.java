package io.penstock.api;

import io.penstock.record.Hash;
import io.penstock.record.RecordType;
import io.penstock.tenant.ApiKey;
import io.penstock.tenant.TenantDirectory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The tenants that a stream has named so far, found by the bytes of their names. What a tenant's
 * routes say is asked once a chunk.
 */
final class StreamTenants {
  /** The chunk has not met this tenant and type yet. */
  static final int UNKNOWN = -2;

  /** Names remembered by one stream; beyond it all are looked up afresh. */
  private static final int NAMES_MAX = 1 << 16;

  private static final int TYPES = RecordType.values().length;

  private final ApiKey key;
  private final TenantDirectory directory;
  private @Nullable One[] table = new @Nullable One[64];
  private int size;

  StreamTenants(ApiKey key, TenantDirectory directory) {
    this.key = key;
    this.directory = directory;
  }

  /** One tenant as the current chunk sees it. */
  static final class One {
    private final String id;
    private final byte[] name;
    private final int hash;
    private TenantDirectory.Entry entry;
    private @Nullable UpdateChunk chunk;
    private long chunkNumber;
    private final int[] groups = new int[TYPES];

    private One(String id, byte[] name, int hash, TenantDirectory.Entry entry) {
      this.id = id;
      this.name = name;
      this.hash = hash;
      this.entry = entry;
    }

    String id() {
      return id;
    }

    TenantDirectory.Entry entry() {
      return entry;
    }

    /** What {@link #remember} was told in this chunk. */
    int group(UpdateChunk of, long number, RecordType type) {
      if (chunk != of || chunkNumber != number) {
        chunk = of;
        chunkNumber = number;
        Arrays.fill(groups, UNKNOWN);
      }
      return groups[type.ordinal()];
    }

    void remember(RecordType type, int group) {
      groups[type.ordinal()] = group;
    }
  }

  @Nullable One find(String id) {
    byte[] name = id.getBytes(StandardCharsets.UTF_8);
    return find(name, 0, name.length);
  }

  /** Null when there is no such tenant for this key. */
  @Nullable One find(byte[] bytes, int from, int to) {
    int hash = Hash.of(bytes, from, to);
    int mask = table.length - 1;
    int at = hash & mask;
    for (One one = table[at]; one != null; one = table[at]) {
      if (one.hash == hash && Arrays.equals(one.name, 0, one.name.length, bytes, from, to)) {
        return current(one);
      }
      at = (at + 1) & mask;
    }
    String id = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    TenantDirectory.Entry entry = key.covers(id) ? directory.find(id) : null;
    if (entry == null) {
      return null;
    }
    One fresh = new One(id, Arrays.copyOfRange(bytes, from, to), hash, entry);
    add(fresh);
    return fresh;
  }

  private @Nullable One current(One one) {
    TenantDirectory.Entry now = directory.find(one.id);
    if (now == null) {
      return null;
    }
    one.entry = now;
    return one;
  }

  private void add(One fresh) {
    if (size == NAMES_MAX) {
      Arrays.fill(table, null);
      size = 0;
    }
    if (2 * (size + 1) > table.length) {
      @Nullable One[] old = table;
      table = new @Nullable One[2 * old.length];
      for (One one : old) {
        if (one != null) {
          put(one);
        }
      }
    }
    put(fresh);
    size++;
  }

  private void put(One one) {
    int mask = table.length - 1;
    int at = one.hash & mask;
    while (table[at] != null) {
      at = (at + 1) & mask;
    }
    table[at] = one;
  }
}
