; The way in: 32-bit protected mode (PVH or multiboot2) to 64-bit C# in the high half.
;
; Physical memory is identity-mapped and mapped at the direct map's base up to 4 GiB, and the image at its link address,
; by the tables in .bss below. They hold only until KernelTables has built the real ones.
; Registers on entry: PVH, ebx = hvm_start_info; multiboot2, eax = its magic, ebx = its information.

%define IMAGE_BASE      0xffffffff80000000
%define DIRECT_MAP_SLOT 256                 ; PML4 slot of 0xffff800000000000
%define PHYS(symbol)    ((symbol) - IMAGE_BASE)
%define BOOT_STACK_SIZE 0x8000

section .note.pvh note alloc noexec nowrite align=4
        ; XEN_ELFNOTE_PHYS32_ENTRY: where `qemu -kernel` jumps.
        dd 4, 4, 18
        db "Xen", 0
        dd PHYS(pvh_start)

section .note.mb2 note alloc noexec nowrite align=8
multiboot2_header:
        dd 0xe85250d6, 0, multiboot2_end - multiboot2_header
        dd -(0xe85250d6 + 0 + (multiboot2_end - multiboot2_header)) & 0xffffffff
        align 8, db 0
        dw 3, 0                             ; entry address
        dd 12
        dd PHYS(multiboot2_start)
        align 8, db 0
        dw 5, 1                             ; framebuffer, optional: any size, 32 bits a pixel
        dd 20
        dd 1024, 768, 32
        align 8, db 0
        dw 6, 0                             ; modules on page boundaries
        dd 8
        align 8, db 0
        dw 0, 0
        dd 8
multiboot2_end:

section .boot progbits alloc exec nowrite align=16
bits 32
global pvh_start
pvh_start:
        xor edi, edi
        jmp start32

multiboot2_start:
        mov edi, 1

start32:
        cli
        cld
        mov esp, PHYS(boot_stack_top)
        mov esi, ebx

        mov eax, 0x80000000
        cpuid
        cmp eax, 0x80000001
        mov ebx, PHYS(no_long_mode)
        jb refuse
        mov eax, 0x80000001
        cpuid
        bt edx, 29
        jnc refuse
        mov ebx, PHYS(no_execute_disable)
        bt edx, 20
        jnc refuse

        ; Four page directories of 2 MiB pages: the first 4 GiB, mapped three times over.
        mov eax, PHYS(boot_pdpt) + 3
        mov [PHYS(boot_pml4)], eax
        mov [PHYS(boot_pml4) + DIRECT_MAP_SLOT * 8], eax
        mov dword [PHYS(boot_pml4) + 511 * 8], PHYS(boot_image_pdpt) + 3
        mov dword [PHYS(boot_image_pdpt) + 510 * 8], PHYS(boot_directories) + 3
        xor ecx, ecx
.directory:
        mov eax, ecx
        shl eax, 12
        add eax, PHYS(boot_directories) + 3
        mov [PHYS(boot_pdpt) + ecx * 8], eax
        inc ecx
        cmp ecx, 4
        jb .directory
        xor ecx, ecx
.page:
        mov eax, ecx
        shl eax, 21
        or eax, 0x83
        mov [PHYS(boot_directories) + ecx * 8], eax
        inc ecx
        cmp ecx, 2048
        jb .page

        ; PAE, SSE; long mode and no-execute; paging and write protection.
        mov eax, cr4
        or eax, (1 << 5) | (1 << 9) | (1 << 10)
        mov cr4, eax
        mov eax, PHYS(boot_pml4)
        mov cr3, eax
        mov ecx, 0xc0000080
        rdmsr
        or eax, (1 << 0) | (1 << 8) | (1 << 11)
        wrmsr
        mov eax, cr0
        and eax, ~((1 << 2) | (1 << 3) | (1 << 29) | (1 << 30))
        or eax, (1 << 0) | (1 << 1) | (1 << 5) | (1 << 16) | (1 << 31)
        mov cr0, eax
        lgdt [PHYS(boot_gdtr)]
        jmp 0x10:PHYS(start64)

; Says on serial and on the text screen why this machine cannot run Vela, and stops. ebx = the text.
refuse:
        mov edi, 0xb8000
.next:
        mov al, [ebx]
        inc ebx
        test al, al
        jz .stop
        mov ah, 0x4f
        mov [edi], ax
        add edi, 2
        mov ecx, 100000
.wait:
        mov dx, 0x3fd
        in al, dx
        test al, 0x20
        loopz .wait
        mov al, [ebx - 1]
        mov dx, 0x3f8
        out dx, al
        jmp .next
.stop:
        mov dx, 0xf4                        ; isa-debug-exit, where there is one: a failed start
        mov eax, 0x12
        out dx, eax
.halt:
        hlt
        jmp .halt

bits 64
start64:
        mov rax, start_high
        jmp rax
start_high:
        mov ax, 0x18
        mov ss, ax
        xor eax, eax
        mov ds, ax
        mov es, ax
        mov fs, ax
        mov gs, ax
        mov rsp, boot_stack_top
        xor ebp, ebp
        fninit
        mov edi, edi
        mov esi, esi
        lea rdx, [rel image_symbols]
        call vela_boot
        ud2

extern vela_boot, _start, __ehdr_start, vela_state, vela_gates, vela_host_entry, vela_host_return
extern vela_font_start, vela_font_end, vela_vdso_start, vela_vdso_end, vela_symbol_table

section .data
        align 8
; ImageSymbols, field by field.
image_symbols:
        dq __ehdr_start, _start, vela_state, vela_gates, vela_host_entry, vela_host_return
        dq vela_font_start, vela_font_end, vela_vdso_start, vela_vdso_end, vela_symbol_table

section .rodata
no_long_mode:
        db "Vela needs a 64-bit processor (long mode); this one has none.", 13, 10, 0
no_execute_disable:
        db "Vela needs a processor with no-execute pages (NX); this one has none.", 13, 10, 0

        align 8
boot_gdt:
        dq 0
        dq 0
        dq 0x00af9a000000ffff               ; 0x10 kernel code
        dq 0x00cf92000000ffff               ; 0x18 kernel data
boot_gdtr:
        dw $ - boot_gdt - 1
        dd PHYS(boot_gdt)

section .bss
        alignb 4096
global boot_pml4
boot_pml4:        resb 4096
boot_pdpt:        resb 4096
boot_image_pdpt:  resb 4096
boot_directories: resb 4 * 4096
boot_stack:       resb BOOT_STACK_SIZE
boot_stack_top:

section .note.GNU-stack noalloc noexec nowrite progbits
