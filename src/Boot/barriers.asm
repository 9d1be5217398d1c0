; The runtime's write barriers: what storing a reference in an object costs beside the store.
;
; They take the place of the runtime's own, whose object file is then not linked. Those also serve a collector that runs at the same
; time as the program and has to be told of each write; this kernel's stops the world, so that only cards are left: a card is marked
; where a reference to a young object is stored, so that a collection of the young finds it in the old.
; Arguments and trashed registers are those that the code generator expects (RDI and R10; RAX and RCX where the reference itself is fetched); a null reference faults on the instruction that is named ...AVLocation, where the runtime expects it.

%define CARD_SHIFT   11
%define BUNDLE_SHIFT 10         ; from a card to its bundle
%define MARKED       0xff

section .text
bits 64
default rel

extern g_lowest_address, g_highest_address, g_ephemeral_low, g_ephemeral_high, g_card_table, g_card_bundle_table

; Goes to %2 unless the reference %1 is to a young object.
%macro UNLESS_YOUNG 2
        cmp %1, [g_ephemeral_low]
        jb %2
        cmp %1, [g_ephemeral_high]
        jae %2
%endmacro

; Marks the card of the place %1. Changes %1 and %2; goes to %3 when that was done before.
%macro MARK_CARD 3
        shr %1, CARD_SHIFT
        mov %2, [g_card_table]
        cmp byte [%1 + %2], MARKED
        je %3
        mov byte [%1 + %2], MARKED
        shr %1, BUNDLE_SHIFT
        add %1, [g_card_bundle_table]
        cmp byte [%1], MARKED
        je %3
        mov byte [%1], MARKED
%endmacro

; Goes to %2 when the place %1 is not in the heap.
%macro UNLESS_IN_HEAP 2
        cmp %1, [g_lowest_address]
        jb %2
        cmp %1, [g_highest_address]
        jae %2
%endmacro

; RDI: where in an object, RSI: the reference.
align 16
global RhpAssignRef, RhpAssignRefESI, RhpAssignRefAVLocation
RhpAssignRef:
RhpAssignRefESI:
RhpAssignRefAVLocation:
        mov [rdi], rsi
        UNLESS_YOUNG rsi, .done
        MARK_CARD rdi, r10, .done
.done:
        ret

; As above; the place may also be on a stack.
align 16
global RhpCheckedAssignRef, RhpCheckedAssignRefESI, RhpCheckedAssignRefAVLocation
RhpCheckedAssignRef:
RhpCheckedAssignRefESI:
RhpCheckedAssignRefAVLocation:
        mov [rdi], rsi
        UNLESS_IN_HEAP rdi, .done
        UNLESS_YOUNG rsi, .done
        MARK_CARD rdi, r10, .done
.done:
        ret

; RDI: the place, RSI: the new reference, RDX: what must be there. In RAX what was there.
align 16
global RhpCheckedLockCmpXchg
RhpCheckedLockCmpXchg:
        mov rax, rdx
        lock cmpxchg [rdi], rsi
        jne .done
        UNLESS_IN_HEAP rdi, .done
        UNLESS_YOUNG rsi, .done
        MARK_CARD rdi, r10, .done
.done:
        ret

; RDI: the place, RSI: the new reference. In RAX what was there.
align 16
global RhpCheckedXchg
RhpCheckedXchg:
        mov rax, rsi
        xchg [rdi], rax
        UNLESS_IN_HEAP rdi, .done
        UNLESS_YOUNG rsi, .done
        MARK_CARD rdi, r10, .done
.done:
        ret

; RDI: where to, RSI: where from; both are moved to the next word.
align 16
global RhpByRefAssignRef, RhpByRefAssignRefAVLocation1, RhpByRefAssignRefAVLocation2
RhpByRefAssignRef:
RhpByRefAssignRefAVLocation1:
        mov rcx, [rsi]
RhpByRefAssignRefAVLocation2:
        mov [rdi], rcx
        UNLESS_IN_HEAP rdi, .done
        UNLESS_YOUNG rcx, .done
        mov rcx, rdi
        MARK_CARD rcx, rax, .done
.done:
        add rdi, 8
        add rsi, 8
        ret
