package io.penstock.connector.sharespine;

import io.penstock.connector.Page;
import io.penstock.connector.http.Answer;
import io.penstock.connector.http.BodyReader;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON array of any length while it arrives and hands over one element after the other, so
 * that one element and one piece are all that is in memory. The platform's lists have no pages.
 *
 * <p>Here only the ends of the elements are looked for; whoever takes one parses it whole, where it
 * lies, which costs far less than to parse piece by piece.
 *
 * <p>An element that is too large is cut, not fatal. What is no JSON array at all, or ends in the
 * middle, fails: then nobody knows what is missing.
 */
final class ListReader implements BodyReader {
  /** Who takes the elements. */
  interface Elements {
    /**
     * The element is where it came in and stays as it is until the future has completed; then the
     * next one is handed over.
     *
     * @throws IOException where it is no JSON, which fails the list
     */
    Future<Void> take(byte[] bytes, int from, int length) throws IOException;

    /** An element above the bound: how it begins, as it came. */
    Future<Void> tooLarge(String beginning);
  }

  private enum Stage {
    BEFORE,
    FIRST,
    VALUE,
    ELEMENT,
    NEXT,
    AFTER
  }

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH_BYTE = 0x0101010101010101L;
  private static final long UPPER_BITS = 0x8080808080808080L;
  private static final byte[] NOTHING = new byte[0];
  private static final Future<Void> DONE = Future.succeededFuture();

  /** Of an element that is too large; no character has more than four bytes. */
  private static final int BEGINNING_BYTES = 4 * Page.Unreadable.RAW_LENGTH_MAX;

  private final long elementMaxBytes;
  private final Elements elements;
  private Stage stage = Stage.BEFORE;
  private int markBytes;
  private byte[] piece = NOTHING;
  private int at;

  /** What earlier pieces had of the element. */
  private byte[] held = NOTHING;

  private int heldBytes;
  private long elementBytes;
  private int depth;
  private boolean scalar;
  private boolean inString;
  private boolean escaped;
  private @Nullable Answer head;

  ListReader(long elementMaxBytes, Elements elements) {
    this.elementMaxBytes = elementMaxBytes;
    this.elements = elements;
  }

  @Override
  public void start(Answer answer) {
    TenantApi.mustBeJson(answer);
    head = answer;
  }

  @Override
  public Future<Void> read(Buffer next) {
    piece = next.getBytes();
    at = 0;
    return drain();
  }

  /** Call when the whole body has been read: fails if the list was cut off. */
  Future<Void> end() {
    if (stage == Stage.AFTER) {
      return DONE;
    }
    return failed(stage == Stage.BEFORE ? "it is empty" : "it ends in the middle");
  }

  private Future<Void> drain() {
    while (at < piece.length) {
      Future<Void> taken = stage == Stage.ELEMENT ? inElement() : between(piece[at]);
      if (!taken.isComplete()) {
        return taken.compose(ready -> drain());
      }
      if (taken.failed()) {
        return taken;
      }
    }
    piece = NOTHING;
    return DONE;
  }

  private Future<Void> between(byte one) {
    if (stage == Stage.BEFORE && markBytes < Fields.BYTE_ORDER_MARK.length) {
      if (one == Fields.BYTE_ORDER_MARK[markBytes]) {
        markBytes++;
        at++;
        return DONE;
      }
      if (markBytes > 0) {
        return failed("it begins with half a byte order mark");
      }
      markBytes = Fields.BYTE_ORDER_MARK.length; // a mark stands first or nowhere
    }
    if (isSpace(one)) {
      at++;
      return DONE;
    }
    switch (stage) {
      case BEFORE -> {
        return one == '[' ? step(Stage.FIRST) : failed("it is not a list");
      }
      case FIRST, VALUE -> {
        if (one == ']' && stage == Stage.FIRST) {
          return step(Stage.AFTER);
        }
        return one == ']' || one == ',' ? failed("an element is missing") : begin(one);
      }
      case NEXT -> {
        return one == ','
            ? step(Stage.VALUE)
            : one == ']' ? step(Stage.AFTER) : failed("a comma is missing");
      }
      case AFTER -> {
        return failed("something follows the list");
      }
      case ELEMENT -> throw new IllegalStateException("an element is not between two");
    }
    throw new IllegalStateException(stage.name());
  }

