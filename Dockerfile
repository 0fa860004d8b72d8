# mvn -B verify && docker build -t penstock:0.1.0-SNAPSHOT .
# A release pins the base by digest (eclipse-temurin:25-jre@sha256:…), since a tag can move.
FROM eclipse-temurin:25-jre

LABEL org.opencontainers.image.title="Penstock" \
      org.opencontainers.image.description="A reactive, multi-tenant sync gateway between commerce integration platforms and a partner's own system." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="docker.io/library/eclipse-temurin:25-jre"

# The only folder that is written, besides /tmp, where native libraries are unpacked (not noexec).
# Nobody in /etc/passwd owns it: a cluster may run us under any number.
RUN install -d -o 10001 -g 10001 -m 0750 /var/lib/penstock && install -d -m 0755 /etc/penstock

COPY --chmod=0444 target/penstock.jar /opt/penstock/penstock.jar

# The collector is named, because the JVM takes Serial on small machines; the chart overrides this.
ENV JAVA_TOOL_OPTIONS="-XX:+UseG1GC -XX:MaxRAMPercentage=50.0 -XX:+ExitOnOutOfMemoryError"

USER 10001:10001
WORKDIR /var/lib/penstock
VOLUME ["/var/lib/penstock"]

# 8080 the API, 8081 health and metrics (never to the outside).
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
# The orchestrator asks /startupz, /livez and /readyz itself; the image has no program to ask with.
HEALTHCHECK NONE

# Exec form: SIGTERM has to reach the JVM and not a shell.
ENTRYPOINT ["java", "-jar", "/opt/penstock/penstock.jar"]
CMD ["serve", "--config", "/etc/penstock/penstock.yaml"]
