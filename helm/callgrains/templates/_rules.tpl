{{/* Rules that span several values; the schema says the rest. */}}
{{- define "callgrains.rules" -}}
{{- $values := .Values -}}
{{- if and (not $values.store.connectionString) (not $values.store.existingSecret.name) -}}
{{- fail "store: give store.existingSecret.name (a Secret with the connection string) or store.connectionString." -}}
{{- end -}}
{{- if and $values.store.connectionString $values.store.existingSecret.name -}}
{{- fail "store: connectionString and existingSecret.name exclude each other." -}}
{{- end -}}
{{- if and $values.accessKeys.existingSecret.name (or $values.accessKeys.primary $values.accessKeys.secondary) -}}
{{- fail "accessKeys: existingSecret.name and primary or secondary exclude each other." -}}
{{- end -}}
{{- if eq $values.image.tag "latest" -}}
{{- fail "image.tag: \"latest\" is refused; name a version." -}}
{{- end -}}
{{- range $name, $value := $values.settings -}}
{{- if regexMatch "(?i)^Callbacks__Log(__|$)" $name -}}
{{- fail (printf "settings.%s: only the single node has it, no silo would start. A cluster bounds what it keeps by Grains__MaxIndexEntries and Grains__MaxRecords." $name) -}}
{{- end -}}
{{- if and (regexMatch "(?i)^Clock(__|$)" $name) (ne (lower $value) "system") -}}
{{- fail (printf "settings.%s: only the single node has it, no silo would start. A cluster runs on system time." $name) -}}
{{- end -}}
{{- $watching := and (regexMatch "(?i)^Cluster__Membership__" $name) (not (regexMatch "(?i)^Cluster__Membership__(ProbeTimeout|NumMissedProbesLimit)$" $name)) -}}
{{- if and (not $watching) (regexMatch "(?i)^(Role|Cluster|AccessKeys|ResourceId|Simulator|Callbacks__AllowHttpHosts|Callbacks__AllowNetworks)(__|$)" $name) -}}
{{- fail (printf "settings.%s: the chart sets it from a value of its own (cluster, store, accessKeys, resourceId, simulator, callbacks)." $name) -}}
{{- end -}}
{{- end -}}
{{- $watch := $values.cluster.failureDetection -}}
{{- if and (not (hasKey $values.settings "Grains__RetryFor")) (gt (mul $watch.probeSeconds $watch.missedProbes) 20) -}}
{{- fail "cluster.failureDetection: probeSeconds * missedProbes is more than 20 seconds; gateways would give up (after 25 s) before a dead silo is noticed. Give settings.Grains__RetryFor too." -}}
{{- end -}}
{{- range $component := list "silo" "gateway" -}}
{{- range $label, $_ := (index $values $component).podLabels -}}
{{- if hasPrefix "app.kubernetes.io/" $label -}}
{{- fail (printf "%s.podLabels: %s is set by the chart, which selects pods by it." $component $label) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $autoscaling := $values.gateway.autoscaling -}}
{{- if $autoscaling.enabled -}}
{{- if gt (int $autoscaling.minReplicas) (int $autoscaling.maxReplicas) -}}
{{- fail "gateway.autoscaling: minReplicas is more than maxReplicas." -}}
{{- end -}}
{{- if not (dig "requests" "cpu" "" $values.gateway.resources) -}}
{{- fail "gateway.resources.requests.cpu is missing; gateway.autoscaling measures against it." -}}
{{- end -}}
{{- end -}}
{{- if and $values.ingress.enabled (not $values.ingress.hosts) -}}
{{- fail "ingress.hosts is empty; ingress.enabled needs at least one host." -}}
{{- end -}}
{{- $egress := $values.networkPolicy.egress -}}
{{- if and $egress.enabled (not $values.networkPolicy.enabled) -}}
{{- fail "networkPolicy.egress.enabled needs networkPolicy.enabled." -}}
{{- end -}}
{{- if and $egress.enabled (or (not $egress.silo) (not $egress.gateway)) -}}
{{- fail "networkPolicy.egress: silo and gateway must both be given; without a rule for the store nothing starts." -}}
{{- end -}}
{{- if and $values.gateway.service.loadBalancerSourceRanges (ne $values.gateway.service.type "LoadBalancer") -}}
{{- fail "gateway.service.loadBalancerSourceRanges needs gateway.service.type LoadBalancer." -}}
{{- end -}}
{{- end -}}
