package io.penstock.api;

import io.penstock.record.Nanos;
import io.penstock.record.RecordType;
import io.penstock.record.SyncRecord;
import io.penstock.sync.intake.IntakeAnswer;
import io.penstock.sync.intake.StatesAnswer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of updates for many tenants. Lines are gathered into chunks; of each chunk all states
 * are one commit, and each tenant's facts are one, so one tenant over its bound costs the others
 * nothing. The request is read no faster than commits end. Lives on one event loop.
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
  private final StreamMemory memory;
  private final PackedLine packed;
  private final Draft draft;
  private final StreamTenants tenants;
  private final Promise<Void> ended = Promise.promise();
  private final List<Rejection> heldBack = new ArrayList<>();

  private UpdateChunk chunk;
  private Instant now;
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

  /**
   * @param memory the stream's alone until {@link #run} has completed
   */
  UpdateStream(Call call, ApiParts parts, ApiOptions options, StreamMemory memory) {
    this.call = call;
    this.parts = parts;
    this.options = options;
    this.splitter = new LineSplitter(options.lineMaxBytes(), this);
    this.memory = memory;
    this.packed = memory.packed;
    this.draft = memory.draft;
    this.tenants = memory.tenants(call.key(), parts.directory());
    this.now = parts.clock().instant();
    this.chunk = memory.chunk();
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
    return ended
        .future()
        .onComplete(
            over -> {
              chunk.clear(); // a stream that was cut may leave lines behind
              memory.chunks.push(chunk);
            });
  }

  private void read(Buffer bytes) {
    if (allRead) {
      return;
    }
    int length = bytes.length();
    byte[] read = memory.read(length);
    bytes.getBytes(0, length, read, 0);
    now = parts.clock().instant();
    splitter.feed(read, length);
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
    if (commitsOutstanding == 0 && chunk.size() > 0) {
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
    if (!takePacked(number, bytes, from, to)) {
      takeLong(number, bytes, from, to);
    }
    if (chunk.size() >= options.linesPerCommit()) {
      commit();
    }
  }

  private boolean takePacked(long number, byte[] bytes, int from, int to) {
    RecordType type = packed.read(bytes, from, to, Nanos.of(now));
    if (type == null) {
      return false;
    }
    StreamTenants.One tenant = tenants.find(bytes, packed.tenantFrom(), packed.tenantTo());
    int group = tenant == null ? UpdateChunk.NOBODY : chunk.group(tenant, type);
    if (group == UpdateChunk.NOBODY) {
      return false;
    }
    chunk.add(group, packed, number);
    return true;
  }

  private void takeLong(long number, byte[] bytes, int from, int to) {
    String tenant = null;
    try {
      Lines.parse(bytes, from, to, draft);
      tenant = RecordReader.tenant(draft);
      StreamTenants.One known = tenants.find(tenant);
      if (known == null) {
        throw new ItemException(
            ItemCode.UNKNOWN_TENANT, Field.TENANT.pointer, "there is no such tenant");
      }
      RecordType type = RecordReader.type(draft);
      boolean negative = known.entry().tenant().limits().negativeStock();
      SyncRecord record = RecordReader.record(draft, type, true, negative, now);
      if (type.isFact()) {
        chunk.add(tenant, record, number);
        return;
      }
      int group = chunk.group(known, type);
      if (group == UpdateChunk.NOBODY) {
        throw ItemsApi.notWanted(type);
      }
      chunk.add(group, record, number);
    } catch (ItemException bad) {
      reject(new Rejection(number, bad.code, bad.detail, bad.pointer, shown(tenant), null));
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

  private void commit() {
    UpdateChunk full = chunk;
    if (full.size() == 0) {
      return;
    }
    chunk = memory.chunk();
    List<Future<Void>> commits = new ArrayList<>();
    if (full.states().block().size() > 0) {
      commits.add(commitStates(full));
    }
    full.facts().forEach((tenant, facts) -> commits.add(commitFacts(tenant, facts)));
    commitsOutstanding++;
    Future.join(commits)
        .onComplete(
            done -> {
              full.clear();
              memory.chunks.push(full);
              settled();
            });
  }

  private Future<Void> commitStates(UpdateChunk full) {
    return Future.succeededFuture()
        .compose(start -> parts.intake().takeStates(full.states()))
        .onComplete(
            result -> {
              if (result.succeeded()) {
                told(full, result.result());
              } else {
                storeFailed(result.cause());
                full.forEachGroup(
                    (tenant, lines) -> refuse(tenant, lines, STORE, BodyBudget.RETRY_AFTER));
              }
            })
        .mapEmpty();
  }

  private void told(UpdateChunk full, StatesAnswer answer) {
    for (int group = 0; group < answer.accepted().length; group++) {
      accepted += answer.accepted()[group];
      superseded += answer.superseded()[group];
      IntakeAnswer.Refused refused = answer.refused()[group];
      if (refused != null) {
        refuse(full.tenant(group), full.lines(group), overLimit(refused), refused.retryAfter());
      }
    }
  }

  private Future<Void> commitFacts(String tenant, UpdateChunk.Facts facts) {
    return Future.succeededFuture()
        .compose(start -> parts.intake().take(tenant, facts.records(), null))
        .onComplete(
            result -> {
              if (result.succeeded()) {
                told(tenant, facts, result.result());
              } else {
                storeFailed(result.cause());
                refuse(tenant, facts.lines(), STORE, BodyBudget.RETRY_AFTER);
              }
            })
        .mapEmpty();
  }

  private void told(String tenant, UpdateChunk.Facts facts, IntakeAnswer answer) {
    if (answer instanceof IntakeAnswer.Taken taken) {
      accepted += taken.accepted();
      superseded += taken.superseded();
      for (int at : taken.unwanted()) {
        ItemException bad = ItemsApi.notWanted(facts.records().get(at).type());
        reject(
            new Rejection(facts.lines().get(at), bad.code, bad.detail, bad.pointer, tenant, null));
      }
    } else if (answer instanceof IntakeAnswer.Refused refused) {
      refuse(tenant, facts.lines(), overLimit(refused), refused.retryAfter());
    } else {
      for (Long line : facts.lines()) {
        reject(
            new Rejection(
                line, ItemCode.UNKNOWN_TENANT, "the tenant was removed", "/tenant", tenant, null));
      }
    }
  }

  private static ItemException overLimit(IntakeAnswer.Refused refused) {
    return new ItemException(ItemCode.TENANT_OVER_LIMIT, "", refused.reason());
  }

  private static final ItemException STORE =
      new ItemException(
          ItemCode.STORE_UNAVAILABLE,
          "",
          "the gateway cannot write to its disk now; send the line again");

  private void storeFailed(Throwable cause) {
    LOG.warn("request {}: {}", call.requestId(), cause.toString());
    storeFailed = true;
  }

  private void refuse(String tenant, List<Long> lines, ItemException why, Duration retryAfter) {
    refusal = why.detail;
    if (retryAfter.compareTo(longestWait) > 0) {
      longestWait = retryAfter;
    }
    for (Long line : lines) {
      reject(new Rejection(line, why.code, why.detail, "", tenant, retryAfter));
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
        call.discardRest(options);
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
