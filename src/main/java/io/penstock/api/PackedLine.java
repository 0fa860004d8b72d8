package io.penstock.api;

import io.penstock.record.Decimals;
import io.penstock.record.RecordType;
import io.penstock.record.StateForm;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * Reads the line that nearly all lines are: a stock level or a price in plain ASCII, without
 * escapes, with nothing wrong. It makes the packed form of it without an object on the way, and
 * gives up on everything else: then {@link Lines} and {@link RecordReader} read the line and say
 * what it is or what is wrong with it. What this takes, they take in the same way.
 *
 * <p>Plain; time is an argument. Used again for line after line.
 */
final class PackedLine {
  /** The control character that comes behind all letters. */
  private static final byte DELETE = 0x7f;

  private static final int NONE = -1;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long AHEAD_MAX_NANOS = RecordReader.AHEAD_MAX.toNanos();

  private static final byte[] STOCK = ascii("stock");
  private static final byte[] PRICE = ascii("price");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");

  private static final Field[] ALL = Field.values();
  private static final Field[] FIELDS = {
    Field.TENANT,
    Field.TYPE,
    Field.SKU,
    Field.LOCATION,
    Field.QUANTITY,
    Field.PRICE_LIST,
    Field.CURRENCY,
    Field.AMOUNT,
    Field.VAT_INCLUDED,
    Field.CHANGED_AT
  };
  private static final byte[][] NAMES = new byte[FIELDS.length][];
  private static final boolean[] CURRENCIES = new boolean[26 * 26 * 26];

  private static final int STOCK_FIELDS =
      mask(Field.TENANT, Field.TYPE, Field.SKU, Field.LOCATION, Field.QUANTITY, Field.CHANGED_AT);
  private static final int STOCK_NEEDS = mask(Field.TENANT, Field.TYPE, Field.SKU, Field.QUANTITY);
  private static final int PRICE_FIELDS =
      mask(
          Field.TENANT,
          Field.TYPE,
          Field.SKU,
          Field.PRICE_LIST,
          Field.CURRENCY,
          Field.AMOUNT,
          Field.VAT_INCLUDED,
          Field.CHANGED_AT);
  private static final int PRICE_NEEDS =
      mask(Field.TENANT, Field.TYPE, Field.SKU, Field.CURRENCY, Field.AMOUNT);

  static {
    for (int i = 0; i < FIELDS.length; i++) {
      NAMES[i] = ascii(FIELDS[i].json);
    }
    for (Currency currency : Currency.getAvailableCurrencies()) {
      byte[] code = ascii(currency.getCurrencyCode());
      int index = currency(code, 0, code.length);
      if (index != NONE) {
        CURRENCIES[index] = true;
      }
    }
  }

  private final int[] from = new int[ALL.length];
  private final int[] to = new int[ALL.length];
  private int present;
  private byte[] bytes = new byte[0];
  private int at;
  private int end;

  private final byte[] key = new byte[3 * RecordReader.ID_LENGTH_MAX + 2];
  private int keyLength;
  private final byte[] value =
      new byte[Decimals.INTEGER_DIGITS_MAX + Decimals.FRACTION_DIGITS_MAX + 3];
  private int valueLength;
  private long changedAt;

  /** The day that was read last; most lines of a stream are of the same. */
  private long dayText = NONE;

  private long dayNanos;

  /**
   * @param now nanoseconds since 1970
   * @return the type of what was read, or null for a line to be read the long way
   */
  @Nullable RecordType read(byte[] line, int start, int stop, long now) {
    bytes = line;
    at = start;
    end = stop;
    present = 0;
    if (!object()) {
      return null;
    }
    if (is(Field.TYPE, STOCK)) {
      return fits(STOCK_FIELDS, STOCK_NEEDS) && stock() && time(now) ? RecordType.STOCK : null;
    }
    if (is(Field.TYPE, PRICE)) {
      return fits(PRICE_FIELDS, PRICE_NEEDS) && price() && time(now) ? RecordType.PRICE : null;
    }
    return null;
  }

  int tenantFrom() {
    return from[Field.TENANT.ordinal()];
  }

  int tenantTo() {
    return to[Field.TENANT.ordinal()];
  }

  byte[] key() {
    return key;
  }

  int keyLength() {
    return keyLength;
  }

  byte[] value() {
    return value;
  }

  int valueLength() {
    return valueLength;
  }

