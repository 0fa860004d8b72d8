package io.penstock.record;

/**
 * How far a plug has been read. Only the link that made it understands the text; everybody else
 * keeps it.
 *
 * @param text opaque, at most {@link #LENGTH_MAX} characters; empty means that nothing was read yet
 */
public record Cursor(String text) {
  public static final int LENGTH_MAX = 4096;
  public static final Cursor START = new Cursor("");

  public Cursor {
    if (text.length() > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "cursor has " + text.length() + " characters, at most " + LENGTH_MAX + " are kept");
    }
  }
}
