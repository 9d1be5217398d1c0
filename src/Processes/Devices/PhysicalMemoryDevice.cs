using System;
using System.Buffers.Binary;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Processes;

/// <summary>/dev/mem: physical addresses as a file, as far as whoever opened it has capabilities for device memory (mem(4)).</summary>
/// <remarks>
/// Owns nothing: each read, write and mapping looks for a capability that covers its range in the space of the opener, so that a descriptor by itself gives
/// nothing, and one that was passed on no more than its opener still has. Memory is in no such range, so that it can neither be read nor written here.
/// </remarks>
public sealed class PhysicalMemoryDevice(DeviceFileSystem owner, IDeviceWindow window)
    : DeviceInode(owner, InodeKind.CharacterDevice, new DeviceNumber(1, 1), 0x180) // 0600
{
    /// <summary>Somebody has opened it.</summary>
    /// <returns>NotPermitted: without a capability for any device's memory.</returns>
    public static Errno Admit(OpenFile file, CapabilitySpace opener)
    {
        file.Attachment = opener;
        Rights needed = (file.CanRead ? Rights.Read : Rights.None) | (file.CanWrite ? Rights.Write : Rights.None);
        return DeviceMemory.Find(opener, needed, 0, 0, out _, "Open").Error;
    }

    /// <summary>What an open file of it may do with a range.</summary>
    /// <param name="file">Of it.</param>
    /// <param name="needed">The rights.</param>
    /// <param name="address">The first byte.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="opener">In whose space the capability lies.</param>
    /// <param name="handle">The capability.</param>
    /// <param name="operation">Named in the denial.</param>
    /// <returns>NotPermitted.</returns>
    public static Result<DeviceMemory> Find(
        OpenFile file, Rights needed, ulong address, ulong bytes, out CapabilitySpace? opener, out CapabilityHandle handle, string operation)
    {
        handle = CapabilityHandle.None;
        opener = file.Attachment as CapabilitySpace;
        return opener is null ? Errno.NotPermitted : DeviceMemory.Find(opener, needed, address, bytes, out handle, operation);
    }

    public override FileOutcome TryRead(OpenFile file, ulong offset, Span<byte> into, out int count)
    {
        if (!Show(file, Rights.Read, offset, into.Length, out count, "Read").Ok(out DeviceRegisters? registers, out Errno error))
        {
            return error;
        }

        uint at = (uint)(offset % FrameNumber.Size);
        for (int done = 0; done < count;)
        {
            Span<byte> rest = into[done..count];
            int width = WidthAt(at, rest.Length);
            switch (width)
            {
                case 4:
                    BinaryPrimitives.WriteUInt32LittleEndian(rest, registers.Read32(at));
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt16LittleEndian(rest, registers.Read16(at));
                    break;
                default:
                    rest[0] = registers.Read8(at);
                    break;
            }

            done += width;
            at += (uint)width;
        }

        return FileOutcome.Done;
    }

    public override FileOutcome TryWrite(OpenFile file, ulong offset, ReadOnlySpan<byte> from, out int count)
    {
        if (!Show(file, Rights.Write, offset, from.Length, out count, "Write").Ok(out DeviceRegisters? registers, out Errno error))
        {
            return error;
        }

        uint at = (uint)(offset % FrameNumber.Size);
        for (int done = 0; done < count;)
        {
            ReadOnlySpan<byte> rest = from[done..count];
            int width = WidthAt(at, rest.Length);
            switch (width)
            {
                case 4:
                    registers.Write32(at, BinaryPrimitives.ReadUInt32LittleEndian(rest));
                    break;
                case 2:
                    registers.Write16(at, BinaryPrimitives.ReadUInt16LittleEndian(rest));
                    break;
                default:
                    registers.Write8(at, rest[0]);
                    break;
            }

            done += width;
            at += (uint)width;
        }

        return FileOutcome.Done;
    }

    /// <summary>The page of an address, if as much of it as is wanted may be used.</summary>
    private Result<DeviceRegisters> Show(OpenFile file, Rights needed, ulong address, int wanted, out int count, string operation)
    {
        count = (int)Math.Min((ulong)wanted, FrameNumber.Size - (address % FrameNumber.Size));
        Errno error = count == 0 ? Errno.Invalid : Find(file, needed, address, (ulong)count, out _, out _, operation).Error;
        count = error == Errno.None ? count : 0;
        return error == Errno.None ? window.Show(new FrameNumber(address >> FrameNumber.Shift)) : error;
    }

    /// <summary>As wide as alignment and length allow: a register of 32 bits is met once.</summary>
    private static int WidthAt(uint at, int length) => length >= 4 && at % 4 == 0 ? 4 : length >= 2 && at % 2 == 0 ? 2 : 1;
}