  /** Nanoseconds since 1970. */
  long changedAt() {
    return changedAt;
  }

  // --- the object

  private boolean object() {
    blanks();
    if (!take('{')) {
      return false;
    }
    do {
      blanks();
      int field = name();
      if (field == NONE) {
        return false;
      }
      blanks();
      if (!take(':')) {
        return false;
      }
      blanks();
      if (!value(field)) {
        return false;
      }
      blanks();
    } while (take(','));
    if (!take('}')) {
      return false;
    }
    blanks();
    return at == end;
  }

  private int name() {
    if (!take('"')) {
      return NONE;
    }
    int start = at;
    while (at < end && bytes[at] != '"') {
      at++;
    }
    int stop = at;
    if (!take('"')) {
      return NONE;
    }
    for (int i = 0; i < NAMES.length; i++) {
      byte[] name = NAMES[i];
      if (name.length == stop - start && Arrays.equals(name, 0, name.length, bytes, start, stop)) {
        Field field = FIELDS[i];
        if (has(field)) {
          return NONE;
        }
        present |= field.bit();
        return field.ordinal();
      }
    }
    return NONE;
  }

  private boolean value(int field) {
    if (take('"')) {
      from[field] = at;
      while (at < end && bytes[at] != '"') {
        byte one = bytes[at++];
        if (one < ' ' || one == '\\' || one == DELETE) {
          return false; // a control character, an escape, or no ASCII
        }
      }
      to[field] = at;
      return ALL[field].form != Field.Form.FLAG && take('"');
    }
    from[field] = at;
    while (at < end && isBare(bytes[at])) {
      at++;
    }
    to[field] = at;
    return switch (ALL[field].form) {
      case TEXT -> false;
      case NUMBER -> to[field] > from[field];
      case FLAG -> is(ALL[field], TRUE) || is(ALL[field], FALSE);
    };
  }

  private static boolean isBare(byte one) {
    return (one >= '0' && one <= '9') || one == '.' || (one >= 'a' && one <= 'z');
  }

