; Traps, interrupts, the runtime's host calls and the switch between its threads.
;
; Every gate has an interrupt stack of its own class, because native code uses the red zone below RSP.
; Interrupts from ring 0 run no C#: they note the line, mask it if level-triggered, and acknowledge it.
; Nothing here touches a vector register but by saving and restoring it.

%define LOCAL_APIC_EOI  0xb0
%define HOST_FRAME_SIZE (15 * 8)
%define RED_ZONE        128

section .text
bits 64
default rel

extern vela_interrupted, vela_trap, vela_host_call, vela_watchdog, vela_user_call, vela_user_trap, vela_user_iretq, vela_user_return_fault

; ---- exceptions -----------------------------------------------------------------------------------------------

%macro EXCEPTION 1
exception_%1:
%if %1 != 8 && (%1 < 10 || %1 > 14) && %1 != 17 && %1 != 21 && %1 != 29 && %1 != 30
        push 0
%endif
        push %1
        jmp exception
%endmacro
%assign vector 0
%rep 32
EXCEPTION vector
%assign vector vector + 1
%endrep

; From ring 3, the program stops and RunUser returns. From ring 0, leaves a TrapFrame on the interrupt stack, 16-byte aligned,
; and gives it to C#, which may change it.
exception:
        test byte [rsp + 24], 3
        jnz vela_user_trap
        push rax
        lea rax, [vela_user_iretq]
        cmp rax, [rsp + 24]
        pop rax
        je vela_user_return_fault
        push rax
        push rcx
        push rdx
        push rbx
        push rbp
        push rsi
        push rdi
        push r8
        push r9
        push r10
        push r11
        push r12
        push r13
        push r14
        push r15
        cld
        mov rbx, rsp
        sub rsp, 512
        fxsave64 [rsp]
        mov rdi, rbx
        mov rsi, rsp
        call vela_trap
        fxrstor64 [rsp]
        mov rsp, rbx
restore_trap_frame:
        pop r15
        pop r14
        pop r13
        pop r12
        pop r11
        pop r10
        pop r9
        pop r8
        pop rdi
        pop rsi
        pop rbp
        pop rbx
        pop rdx
        pop rcx
        pop rax
        add rsp, 16
        iretq

; void vela_resume(TrapFrame* frame, void* floatingPoint): continues what the frame interrupted.
global vela_resume
vela_resume:
        fxrstor64 [rsi]
        mov rsp, rdi
        jmp restore_trap_frame

; void vela_save_floating_point(void* area): 512 bytes, 16-byte aligned.
global vela_save_floating_point
vela_save_floating_point:
        fxsave64 [rdi]
        ret

; ---- interrupts -----------------------------------------------------------------------------------------------

%macro INTERRUPT 1
interrupt_%1:
        push rax
        mov eax, %1
        jmp interrupt
%endmacro
%assign line 0
%rep 24
INTERRUPT line
%assign line line + 1
%endrep

interrupt:
        lock bts [vela_pending_lines], rax
        inc qword [vela_line_counts + rax * 8]
        bt [vela_level_lines], rax
        jnc .acknowledge
        push rcx
        mov rcx, [vela_io_apic]
        lea eax, [rax * 2 + 0x10]
        mov [rcx], eax
        or dword [rcx + 0x10], 1 << 16
        pop rcx
.acknowledge:
        mov rax, [vela_local_apic]
        mov dword [rax + LOCAL_APIC_EOI], 0
        pop rax
        test byte [rsp + 8], 3
        jnz interrupted_program
        mov byte [vela_interrupted], 1
        iretq

; An interrupt from ring 3 makes RunUser return, whatever it was.
interrupted_program:
        push 0
        push 32
        jmp vela_user_trap

interrupt_timer:
        push rax
        inc qword [vela_timer_ticks]
        mov rax, [vela_local_apic]
        mov dword [rax + LOCAL_APIC_EOI], 0
        mov rax, [vela_watchdog_tick]
        cmp rax, [vela_timer_ticks]
        pop rax
        jb .watchdog
        test byte [rsp + 8], 3
        jnz interrupted_program
        mov byte [vela_interrupted], 1
        iretq
