package io.penstock.connector.http;

/** Which HTTP a host speaks. */
public enum Protocol {
  /** By ALPN: HTTP/2 where the host offers it, else HTTP/1.1. In clear always HTTP/1.1. */
  AUTO,
  HTTP1,
  HTTP2
}
