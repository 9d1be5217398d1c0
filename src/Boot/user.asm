; Ring 3: vela_run_user enters it and returns when the program makes a system call, faults or is interrupted.
;
; The kernel's own registers wait on its stack, the program's lie in its UserContext. The kernel never uses GS, so the GS base
; stays the program's; FS is exchanged, because the runtime's thread-local storage hangs on it. Interrupts are off from the
; moment the program's state is loaded until it is saved. Ring 0 executes neither x87 nor VEX instructions, so x87 state and the
; upper halves of the vector registers stay in the registers until another thread takes the processor.

%define CONTEXT_VECTOR  (15 * 8)
%define CONTEXT_ERROR   (16 * 8)
%define CONTEXT_RIP     (17 * 8)
%define CONTEXT_CS      (18 * 8)
%define CONTEXT_RFLAGS  (19 * 8)
%define CONTEXT_RSP     (20 * 8)
%define CONTEXT_SS      (21 * 8)
%define CONTEXT_FS      (22 * 8)
%define CONTEXT_FAULT   (23 * 8)
%define CONTEXT_MXCSR   (24 * 8)
%define CONTEXT_XMM     (26 * 8)
%define INTERRUPT       32
%define SYSTEM_CALL     256
%define USER_CODE       0x33

section .text
bits 64
default rel

; uint vela_run_user(UserContext* context): why the program stopped, as in the context's vector.
global vela_run_user
vela_run_user:
        push rbx
        push rbp
        push r12
        push r13
        push r14
        push r15
        cli
        cmp byte [vela_interrupted], 0
        jne not_entered
        mov [kernel_stack], rsp
        mov [user_context], rdi
        rdfsbase rax
        mov [kernel_fs], rax
        mov rax, [rdi + CONTEXT_FS]
        wrfsbase rax
        ldmxcsr [rdi + CONTEXT_MXCSR]
%assign register 0
%rep 16
        movups xmm %+ register, [rdi + CONTEXT_XMM + register * 16]
%assign register register + 1
%endrep
        mov rsp, rdi
        cmp dword [rsp + CONTEXT_VECTOR], SYSTEM_CALL
        pop r15
        pop r14
        pop r13
        pop r12
        jne .by_interrupt_return
        ; After a system call RCX and R11 hold RIP and RFLAGS by definition, so SYSRET can give them back.
        add rsp, 16                             ; r11, r10
        mov r10, [rsp - 8]
        pop r9
        pop r8
        pop rdi
        pop rsi
        pop rbp
        pop rbx
        pop rdx
        add rsp, 8                              ; rcx
        pop rax
        mov rcx, [rsp + CONTEXT_RIP - CONTEXT_VECTOR]
        mov r11, [rsp + CONTEXT_RFLAGS - CONTEXT_VECTOR]
        mov rsp, [rsp + CONTEXT_RSP - CONTEXT_VECTOR]
        o64 sysret
.by_interrupt_return:
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
global vela_user_iretq
vela_user_iretq:
        iretq

; An interrupt came since the program ran last: it is served first, as if the program had been interrupted at once.
not_entered:
        mov byte [vela_interrupted], 0
        mov eax, INTERRUPT
        pop r15
        pop r14
        pop r13
        pop r12
        pop rbp
        pop rbx
        sti
        ret

; SYSCALL from ring 3: RCX = RIP, R11 = RFLAGS, RSP still the program's.
global vela_user_call
vela_user_call:
        mov [user_stack], rsp
        mov rsp, [user_context]
        add rsp, CONTEXT_SS                     ; SS is the same always: ring 3 can load no other
        push qword [user_stack]
        push r11
        push USER_CODE
        push rcx
        push 0
        push SYSTEM_CALL
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
        mov rdi, rsp
        jmp leave_user

; A trap or interrupt from ring 3, on its interrupt stack: [rsp] = vector, error, rip, cs, rflags, rsp, ss.
global vela_user_trap
vela_user_trap:
        push rdi
        mov rdi, [user_context]
        mov [rdi], r15
        mov [rdi + 8], r14
        mov [rdi + 16], r13
        mov [rdi + 24], r12
        mov [rdi + 32], r11
        mov [rdi + 40], r10
        mov [rdi + 48], r9
        mov [rdi + 56], r8
        mov [rdi + 72], rsi
        mov [rdi + 80], rbp
        mov [rdi + 88], rbx
        mov [rdi + 96], rdx
        mov [rdi + 104], rcx
        mov [rdi + 112], rax
        pop rax
        mov [rdi + 64], rax
        pop rax
        mov [rdi + CONTEXT_VECTOR], rax
        pop rcx
        mov [rdi + CONTEXT_ERROR], rcx
        pop rcx
        mov [rdi + CONTEXT_RIP], rcx
        pop rcx
        mov [rdi + CONTEXT_CS], rcx
        pop rcx
        mov [rdi + CONTEXT_RFLAGS], rcx
        pop rcx
        mov [rdi + CONTEXT_RSP], rcx
        pop rcx
        mov [rdi + CONTEXT_SS], rcx
        mov rcx, cr2
        mov [rdi + CONTEXT_FAULT], rcx
        push 2                                  ; a gate clears neither AC, which would open the program's pages to ring 0 (SMAP), nor DF, nor ID
        popfq                                   ; SYSCALL's mask has done that in the other way here

; The program's general registers are saved in the context at RDI.
leave_user:
        stmxcsr [rdi + CONTEXT_MXCSR]
        ldmxcsr [kernel_mxcsr]
%assign register 0
%rep 16
        movups [rdi + CONTEXT_XMM + register * 16], xmm %+ register
%assign register register + 1
%endrep
        rdfsbase rax
        mov [rdi + CONTEXT_FS], rax
resume_kernel:
        mov rax, [kernel_fs]
        wrfsbase rax
        mov rsp, [kernel_stack]
        mov eax, [rdi + CONTEXT_VECTOR]
        pop r15
        pop r14
        pop r13
        pop r12
        pop rbp
        pop rbx
        sti
        ret

; The IRETQ above faulted: its frame cannot be returned to. That is the program's fault, not the kernel's; its registers are
; still whole in the context. On the exception's interrupt stack: [rsp] = vector, error.
global vela_user_return_fault
vela_user_return_fault:
        mov rdi, [user_context]
        pop rax
        mov [rdi + CONTEXT_VECTOR], rax
        pop rax
        mov [rdi + CONTEXT_ERROR], rax
        ldmxcsr [kernel_mxcsr]
        jmp resume_kernel

; void vela_save_state(void* area, ulong mask), void vela_restore_state(void* area, ulong mask): x87 and vector registers, by XSAVE.
global vela_save_state, vela_restore_state
vela_save_state:
        mov eax, esi
        mov rdx, rsi
        shr rdx, 32
        xsave64 [rdi]
        ret

vela_restore_state:
        mov eax, esi
        mov rdx, rsi
        shr rdx, 32
        xrstor64 [rdi]
        ret

global vela_read_gs_base, vela_write_gs_base
vela_read_gs_base:
        rdgsbase rax
        ret

vela_write_gs_base:
        wrgsbase rdi
        ret

section .data
        align 8
kernel_stack: dq 0
kernel_fs:    dq 0
user_context: dq 0
user_stack:   dq 0
kernel_mxcsr: dd 0x1f80

; Not 0: an interrupt came while ring 0 ran, so that it made no program stop.
global vela_interrupted
vela_interrupted: db 0

section .note.GNU-stack noalloc noexec nowrite progbits