  private Future<Void> step(Stage next) {
    stage = next;
    at++;
    return DONE;
  }

  private Future<Void> begin(byte one) {
    stage = Stage.ELEMENT;
    scalar = one != '{' && one != '[' && one != '"';
    depth = 0;
    inString = false;
    escaped = false;
    elementBytes = 0;
    heldBytes = 0;
    return DONE;
  }

  private Future<Void> inElement() {
    int from = at;
    boolean over = scalar ? scalarEnds() : valueEnds();
    elementBytes += at - from;
    boolean cut = elementBytes > elementMaxBytes;
    boolean whole = over && heldBytes == 0 && !cut;
    if (!whole) {
      hold(from, cut ? Math.min(at, from + Math.max(0, BEGINNING_BYTES - heldBytes)) : at);
    }
    if (!over) {
      return DONE;
    }
    stage = Stage.NEXT;
    byte[] last = held;
    held = NOTHING;
    if (cut) {
      int bytes = Math.min(heldBytes, BEGINNING_BYTES);
      return elements.tooLarge(new String(last, 0, bytes, StandardCharsets.UTF_8));
    }
    try {
      return whole ? elements.take(piece, from, at - from) : elements.take(last, 0, heldBytes);
    } catch (IOException | NumberFormatException malformed) {
      // The latter of a number with an exponent that no decimal has.
      return failed(Fields.words(malformed));
    }
  }

  private void hold(int from, int to) {
    int needed = heldBytes + to - from;
    if (needed > held.length) {
      held = Arrays.copyOf(held, Math.max(2 * held.length, needed));
    }
    System.arraycopy(piece, from, held, heldBytes, to - from);
    heldBytes = needed;
  }

  /** Moves on to behind the last byte of an object, a list or a text; false when it goes on. */
  private boolean valueEnds() {
    byte[] bytes = piece;
    int i = at;
    int open = depth;
    boolean text = inString;
    boolean over = false;
    if (escaped) {
      escaped = false;
      i++;
    }
    while (i < bytes.length && !over) {
      if (text) {
        i = textStops(bytes, i);
        if (i == bytes.length) {
          break;
        }
        if (bytes[i] == '\\') {
          escaped = i + 1 == bytes.length;
          i = escaped ? bytes.length : i + 2;
        } else {
          text = false;
          i++;
          over = open <= 0;
        }
      } else {
        byte one = bytes[i++];
        if (one == '"') {
          text = true;
        } else if (one == '{' || one == '[') {
          open++;
        } else if (one == '}' || one == ']') {
          open--;
          over = open <= 0;
        }
      }
    }
    at = i;
    depth = open;
    inString = text;
    return over;
  }

  /** The next quote or backslash; eight bytes a step. */
  private static int textStops(byte[] bytes, int from) {
    int i = from;
    for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
      long eight = (long) LONGS.get(bytes, i);
      // A byte that becomes zero is the only one that borrows from its upper bit, but for bytes
      // above it, and the lowest is the first.
      long quote = eight ^ '"' * EACH_BYTE;
      long backslash = eight ^ '\\' * EACH_BYTE;
      long found =
          ((quote - EACH_BYTE & ~quote) | (backslash - EACH_BYTE & ~backslash)) & UPPER_BITS;
      if (found != 0) {
        return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (i < bytes.length && bytes[i] != '"' && bytes[i] != '\\') {
      i++;
    }
    return i;
  }

  /** Likewise for a number or a word, up to what follows it. */
  private boolean scalarEnds() {
    while (at < piece.length) {
      byte one = piece[at];
      if (one == ',' || one == ']' || isSpace(one)) {
        return true;
      }
      at++;
    }
    return false;
  }

  private static boolean isSpace(byte one) {
    return one == ' ' || one == '\n' || one == '\r' || one == '\t';
  }

  private Future<Void> failed(String why) {
    Answer answer = head;
    return Future.failedFuture(
        answer == null
            ? new IllegalStateException("read before it was started: " + why)
            : answer.unreadable("the platform's list cannot be read: " + why));
  }
}
