package io.penstock.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.record.RecordType;
import io.penstock.record.SyncRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the items of one body, an array or lines, one after another: no tree, one record per item.
 * Plain; time is an argument.
 */
final class ItemsReader implements LineSplitter.Listener {
  /** What a body held: records with their places, and what could not be used. */
  record Items(List<SyncRecord> records, List<Long> places, List<Rejection> rejected) {}

  private final RecordType type;
  private final boolean negativeStock;
  private final Instant now;
  private final int itemsMax;
  private final Draft draft = new Draft();
  private final Items items = new Items(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

  ItemsReader(RecordType type, boolean negativeStock, Instant now, int itemsMax) {
    this.type = type;
    this.negativeStock = negativeStock;
    this.now = now;
    this.itemsMax = itemsMax;
  }

  /** All of it is refused when it is no JSON array of a size that is taken. */
  Items array(byte[] body) {
    int bad = Utf8.firstBad(body, 0, body.length);
    if (bad >= 0) {
      throw new ProblemException(
          ProblemCode.BAD_JSON, "the body is not UTF-8 at byte " + bad + ", counted from 0");
    }
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw new ProblemException(
            ProblemCode.BAD_JSON, "the body must be an array at line 1, column 1");
      }
      for (long index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
        bound(index);
        item(json, index, "/" + index);
      }
      if (json.nextToken() != null) {
        throw new ProblemException(
            ProblemCode.BAD_JSON,
            "something follows the array at line "
                + json.currentLocation().getLineNr()
                + ", column "
                + json.currentLocation().getColumnNr());
      }
    } catch (JsonProcessingException broken) {
      throw new ProblemException(ProblemCode.BAD_JSON, Json.trouble(broken));
    } catch (IOException impossible) {
      throw new IllegalStateException("reading from memory failed", impossible);
    }
    return items;
  }

  /** Each line stands for itself; its place is its number, counted from 0. */
  Items lines(byte[] body, long lineMaxBytes) {
    LineSplitter splitter = new LineSplitter(lineMaxBytes, this);
    splitter.feed(body);
    splitter.end();
    return items;
  }

  @Override
  public void line(long number, byte[] bytes, int from, int to) {
    long place = number - 1;
    bound(items.records().size() + (long) items.rejected().size());
    try {
      Lines.parse(bytes, from, to, draft);
      items.records().add(record());
      items.places().add(place);
    } catch (ItemException bad) {
      items.rejected().add(Rejection.of(place, "", bad));
    }
  }

  @Override
  public void tooLong(long number) {
    items.rejected().add(Rejection.of(number - 1, "", Lines.tooLong()));
  }

  private void item(JsonParser json, long index, String pointer) throws IOException {
    try {
      draft.read(json);
      items.records().add(record());
      items.places().add(index);
    } catch (ItemException bad) {
      items.rejected().add(Rejection.of(index, pointer, bad));
    }
  }

  private SyncRecord record() {
    return RecordReader.record(draft, type, false, negativeStock, now);
  }

  private void bound(long count) {
    if (count >= itemsMax) {
      throw new ProblemException(
          ProblemCode.TOO_LARGE, "one request may have at most " + itemsMax + " items");
    }
  }
}
