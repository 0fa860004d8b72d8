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

{{- define "penstock.config" -}}
{{- if kindIs "string" .Values.config -}}
{{- .Values.config -}}
{{- else -}}
{{- toYaml .Values.config -}}
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
{{- if and .Values.tenants.existingSecret .Values.tenants.existingConfigMap -}}
{{- fail "tenants.existingSecret and tenants.existingConfigMap are both set: the tenants file has one source, remove one of them" -}}
{{- end -}}
{{- end -}}
