using System;
using Vela.Hal;
using Vela.Hal.X64;
using Vela.Primitives;

namespace Vela.Boot;

/// <summary>The archive of the machine's first files: a module that the loader put beside the kernel, or a file of the emulator's host.</summary>
/// <remarks>Owns its memory until <see cref="Release"/>. States: unread → read → released.</remarks>
public static unsafe class BootArchive
{
    private static FrameNumber _run;
    private static ulong _runFrames;

    /// <summary>Its bytes, valid until <see cref="Release"/>; none when there is no archive. NoMemory, or EIO from the host.</summary>
    public static Errno TryRead(out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (BootInfo.ModuleLength != 0)
        {
            bytes = new ReadOnlySpan<byte>((byte*)(MemoryLayout.DirectMap + BootInfo.ModuleStart), (int)BootInfo.ModuleLength);
            return Errno.None;
        }

        if (!FirmwareConfig.TryFind("opt/vela/initramfs"u8, out ushort key, out uint size) || size == 0)
        {
            return Errno.None;
        }

        _runFrames = (size + FrameNumber.Size - 1) / FrameNumber.Size;
        _run = PhysicalMap.Frames.AllocateRun(_runFrames, 1, FrameNumber.None, FrameUse.Kernel, FrameOwner.None);
        if (_run.IsNone)
        {
            return Errno.NoMemory;
        }

        byte* start = (byte*)(MemoryLayout.DirectMap + _run.Address.Value);
        if (!FirmwareConfig.Read(key, start, _run.Address.Value, size))
        {
            Release();
            return Errno.InputOutput;
        }

        bytes = new ReadOnlySpan<byte>(start, (int)size);
        return Errno.None;
    }

    /// <summary>Nobody looks at it any more: its frames are memory like any other.</summary>
    public static void Release()
    {
        FrameFault fault = FrameFault.None;
        if (!_run.IsNone)
        {
            fault = PhysicalMap.Frames.ReleaseRun(_run, _runFrames, FrameUse.Kernel);
            _run = FrameNumber.None;
        }
        else if (BootInfo.ModuleLength != 0)
        {
            fault = PhysicalMap.AddModule();
        }

        if (fault != FrameFault.None)
        {
            Stop.Panic("the memory of the first files was somebody else's"u8);
        }
    }
}
