{{- define "callgrains.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 48 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 48 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Labels that select the pods of one component: (dict "root" $ "component" "silo"). They never change. */}}
{{- define "callgrains.selectorLabels" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "callgrains.labels" -}}
{{ include "callgrains.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "callgrains.image" -}}
{{- $image := printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- if .Values.image.digest }}{{ $image = printf "%s@%s" $image .Values.image.digest }}{{ end -}}
{{- $image -}}
{{- end -}}

{{- define "callgrains.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "callgrains.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "callgrains.accessKeysSecret" -}}
{{- default (printf "%s-access-keys" (include "callgrains.fullname" .)) .Values.accessKeys.existingSecret.name -}}
{{- end -}}

{{- define "callgrains.storeSecret" -}}
{{- default (printf "%s-store" (include "callgrains.fullname" .)) .Values.store.existingSecret.name -}}
{{- end -}}

{{- define "callgrains.storeSecretKey" -}}
{{- ternary .Values.store.existingSecret.key "connection-string" (ne .Values.store.existingSecret.name "") -}}
{{- end -}}

{{/* True when gateways stand behind a proxy that they may believe. */}}
{{- define "callgrains.forwardedHeaders" -}}
{{- $choice := .Values.gateway.forwardedHeaders | toString -}}
{{- ternary (toString .Values.ingress.enabled) $choice (eq $choice "auto") -}}
{{- end -}}

{{/* The grace period of a pod: (index .Values "silo"). Longer than preStop and drain together, whatever they are. */}}
{{- define "callgrains.gracePeriod" -}}
{{- add .preStopSeconds .drainSeconds 15 -}}
{{- end -}}
