; Files that travel in the image.

section .rodata
        align 16
global vela_font_start, vela_font_end
vela_font_start:
        incbin "font.psf"
vela_font_end:

        align 16
global vela_vdso_start, vela_vdso_end
vela_vdso_start:
        incbin "vdso.so"
vela_vdso_end:

section .note.GNU-stack noalloc noexec nowrite progbits
