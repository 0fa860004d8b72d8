package io.penstock.tenant;

import java.util.regex.Pattern;

/** The form of the ids that callers choose: safe in paths, file names, logs and metrics. */
public final class Names {
  public static final String FORM = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";
  private static final Pattern PATTERN = Pattern.compile(FORM);

  private Names() {}

  public static boolean isValid(String name) {
    return PATTERN.matcher(name).matches();
  }

  static void check(String what, String name) {
    if (!isValid(name)) {
      throw new IllegalArgumentException(
          what
              + " must be 1 to 63 letters, digits, '.', '_' or '-', starting with a letter or digit");
    }
  }
}
