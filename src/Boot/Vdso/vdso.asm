; The code that programs have of the kernel: clocks and the processor's number without a system call (vdso(7)).
;
; Mapped read-only and executable into each program, right behind a page of numbers that the kernel fills once at boot:
;   0  ticks of the time-stamp counter at boot    8  nanoseconds a tick, 32 bits before and 32 after the point
;   16 nanoseconds from 1970-01-01 UTC to boot
; The counter is one and never stops, so the numbers never change and reading needs no lock. What is not answered here, the
; clocks of processes, makes the system call.

%define TICKS_AT_BOOT   -4096
%define SCALE           -4088
%define WALL_AT_BOOT    -4080
%define PER_SECOND      1000000000
%define CALL_CLOCK_GETTIME 228
%define BAD_ADDRESS     -14

section .text
bits 64
default rel
extern __ehdr_start:weak

; RAX = nanoseconds since boot, R8 = the image's start. Uses RCX, RDX. As Vela.Boot.Clock.ToNanoseconds.
nanoseconds:
        lea r8, [__ehdr_start]
        rdtsc
        shl rdx, 32
        or rax, rdx
        sub rax, [r8 + TICKS_AT_BOOT]
        mov rcx, [r8 + SCALE]
        mov rdx, rax
        shr rdx, 32
        imul rdx, rcx
        mov eax, eax
        push rdx
        mul rcx
        shrd rax, rdx, 32
        pop rdx
        add rax, rdx
        ret

; int clock_gettime(int clock, struct timespec* into)
global __vdso_clock_gettime:function
__vdso_clock_gettime:
        cmp edi, 11
        ja .call
        mov eax, 0x8f3                          ; 0, 1, 4, 5, 6, 7, 11: all that go with the machine's time
        bt eax, edi
        jnc .call
        call nanoseconds
        mov ecx, 0x821                          ; 0, 5, 11: the date
        bt ecx, edi
        jnc .split
        add rax, [r8 + WALL_AT_BOOT]
.split:
        xor edx, edx
        mov ecx, PER_SECOND
        div rcx
        mov [rsi], rax
        mov [rsi + 8], rdx
        xor eax, eax
        ret
.call:
        mov eax, CALL_CLOCK_GETTIME
        syscall
        ret

; int clock_getres(int clock, struct timespec* into)
global __vdso_clock_getres:function
__vdso_clock_getres:
        mov eax, 229
        syscall
        ret

; int gettimeofday(struct timeval* into, struct timezone* zone)
global __vdso_gettimeofday:function
__vdso_gettimeofday:
        test rdi, rdi
        jz .zone
        call nanoseconds
        add rax, [r8 + WALL_AT_BOOT]
        xor edx, edx
        mov ecx, PER_SECOND
        div rcx
        mov [rdi], rax
        mov rax, rdx
        xor edx, edx
        mov ecx, 1000
        div rcx
        mov [rdi + 8], rax
.zone:
        test rsi, rsi
        jz .done
        mov qword [rsi], 0
.done:
        xor eax, eax
        ret

; time_t time(time_t* into)
global __vdso_time:function
__vdso_time:
        call nanoseconds
        add rax, [r8 + WALL_AT_BOOT]
        xor edx, edx
        mov ecx, PER_SECOND
        div rcx
        test rdi, rdi
        jz .done
        mov [rdi], rax
.done:
        ret

; int getcpu(unsigned* processor, unsigned* node, void*): there is one of each.
global __vdso_getcpu:function
__vdso_getcpu:
        test rdi, rdi
        jz .node
        mov dword [rdi], 0
.node:
        test rsi, rsi
        jz .done
        mov dword [rsi], 0
.done:
        xor eax, eax
        ret

section .note.GNU-stack noalloc noexec nowrite progbits
