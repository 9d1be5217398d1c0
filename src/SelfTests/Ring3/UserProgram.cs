using System;
using System.Buffers.Binary;

namespace Vela.SelfTests;

/// <summary>Machine code for ring 3, put together by hand: loops that touch pages or make system calls, and then a call numbered 1.</summary>
internal sealed class UserProgram
{
    public const ulong EndCall = 1;

    private readonly byte[] _code = new byte[4096];
    private int _length;

    public ReadOnlySpan<byte> Code => _code;

    /// <summary>Bytes put together so far: where what comes next will begin.</summary>
    public int Length => _length;

    /// <summary>Writes one byte to each of <paramref name="pages"/> pages from <paramref name="address"/> on.</summary>
    public UserProgram Write(ulong address, int pages) => Touch(address, pages, [0xc6, 0x06, 0x01]);

    /// <summary>Reads one byte of each of <paramref name="pages"/> pages.</summary>
    public UserProgram Read(ulong address, int pages) => Touch(address, pages, [0x8a, 0x06]);

    /// <summary>mov ebx, count; again: mov eax, number; syscall; dec ebx; jnz again.</summary>
    public UserProgram Call(uint number, int count)
    {
        Emit(0xbb);
        Emit32((uint)count);
        Emit(0xb8);
        Emit32(number);
        Emit(0x0f, 0x05, 0xff, 0xcb, 0x75, 0xf5);
        return this;
    }

    /// <summary>mov eax, 1; syscall.</summary>
    public UserProgram End()
    {
        Emit(0xb8);
        Emit32((uint)EndCall);
        Emit(0x0f, 0x05);
        return this;
    }

    /// <summary>Any bytes.</summary>
    public UserProgram Raw(params ReadOnlySpan<byte> bytes)
    {
        Emit(bytes);
        return this;
    }

    /// <summary>mov rsi, address; mov ecx, pages; again: ACCESS; add rsi, 4096; dec ecx; jnz again.</summary>
    private UserProgram Touch(ulong address, int pages, ReadOnlySpan<byte> access)
    {
        Emit(0x48, 0xbe);
        BinaryPrimitives.WriteUInt64LittleEndian(_code.AsSpan(_length), address);
        _length += 8;
        Emit(0xb9);
        Emit32((uint)pages);
        Emit(access);
        Emit(0x48, 0x81, 0xc6, 0x00, 0x10, 0x00, 0x00, 0xff, 0xc9, 0x75, (byte)(256 - access.Length - 11));
        return this;
    }

    private void Emit(params ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_code.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Emit32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_code.AsSpan(_length), value);
        _length += 4;
    }
}
