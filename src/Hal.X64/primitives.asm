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

; void (byte* destination, byte* source, ulong count). Under TCG four to six times as fast as vector moves (bench/floors).
FUNCTION vela_copy
        mov rcx, rdx
        shr rcx, 3
        cld
        rep movsq
        mov ecx, edx
        and ecx, 7
        rep movsb
        ret

FUNCTION vela_read_stack_pointer
        lea rax, [rsp + 8]
        ret

FUNCTION vela_read_frame_pointer
        mov rax, rbp
        ret

section .note.GNU-stack noalloc noexec nowrite progbits
