; Instructions that C# has no words for, one function each (System V calling convention, leaf).

section .text
bits 64
default rel

%macro FUNCTION 1
        align 16
global %1
%1:
%endmacro

FUNCTION vela_in8
        mov edx, edi
        xor eax, eax
        in al, dx
        ret

FUNCTION vela_in16
        mov edx, edi
        xor eax, eax
        in ax, dx
        ret

; A run of words between a port and memory: port, address, count. The direction flag is clear throughout (System V ABI, 3.2.1).
FUNCTION vela_ins16
        mov rcx, rdx
        mov edx, edi
        mov rdi, rsi
        rep insw
        ret

FUNCTION vela_outs16
        mov rcx, rdx
        mov edx, edi
        rep outsw
        ret

FUNCTION vela_in32
        mov edx, edi
        in eax, dx
        ret

FUNCTION vela_out8
        mov edx, edi
        mov eax, esi
        out dx, al
        ret

FUNCTION vela_out16
        mov edx, edi
        mov eax, esi
        out dx, ax
        ret

FUNCTION vela_out32
        mov edx, edi
        mov eax, esi
        out dx, eax
        ret

; void (uint leaf, uint subleaf, uint result[4])
FUNCTION vela_cpuid
        push rbx
        mov r8, rdx
        mov eax, edi
        mov ecx, esi
        cpuid
        mov [r8], eax
        mov [r8 + 4], ebx
        mov [r8 + 8], ecx
        mov [r8 + 12], edx
        pop rbx
        ret

FUNCTION vela_read_msr
        mov ecx, edi
        rdmsr
        shl rdx, 32
        or rax, rdx
        ret

FUNCTION vela_write_msr
        mov ecx, edi
        mov rax, rsi
        mov rdx, rsi
        shr rdx, 32
        wrmsr
        ret

FUNCTION vela_read_tsc
        rdtsc
        shl rdx, 32
        or rax, rdx
        ret

; ulong (ulong* value): 1 when the processor had a random number ready.
FUNCTION vela_rdrand
        xor eax, eax
        rdrand rdx
        jnc .none
        mov [rdi], rdx
        inc eax
.none:
        ret

FUNCTION vela_read_cr2
        mov rax, cr2
        ret

FUNCTION vela_read_cr3
        mov rax, cr3
        ret

FUNCTION vela_write_cr3
        mov cr3, rdi
        ret

FUNCTION vela_read_cr4
        mov rax, cr4
        ret

FUNCTION vela_write_cr4
        mov cr4, rdi
        ret

FUNCTION vela_set_xcr0
        xor ecx, ecx
        mov rax, rdi
        mov rdx, rdi
        shr rdx, 32
        xsetbv
        ret

FUNCTION vela_invalidate_page
        invlpg [rdi]
        ret

FUNCTION vela_load_gdt
        lgdt [rdi]
        ret

FUNCTION vela_load_idt
        lidt [rdi]
        ret

FUNCTION vela_load_task_register
        ltr di
        ret

FUNCTION vela_enable_interrupts
        sti
        ret

FUNCTION vela_disable_interrupts
        cli
        ret

; Called with interrupts off. STI takes effect after the next instruction, so no interrupt can slip in before HLT.
FUNCTION vela_wait_for_interrupt
        sti
        hlt
        cli
        ret

FUNCTION vela_halt_forever
        cli
.halt:
        hlt
        jmp .halt

; void (byte* destination, byte* source, ulong count); the two do not overlap. The only vector instructions of 32 bytes in ring 0. The upper halves of
; the registers are the program's, which has run or will: what this uses of them it brings back. The lower halves were saved on the way in, and no other
; thread runs before the last instruction here. A page counts 293; by words, where the processor has no AVX, 520.
COPY_BLOCK equ 512

FUNCTION vela_copy
        mov rcx, rdx
        and rcx, -COPY_BLOCK
        jz .words
        cmp byte [has_wide_vectors], 0
        je .words
        sub rsp, 64
%assign register 0
%rep 4
        vextractf128 [rsp + register * 16], ymm %+ register, 1
%assign register register + 1
%endrep
        add rsi, rcx
        add rdi, rcx
        neg rcx
.block:
%assign offset 0
%rep COPY_BLOCK / 128
%assign register 0
%rep 4
        vmovdqu ymm %+ register, [rsi + rcx + offset + register * 32]
%assign register register + 1
%endrep
%assign register 0
%rep 4
        vmovdqu [rdi + rcx + offset + register * 32], ymm %+ register
%assign register register + 1
%endrep
%assign offset offset + 128
%endrep
        add rcx, COPY_BLOCK
        jnz .block
%assign register 0
%rep 4
        vinsertf128 ymm %+ register, ymm %+ register, [rsp + register * 16], 1
%assign register register + 1
%endrep
        add rsp, 64
        and edx, COPY_BLOCK - 1
        jz .done
.words:
        mov rcx, rdx
        shr rcx, 3
        cld
        rep movsq
        mov ecx, edx
        and ecx, 7
        rep movsb
.done:
        ret

; void (): from now on AVX is allowed.
FUNCTION vela_use_wide_vectors
        mov byte [has_wide_vectors], 1
        ret

FUNCTION vela_read_stack_pointer
        lea rax, [rsp + 8]
        ret

FUNCTION vela_read_frame_pointer
        mov rax, rbp
        ret

section .data
has_wide_vectors: db 0

section .note.GNU-stack noalloc noexec nowrite progbits
