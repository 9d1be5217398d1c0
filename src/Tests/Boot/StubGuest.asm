; A guest without a kernel, for the tests of the harness itself: it sends three prepared texts to COM1, COM4 and COM3,
; then ends as told. Assembled with -DEND=0x10 (or 0x11, 0x12: what isa-debug-exit gets), -DEND=-1 to hang, -DEND=-2 to reset by a
; triple fault; the texts are files: -DCONSOLE='"..."' -DFRAMES='"..."' -DERROR='"..."'.
bits 32
section .note.pvh note alloc noexec nowrite align=4
    dd 4, 4, 18
    db "Xen", 0
    dd start

%macro send 3 ; port, start, end
    mov esi, %2
    mov ecx, %3 - %2
    jecxz %%done
%%next:
    mov dx, %1 + 5
%%wait:
    in al, dx
    test al, 0x20           ; line status: the transmitter takes a byte
    jz %%wait
    mov dx, %1
    lodsb
    out dx, al
    loop %%next
%%drain:
    mov dx, %1 + 5
    in al, dx
    test al, 0x40           ; all sent
    jz %%drain
%%done:
%endmacro

section .text
global start
start:
    cld
    send 0x3f8, console, console_end
    send 0x2e8, frames, frames_end
    send 0x3e8, error, error_end
%if END == -1
    cli
.hang:
    hlt
    jmp .hang
%elif END == -2
    lidt [nothing]
    ud2
nothing:
    dw 0
    dd 0
%else
    mov dx, 0xf4
    mov eax, END
    out dx, eax
    hlt
%endif

section .rodata
console: incbin CONSOLE
console_end:
frames: incbin FRAMES
frames_end:
error: incbin ERROR
error_end:
