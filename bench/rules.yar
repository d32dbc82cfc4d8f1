// What investigators look for in memory, of each kind of string.
rule keys {
  strings:
    $ssh = "-----BEGIN OPENSSH PRIVATE KEY-----"
    $aws = "AKIA" fullword
    $jwt = /eyJ[A-Za-z0-9_-]{10,}\.eyJ/
  condition:
    any of them
}

rule shell {
  strings:
    $tcp = "/dev/tcp/" ascii wide
    $bash = "bash -i" nocase
  condition:
    any of them
}

rule program {
  strings:
    $elf = { 7f 45 4c 46 02 01 01 [9] ( 02 | 03 ) 00 3e 00 }
  condition:
    $elf
}

rule needle {
  strings:
    $needle = "UNIQUE_NEEDLE_48151623"
  condition:
    $needle
}
