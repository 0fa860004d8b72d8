{{- define "penstock.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{/* 52 signs: a pod adds "-0", its controller revision a hash of ten, and a label ends at 63. */}}
{{- define "penstock.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains (include "penstock.name" .) .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "penstock.name" .) | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Only what never changes: a selector and a claim template cannot be changed by an upgrade. */}}
{{- define "penstock.selectorLabels" -}}
app.kubernetes.io/name: {{ include "penstock.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: "gateway"
{{- end -}}

{{- define "penstock.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" | quote }}
{{ include "penstock.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: "penstock"
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end -}}

{{- define "penstock.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* What the gateway must be told so that it fits the pod it runs in. */}}
{{- define "penstock.configOfThePod" -}}
drain:
  limit: {{ printf "%ds" (int64 .Values.drain.limitSeconds) }}
{{- if or .Values.tenants.existingSecret .Values.tenants.existingConfigMap }}
tenants:
  file: {{ printf "/etc/penstock/tenants/%s" .Values.tenants.key | quote }}
{{- end }}
{{- end -}}

{{/* A map gets what fits the pod; a text is kept as it is written, and checked below. */}}
{{- define "penstock.config" -}}
{{- if kindIs "string" .Values.config -}}
{{- .Values.config -}}
{{- else -}}
{{- toYaml (merge (deepCopy .Values.config) (include "penstock.configOfThePod" . | fromYaml)) -}}
{{- end -}}
{{- end -}}

{{- define "penstock.javaToolOptions" -}}
{{- printf "-XX:+Use%s -XX:MaxRAMPercentage=%.1f -XX:+ExitOnOutOfMemoryError" .Values.java.collector (float64 .Values.java.heapPercent) -}}
{{- with .Values.java.options }} {{ . }}{{ end -}}
{{- end -}}

{{/* What the schema cannot say, because it compares keys with each other. */}}
{{- define "penstock.refuseContradictions" -}}
{{- $drain := add .Values.drain.preStopSeconds .Values.drain.limitSeconds -}}
{{- if le (int64 .Values.terminationGracePeriodSeconds) $drain -}}
{{- fail (printf "terminationGracePeriodSeconds is %d: it must be more than drain.preStopSeconds + drain.limitSeconds = %d, or the gateway is killed while it finishes what is in flight" (int64 .Values.terminationGracePeriodSeconds) $drain) -}}
{{- end -}}
{{- $config := include "penstock.config" . | fromYaml -}}
{{- $limit := dig "drain" "limit" "8s" $config -}}
{{- $limitWanted := printf "%ds" (int64 .Values.drain.limitSeconds) -}}
{{- if ne (toString $limit) $limitWanted -}}
{{- fail (printf "config says that drain.limit is %v, but drain.limitSeconds says %s: leave drain.limit out of a config that is a map, and write drain.limit: %s into one that is a text" $limit $limitWanted $limitWanted) -}}
{{- end -}}
{{- if or .Values.tenants.existingSecret .Values.tenants.existingConfigMap -}}
{{- $file := printf "/etc/penstock/tenants/%s" .Values.tenants.key -}}
{{- $named := dig "tenants" "file" "" $config -}}
{{- if ne (toString $named) $file -}}
{{- fail (printf "the tenants file is mounted as %s, but config names %q: leave tenants.file out of a config that is a map, and write it into one that is a text" $file $named) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.tenants.existingSecret .Values.tenants.existingConfigMap -}}
{{- fail "tenants.existingSecret and tenants.existingConfigMap are both set: the tenants file has one source, remove one of them" -}}
{{- end -}}
{{- end -}}
