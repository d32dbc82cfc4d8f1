rule host : env {
  meta:
    author = "checkpointctl"
  strings:
    $host = "HOSTNAME=" ascii wide
  condition:
    $host
}
