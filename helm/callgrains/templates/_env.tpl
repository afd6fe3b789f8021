{{/*
The environment of silos and gateways: (dict "root" $ "component" "silo").
*/}}
{{- define "callgrains.env" -}}
{{- $values := .root.Values -}}
{{- $fullname := include "callgrains.fullname" .root -}}
- name: CallGrains__Role
  value: {{ .component }}
- name: CallGrains__Cluster__ClusterId
  value: {{ default $fullname $values.cluster.id | quote }}
- name: CallGrains__Cluster__ServiceId
  value: {{ default $fullname $values.cluster.serviceId | quote }}
{{- if eq .component "silo" }}
- name: CallGrains__Cluster__Membership__ProbeTimeout
  value: {{ printf "00:00:%02d" (int $values.cluster.failureDetection.probeSeconds) | quote }}
- name: CallGrains__Cluster__Membership__NumMissedProbesLimit
  value: {{ $values.cluster.failureDetection.missedProbes | quote }}
{{- end }}
{{ include "callgrains.storeEnv" (dict "root" .root "secret" (include "callgrains.storeSecret" .root)) }}
- name: CallGrains__AccessKeys__0
  valueFrom:
    secretKeyRef:
      name: {{ include "callgrains.accessKeysSecret" .root }}
      key: {{ ternary $values.accessKeys.existingSecret.primaryKey "primary" (ne $values.accessKeys.existingSecret.name "") }}
{{- if or $values.accessKeys.secondary (and $values.accessKeys.existingSecret.name $values.accessKeys.existingSecret.secondaryKey) }}
- name: CallGrains__AccessKeys__1
  valueFrom:
    secretKeyRef:
      name: {{ include "callgrains.accessKeysSecret" .root }}
      key: {{ ternary $values.accessKeys.existingSecret.secondaryKey "secondary" (ne $values.accessKeys.existingSecret.name "") }}
      optional: true
{{- end }}
{{- with $values.resourceId }}
- name: CallGrains__ResourceId
  value: {{ . | quote }}
{{- end }}
- name: CallGrains__Simulator__Enabled
  value: {{ $values.simulator.enabled | quote }}
{{ include "callgrains.listEnv" (list "CallGrains__Callbacks__AllowHttpHosts" $values.callbacks.allowHttpHosts) }}
{{ include "callgrains.listEnv" (list "CallGrains__Callbacks__AllowNetworks" $values.callbacks.allowNetworks) }}
{{- range $name, $value := $values.settings }}
- name: CallGrains__{{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- with $values.telemetry.endpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
- name: OTEL_EXPORTER_OTLP_PROTOCOL
  value: {{ $values.telemetry.protocol }}
- name: CALLGRAINS_POD
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: OTEL_RESOURCE_ATTRIBUTES
  value: k8s.namespace.name={{ $.root.Release.Namespace }},k8s.pod.name=$(CALLGRAINS_POD),service.namespace={{ $fullname }}
{{- end }}
# How long the host drains; the pod's grace period is longer.
- name: DOTNET_SHUTDOWNTIMEOUTSECONDS
  value: {{ (index $values .component).drainSeconds | quote }}
{{- if and (eq .component "gateway") (eq (include "callgrains.forwardedHeaders" .root) "true") }}
- name: ASPNETCORE_FORWARDEDHEADERS_ENABLED
  value: "true"
{{- end }}
{{- with $values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Provider and connection string: (dict "root" $ "secret" "name of the secret"). */}}
{{- define "callgrains.storeEnv" -}}
- name: CallGrains__Cluster__Provider
  value: {{ .root.Values.store.provider }}
- name: ConnectionStrings__Cluster
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ include "callgrains.storeSecretKey" .root }}
{{- end -}}

{{/*
A list as the engine reads it: (list "name" values). Without a value the engine's default (loopback: this very pod) would hold; an
entry `none` says that there is none.
*/}}
{{- define "callgrains.listEnv" -}}
{{- $name := index . 0 -}}
{{- range $i, $value := (index . 1) | default (list "none") }}
{{- if $i }}{{ "\n" }}{{ end -}}
- name: {{ $name }}__{{ $i }}
  value: {{ $value | quote }}
{{- end }}
{{- end -}}
