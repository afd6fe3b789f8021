{{/*
The pod template of silos and gateways: (dict "root" $ "component" "silo").
*/}}
{{- define "callgrains.podTemplate" -}}
{{- $root := .root -}}
{{- $workload := index $root.Values .component -}}
metadata:
  labels:
    {{- include "callgrains.selectorLabels" . | nindent 4 }}
    {{- with $workload.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    # Pods roll when the values of their generated secrets change. Existing secrets need `kubectl rollout restart`.
    checksum/secrets: {{ list $root.Values.accessKeys $root.Values.store | toJson | sha256sum }}
    {{- with $workload.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  {{- with $root.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  serviceAccountName: {{ include "callgrains.serviceAccountName" $root }}
  automountServiceAccountToken: false
  # Orleans finds its peers in the store; variables of all services of the namespace only slow the start.
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ include "callgrains.gracePeriod" $workload }}
  {{- with $workload.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  securityContext:
    {{- include "callgrains.podSecurityContext" $root | nindent 4 }}
  containers:
    - name: {{ .component }}
      image: {{ include "callgrains.image" $root | quote }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      securityContext:
        {{- include "callgrains.containerSecurityContext" $root | nindent 8 }}
      env:
        {{- include "callgrains.env" . | nindent 8 }}
      ports:
        - name: http
          containerPort: 8080
        {{- if eq .component "silo" }}
        - name: silo
          containerPort: 11111
        - name: silo-gateway
          containerPort: 30000
        {{- end }}
      # A silo tries for up to 5 minutes to join; HTTP answers only then.
      startupProbe:
        httpGet:
          path: /health/live
          port: http
        periodSeconds: 2
        timeoutSeconds: 2
        failureThreshold: 180
      # Lenient: under load a slow answer is better than a restart.
      livenessProbe:
        httpGet:
          path: /health/live
          port: http
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet:
          path: /health/ready
          port: http
        periodSeconds: 5
        timeoutSeconds: 4
        failureThreshold: 2
      lifecycle:
        preStop:
          sleep:
            seconds: {{ $workload.preStopSeconds }}
      resources:
        {{- toYaml $workload.resources | nindent 8 }}
      volumeMounts:
        - name: tmp
          mountPath: /tmp
  volumes:
    # The diagnostics port of .NET; all else is read-only.
    - name: tmp
      emptyDir:
        sizeLimit: 64Mi
  {{- include "callgrains.topologySpread" . | nindent 2 }}
  {{- with $workload.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $workload.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $workload.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{- define "callgrains.podSecurityContext" -}}
runAsNonRoot: true
{{- with .Values.securityContext.runAsUser }}
runAsUser: {{ . }}
runAsGroup: {{ . }}
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "callgrains.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop:
    - ALL
{{- end -}}

{{- define "callgrains.topologySpread" -}}
{{- $spread := (index .root.Values .component).topologySpread -}}
{{- if or $spread.zone $spread.node -}}
topologySpreadConstraints:
  {{- range $topology, $choice := dict "topology.kubernetes.io/zone" $spread.zone "kubernetes.io/hostname" $spread.node }}
  {{- if $choice }}
  - maxSkew: 1
    topologyKey: {{ $topology }}
    whenUnsatisfiable: {{ $choice }}
    labelSelector:
      matchLabels:
        {{- include "callgrains.selectorLabels" $ | nindent 8 }}
    # Each version is spread by itself, so that an upgrade ends evenly spread.
    matchLabelKeys:
      - pod-template-hash
  {{- end }}
  {{- end }}
{{- end -}}
{{- end -}}