  private void blanks() {
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r')) {
      at++;
    }
  }

  private boolean take(char wanted) {
    if (at < end && bytes[at] == wanted) {
      at++;
      return true;
    }
    return false;
  }

  // --- what it means

  private boolean fits(int allowed, int needed) {
    return (present & ~allowed) == 0 && (present & needed) == needed && isText(Field.TENANT);
  }

  private boolean has(Field field) {
    return (present & field.bit()) != 0;
  }

  private boolean is(Field field, byte[] word) {
    int i = field.ordinal();
    return has(field) && Arrays.equals(word, 0, word.length, bytes, from[i], to[i]);
  }

  /** Neither blank nor too long. */
  private boolean isText(Field field) {
    int i = field.ordinal();
    if (to[i] - from[i] > RecordReader.ID_LENGTH_MAX) {
      return false;
    }
    for (int one = from[i]; one < to[i]; one++) {
      if (bytes[one] != ' ') {
        return true;
      }
    }
    return false;
  }

  private boolean stock() {
    if (!isText(Field.SKU) || (has(Field.LOCATION) && !isText(Field.LOCATION))) {
      return false;
    }
    keyLength = 0;
    join(Field.SKU);
    if (has(Field.LOCATION)) {
      key[keyLength++] = '\n';
      join(Field.LOCATION);
    }
    valueLength = 0;
    return decimal(Field.QUANTITY);
  }

  private boolean price() {
    if (!isText(Field.SKU)
        || (has(Field.PRICE_LIST) && !isText(Field.PRICE_LIST))
        || !isCurrency()) {
      return false;
    }
    keyLength = 0;
    join(Field.SKU);
    key[keyLength++] = '\n';
    if (has(Field.PRICE_LIST)) {
      join(Field.PRICE_LIST);
    }
    key[keyLength++] = '\n';
    join(Field.CURRENCY);
    valueLength = 0;
    value[valueLength++] = StateForm.vat(is(Field.VAT_INCLUDED, TRUE));
    return decimal(Field.AMOUNT);
  }

  private void join(Field field) {
    int i = field.ordinal();
    System.arraycopy(bytes, from[i], key, keyLength, to[i] - from[i]);
    keyLength += to[i] - from[i];
  }

  private boolean isCurrency() {
    int i = Field.CURRENCY.ordinal();
    int index = currency(bytes, from[i], to[i]);
    return index != NONE && CURRENCIES[index];
  }

  private static int currency(byte[] bytes, int from, int to) {
    int index = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] < 'A' || bytes[i] > 'Z') {
        return NONE;
      }
      index = index * 26 + bytes[i] - 'A';
    }
    return to - from == 3 ? index : NONE;
  }

  /** Digits that mean themselves: no sign, no zeros in front, within the bounds. */
  private boolean decimal(Field field) {
    int i = field.ordinal();
    int point = digits(from[i], to[i]);
    int whole = point - from[i];
    if (whole == 0 || whole > Decimals.INTEGER_DIGITS_MAX || (whole > 1 && bytes[from[i]] == '0')) {
      return false;
    }
    if (point < to[i]) {
      int fraction = to[i] - point - 1;
      if (bytes[point] != '.'
          || fraction == 0
          || fraction > Decimals.FRACTION_DIGITS_MAX
          || digits(point + 1, to[i]) != to[i]) {
        return false;
      }
    }
    System.arraycopy(bytes, from[i], value, valueLength, to[i] - from[i]);
    valueLength += to[i] - from[i];
    return true;
  }

  private int digits(int start, int stop) {
    int one = start;
    while (one < stop && bytes[one] >= '0' && bytes[one] <= '9') {
      one++;
    }
    return one;
  }

  /** Such as 2026-11-22T01:02:03Z, with up to nine digits of a fraction. */
  private boolean time(long now) {
    if (!has(Field.CHANGED_AT)) {
      changedAt = now;
      return true;
    }
    int i = Field.CHANGED_AT.ordinal();
    int start = from[i];
    int stop = to[i];
    if (stop - start < 20 || bytes[stop - 1] != 'Z' || !day(start)) {
      return false;
    }
    int hour = two(start + 11);
    int minute = two(start + 14);
    int second = two(start + 17);
    if (bytes[start + 10] != 'T'
        || bytes[start + 13] != ':'
        || bytes[start + 16] != ':'
        || hour > 23
        || minute > 59
        || second > 59
        || (hour | minute | second) < 0) {
      return false;
    }
    long fraction = fraction(start + 19, stop - 1);
    changedAt = dayNanos + ((hour * 60L + minute) * 60L + second) * NANOS_PER_SECOND + fraction;
    return fraction >= 0 && changedAt <= now + AHEAD_MAX_NANOS;
  }

  private long fraction(int start, int stop) {
    if (start == stop) {
      return 0;
    }
    int digits = stop - start - 1;
    if (bytes[start] != '.' || digits < 1 || digits > 9 || digits(start + 1, stop) != stop) {
      return NONE;
    }
    long nanos = 0;
    for (int one = 0; one < 9; one++) {
      nanos = nanos * 10 + (one < digits ? bytes[start + 1 + one] - '0' : 0);
    }
    return nanos;
  }

  private boolean day(int start) {
    int year = two(start) * 100 + two(start + 2);
    int month = two(start + 5);
    int day = two(start + 8);
    if (bytes[start + 4] != '-' || bytes[start + 7] != '-' || (month | day) < 0) {
      return false;
    }
    long text = year * 10_000L + month * 100L + day;
    if (text == dayText) {
      return true;
    }
    // Days that do not exist, and those before 1970, are for the long way to refuse.
    if (year < 1970 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 28) {
      return day >= 29 && day <= 31 && month >= 1 && month <= 12 && lateDay(year, month, day, text);
    }
    remember(text, LocalDate.of(year, month, day));
    return true;
  }

  private boolean lateDay(int year, int month, int day, long text) {
    if (year < 1970 || year > 2200) {
      return false;
    }
    LocalDate first = LocalDate.of(year, month, 1);
    if (day > first.lengthOfMonth()) {
      return false;
    }
    remember(text, first.withDayOfMonth(day));
    return true;
  }

  private void remember(long text, LocalDate date) {
    dayText = text;
    dayNanos = date.toEpochDay() * 86_400L * NANOS_PER_SECOND;
  }

  /** Two digits as a number; below zero when they are none. */
  private int two(int start) {
    int tens = bytes[start] - '0';
    int ones = bytes[start + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9
        ? Integer.MIN_VALUE / 200
        : tens * 10 + ones;
  }

  private static int mask(Field... fields) {
    int mask = 0;
    for (Field field : fields) {
      mask |= field.bit();
    }
    return mask;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
