package io.penstock.api;

import io.penstock.record.RecordType;
import io.penstock.record.SyncRecord;
import io.penstock.sync.intake.IntakeAnswer;
import io.penstock.tenant.TenantDirectory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of updates for many tenants. Lines are gathered into chunks; of each chunk, every
 * tenant's lines are one commit, so one tenant over its bound costs the others nothing. The request
 * is read no faster than commits end. Lives on one event loop.
 *
 * <p>The status is decided late: as long as every line was refused for a while only, the answer can
 * still become 429 or 503; the first line with a final fate makes it 200, and from there on each
 * refusal is a line of the answer.
 */
final class UpdateStream implements LineSplitter.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(UpdateStream.class);

  private final Call call;
  private final ApiParts parts;
  private final ApiOptions options;
  private final LineSplitter splitter;
  private final Draft draft = new Draft();
  private final Promise<Void> ended = Promise.promise();
  private final List<Rejection> heldBack = new ArrayList<>();

  private Map<String, Group> chunk = new LinkedHashMap<>();
  private int chunkLines;
  private int commitsOutstanding;
  private boolean headSent;
  private boolean allRead;
  private boolean cut;
  private long linesRead;
  private long stoppedAfter;
  private long accepted;
  private long superseded;
  private long rejected;
  private boolean storeFailed;
  private Duration longestWait = Duration.ZERO;
  private String refusal = "";

  /** One tenant's lines of a chunk. */
  private record Group(TenantDirectory.Entry entry, List<SyncRecord> records, List<Long> lines) {}

  UpdateStream(Call call, ApiParts parts, ApiOptions options) {
    this.call = call;
    this.parts = parts;
    this.options = options;
    this.splitter = new LineSplitter(options.lineMaxBytes(), this);
  }

  /** Completes when the answer was handed over. */
  Future<Void> run() {
    HttpServerRequest request = call.request();
    request.handler(this::read);
    request.endHandler(
        end -> {
          if (!allRead) {
            splitter.end();
            endOfInput();
          }
        });
    request.exceptionHandler(
        cause -> {
          cut = true;
          endOfInput();
        });
    request.resume();
    return ended.future();
  }

  private void read(Buffer bytes) {
    if (allRead) {
      return;
    }
    splitter.feed(bytes.getBytes());
    if (rejected >= options.rejectedLinesMax()) {
      stoppedAfter = linesRead;
      endOfInput();
      return;
    }
    commitIfIdle();
    if (commitsOutstanding >= options.commitsOutstandingMax()) {
      call.request().pause();
    }
  }

  /**
   * A trickle goes to disk at once; under load, lines gather behind the commit that is under way.
   */
  private void commitIfIdle() {
    if (commitsOutstanding == 0 && chunkLines > 0) {
      commit();
    }
  }

  /** The part of a line that a cut left behind is dropped; all lines before it are taken. */
  private void endOfInput() {
    if (!allRead) {
      allRead = true;
      commit();
      finishWhenSettled();
    }
  }

  @Override
  public void line(long number, byte[] bytes, int from, int to) {
    linesRead = number;
    String tenant = null;
    try {
      Lines.parse(bytes, from, to, draft);
      tenant = RecordReader.tenant(draft);
      Group group = group(tenant);
      RecordType type = RecordReader.type(draft);
      boolean negative = group.entry().tenant().limits().negativeStock();
      SyncRecord record = RecordReader.record(draft, type, true, negative, parts.clock().instant());
      group.records().add(record);
      group.lines().add(number);
      chunkLines++;
    } catch (ItemException bad) {
      reject(new Rejection(number, bad.code, bad.detail, bad.pointer, shown(tenant), null));
    }
    if (chunkLines >= options.linesPerCommit()) {
      commit();
    }
  }

  @Override
  public void tooLong(long number) {
    linesRead = number;
    reject(Rejection.of(number, "", Lines.tooLong()));
  }

  private static @Nullable String shown(@Nullable String tenant) {
    return tenant == null ? null : Json.excerpt(tenant);
  }

  private Group group(String tenant) {
    Group known = chunk.get(tenant);
    if (known != null) {
      return known;
    }
    TenantDirectory.Entry entry = call.key().covers(tenant) ? parts.directory().find(tenant) : null;
    if (entry == null) {
      throw new ItemException(
          ItemCode.UNKNOWN_TENANT, Field.TENANT.pointer, "there is no such tenant");
    }
    Group fresh = new Group(entry, new ArrayList<>(), new ArrayList<>());
    chunk.put(tenant, fresh);
    return fresh;
  }

  private void commit() {
    Map<String, Group> full = chunk;
    chunk = new LinkedHashMap<>();
    chunkLines = 0;
    List<Future<Void>> commits = new ArrayList<>();
    full.forEach(
        (tenant, group) -> {
          if (!group.records().isEmpty()) {
            commits.add(commit(tenant, group));
          }
        });
    if (!commits.isEmpty()) {
      commitsOutstanding++;
      Future.join(commits).onComplete(done -> settled());
    }
  }

  private Future<Void> commit(String tenant, Group group) {
    return Future.succeededFuture()
        .compose(start -> parts.intake().take(tenant, group.records(), null))
        .onComplete(
            result -> {
              if (result.succeeded()) {
                told(tenant, group, result.result());
              } else {
                LOG.warn("request {}: {}", call.requestId(), result.cause().toString());
                storeFailed = true;
                refuse(
                    tenant,
                    group,
                    ItemCode.STORE_UNAVAILABLE,
                    "the gateway cannot write to its disk now; send the line again",
                    BodyBudget.RETRY_AFTER);
              }
            })
        .mapEmpty();
  }

  private void told(String tenant, Group group, IntakeAnswer answer) {
    if (answer instanceof IntakeAnswer.Taken taken) {
      accepted += taken.accepted();
      superseded += taken.superseded();
      for (int at : taken.unwanted()) {
        ItemException bad = ItemsApi.notWanted(group.records().get(at).type());
        reject(
            new Rejection(group.lines().get(at), bad.code, bad.detail, bad.pointer, tenant, null));
      }
    } else if (answer instanceof IntakeAnswer.Refused refused) {
      refuse(tenant, group, ItemCode.TENANT_OVER_LIMIT, refused.reason(), refused.retryAfter());
    } else {
      for (Long line : group.lines()) {
        reject(
            new Rejection(
                line, ItemCode.UNKNOWN_TENANT, "the tenant was removed", "/tenant", tenant, null));
      }
    }
  }

  private void refuse(
      String tenant, Group group, ItemCode code, String reason, Duration retryAfter) {
    refusal = reason;
    if (retryAfter.compareTo(longestWait) > 0) {
      longestWait = retryAfter;
    }
    for (Long line : group.lines()) {
      reject(new Rejection(line, code, reason, "", tenant, retryAfter));
    }
  }

  private void reject(Rejection rejection) {
    rejected++;
    heldBack.add(rejection);
    if (!rejection.code().retryable) {
      decideOk();
    }
  }

  private void settled() {
    commitsOutstanding--;
    if (accepted > 0) {
      decideOk();
    }
    tellHeldBack();
    if (allRead) {
      finishWhenSettled();
    } else {
      commitIfIdle();
      if (commitsOutstanding < options.commitsOutstandingMax()) {
        call.request().resume();
      }
    }
  }

  private void decideOk() {
    if (!headSent && !cut) {
      headSent = true;
      call.response().setChunked(true).putHeader("Content-Type", Call.NDJSON);
    }
  }

  private void tellHeldBack() {
    if (!headSent || heldBack.isEmpty()) {
      return;
    }
    Buffer lines = Buffer.buffer();
    for (Rejection rejection : heldBack) {
      lines.appendBuffer(Json.write(json -> rejection.write(json, "line"))).appendByte((byte) '\n');
    }
    heldBack.clear();
    // Bounded by rejectedLinesMax, so it need not wait for a caller that reads only afterwards.
    call.response().write(lines);
  }

  private void finishWhenSettled() {
    if (commitsOutstanding > 0 || ended.future().isComplete()) {
      return;
    }
    if (cut) {
      ended.tryFail(Call.Cut.INSTANCE);
    } else if (!headSent && rejected > 0) {
      ProblemCode code =
          storeFailed ? ProblemCode.STORE_UNAVAILABLE : ProblemCode.TENANT_OVER_LIMIT;
      ended.tryFail(new ProblemException(code, refusal).after(longestWait));
    } else {
      decideOk();
      tellHeldBack();
      if (stoppedAfter > 0) {
        call.discardRest(options.bodyMaxBytes());
      }
      call.response().end(counts()).onComplete(ended);
    }
  }

  private Buffer counts() {
    return Json.write(
            json -> {
              json.writeStartObject();
              json.writeNumberField("accepted", accepted);
              json.writeNumberField("superseded", superseded);
              json.writeNumberField("rejected", rejected);
              if (stoppedAfter > 0) {
                json.writeNumberField("stoppedAfterLine", stoppedAfter);
              }
              json.writeEndObject();
            })
        .appendByte((byte) '\n');
  }
}
