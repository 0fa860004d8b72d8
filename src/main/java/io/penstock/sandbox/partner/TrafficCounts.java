package io.penstock.sandbox.partner;

/**
 * How far the traffic is.
 *
 * @param made updates made, and sent at least once
 * @param accepted updates the gateway has taken, superseded ones included
 * @param superseded of these, updates that were older than what the gateway had
 * @param rejected updates the gateway refused for good
 * @param requests requests sent
 * @param repeats of these, requests sent again
 * @param waiting updates made and not yet acknowledged
 * @param lastTrouble why a request was sent again the last time; empty if never
 */
public record TrafficCounts(
    long made,
    long accepted,
    long superseded,
    long rejected,
    long requests,
    long repeats,
    long waiting,
    String lastTrouble) {}
