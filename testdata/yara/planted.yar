import "elf"

rule planted : secret {
  strings:
    $any = /[A-Z]{3,20}_SECRET_[0-9]{2}/
    $wide = "WIDE_SECRET_77" wide
    $word = "TRUTH" fullword
    $jump = { 50 4c 41 49 4e [1-12] 5f 30 31 }
  condition:
    any of them
}

rule program {
  condition:
    elf.type == elf.ET_DYN
}