.watchdog:
        test byte [rsp + 8], 3
        jnz interrupted_program
        push 0
        push 32
        push rax
        push rcx
        push rdx
        push rbx
        push rbp
        push rsi
        push rdi
        push r8
        push r9
        push r10
        push r11
        push r12
        push r13
        push r14
        push r15
        cld
        mov rbx, rsp
        sub rsp, 512
        fxsave64 [rsp]
        mov rdi, rbx
        call vela_watchdog
        fxrstor64 [rsp]
        mov rsp, rbx
        jmp restore_trap_frame

; The local APIC raises this when an interrupt vanished before it was taken; it wants no acknowledgement (SDM 3A 11.9).
interrupt_spurious:
        iretq

; ---- host calls of the .NET runtime ---------------------------------------------------------------------------

; SYSCALL from ring 0: RCX, the return address, is in the high half. FMASK has cleared IF; the caller's stack goes on
; below its red zone. All registers but RAX, RCX, R11 survive, the vector registers too: the C library counts on it.
global vela_host_entry
vela_host_entry:
        test rcx, rcx
        jns vela_user_call
        lea rsp, [rsp - RED_ZONE]
        push rax
        push rcx
        push r11
        push rdi
        push rsi
        push rdx
        push r10
        push r8
        push r9
        push rbx
        push rbp
        push r12
        push r13
        push r14
        push r15
        mov rbp, rsp
        and rsp, -16
        sub rsp, 256
%assign register 0
%rep 16
        movaps [rsp + register * 16], xmm %+ register
%assign register register + 1
%endrep
        cld
        mov rdi, rbp
        call vela_host_call
%assign register 0
%rep 16
        movaps xmm %+ register, [rsp + register * 16]
%assign register register + 1
%endrep
        mov rsp, rbp
; Where a new thread begins, its HostFrame at RSP.
global vela_host_return
vela_host_return:
        pop r15
        pop r14
        pop r13
        pop r12
        pop rbp
        pop rbx
        pop r9
        pop r8
        pop r10
        pop rdx
        pop rsi
        pop rdi
        pop r11
        pop rcx
        pop rax
        push r11
        popfq
        lea rsp, [rsp + RED_ZONE]
        jmp rcx

; void vela_switch(ulong* stackPointer, ulong next): leaves this stack for another that was left the same way.
global vela_switch
vela_switch:
        push rbx
        push rbp
        push r12
        push r13
        push r14
        push r15
        mov [rdi], rsp
        mov rsp, rsi
        pop r15
        pop r14
        pop r13
        pop r12
        pop rbp
        pop rbx
        ret

; void vela_enter(ulong entry, ulong stackPointer): the C library's _start, as the ELF ABI has it at process entry.
global vela_enter
vela_enter:
        mov rsp, rsi
        xor edx, edx
        xor ebp, ebp
        jmp rdi

; void vela_call_on(ulong stackTop, void (*function)(ulong), ulong argument): for a panic whose own stack has ended.
global vela_call_on
vela_call_on:
        mov rsp, rdi
        mov rdi, rdx
        xor ebp, ebp
        call rsi
        ud2

section .rodata
        align 8
global vela_gates
; 32 exceptions, 24 lines, the timer, the spurious interrupt.
vela_gates:
%assign vector 0
%rep 32
        dq exception_ %+ vector
%assign vector vector + 1
%endrep
%assign line 0
%rep 24
        dq interrupt_ %+ line
%assign line line + 1
%endrep
        dq interrupt_timer
        dq interrupt_spurious

section .data
        align 8
global vela_state
; Shared with C# as MachineState; the order is that of its fields.
vela_state:
vela_pending_lines: dq 0
vela_level_lines:   dq 0
vela_timer_ticks:   dq 0
vela_watchdog_tick: dq -1
vela_local_apic:    dq 0
vela_io_apic:       dq 0
vela_line_counts:   times 24 dq 0

global vela_symbol_table
; Where the symbol table lies, filled in after linking: address, size.
vela_symbol_table:  dq 0, 0

section .note.GNU-stack noalloc noexec nowrite progbits
