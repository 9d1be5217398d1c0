; A small program for the post-link tests: two functions with lines, a local label, a variable for the symbol table.
bits 64
default rel
section .note.pvh note alloc noexec nowrite align=4
    dd 4, 4, 18
    db "Xen", 0
    dd 0x200000
section .text
global _start, second
_start:
    xor eax, eax
.again:
    dec eax
    jnz .again
    call second
    hlt
second:
    mov rax, [value]
    lea rbx, [zeroes]
    ret
section .rodata
    db "read only", 0
section .data
global vela_symbol_table
vela_symbol_table:
    dq 0, 0
value:
    dq 42
section .bss
zeroes:
    resb 10000
