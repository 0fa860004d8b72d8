package io.penstock.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** What one run of the shipped command line, in this process, left behind. */
record Ran(int code, String out, String err) {
  static Ran shipped(Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        PenstockCommand.shipped(environment)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Ran(code, out.toString(), err.toString());
  }
}
