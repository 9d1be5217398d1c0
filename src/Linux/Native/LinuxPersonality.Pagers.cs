using Vela.Capabilities;
using Vela.Fs;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Pagers that are programs (docs/abi/vela.md): they make memory, are asked for its pages when somebody touches them, and supply them.</remarks>
public sealed partial class LinuxPersonality
{
    /// <summary>As much as an address space can show.</summary>
    private const ulong MostPagedBytes = 1UL << 46;

    private readonly byte[] _supplied = new byte[PageNumber.Size];

    private static CallResult MakePagedMemory(Thread thread, CapabilityHandle handle, ulong name, ulong size)
    {
        Process process = thread.Process;
        CapabilitySpace space = process.Descriptors.Space;
        if (!space.Get<Pager>(handle, Rights.Create, nameof(NativeCall.Paged)).Ok(out Pager? pager, out Errno error)
            || (error = process.Descriptors.CheckPurse(nameof(NativeCall.Paged))) != Errno.None)
        {
            return error;
        }

        if (size is 0 or > MostPagedBytes || (size & InPage) != 0)
        {
            return Errno.Invalid;
        }

        PagedMemory made = new(process.Container.Memory, pager, name, size, process.Memory!.Account);
        Result<CapabilityHandle> held = space.Insert(made, PagedMemory.Usable);
        if (!held.IsOk)
        {
            made.Discard();
        }

        return HandleOf(held);
    }

    /// <summary>Cuts or prolongs memory: what lies beyond is gone from all who have it mapped.</summary>
    private static CallResult ResizeMemory(Thread thread, CapabilityHandle handle, ulong size)
    {
        if (!thread.Process.Descriptors.Space.Get<PagedMemory>(handle, Rights.Resize, nameof(NativeCall.Resize)).Ok(out PagedMemory? memory, out Errno error))
        {
            return error;
        }

        if (size is 0 or > MostPagedBytes || (size & InPage) != 0)
        {
            return Errno.Invalid;
        }

        if (memory.Pages.IsCutting)
        {
            _ = ref thread.BeginCall();
            FileOutcome waits = FileOutcome.AwaitsCut(memory.Pages);
            return Finish(thread, waits);
        }

        memory.Pages.Resize(size);
        return 0;
    }

    /// <summary>What is asked of a pager, as a message: the object's name, the offset and the length in bytes.</summary>
    private static CallResult ReceiveRequest(Thread thread, ref CallProgress progress, CapabilityHandle handle, ulong into, ulong timeout)
    {
        if (!thread.Process.Descriptors.Space.Get<Pager>(handle, Rights.Receive, nameof(NativeCall.Receive)).Ok(out Pager? pager, out Errno error))
        {
            return error;
        }

        FileOutcome outcome = TryReachAll(thread, into, NativeLayout.MessageBytes);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        if (!pager.TryReceive(out ulong name, out PageNumber page))
        {
            return WaitUntil(thread, ref progress, pager.Asked, timeout);
        }

        Message message = default;
        message.Words[0] = name;
        message.Words[1] = page.Address.Value;
        message.Words[2] = PageNumber.Size;
        outcome = TryWriteMessage(thread, into, in message, 0, CapabilityHandle.None);
        return Finish(thread, outcome);
    }

    /// <summary>A page that was asked for: a copy of one of the caller's. Address 0: it cannot be had, and whoever asked is told so.</summary>
    private CallResult SupplyPage(Thread thread, CapabilityHandle handle, ulong name, ulong offset, ulong address)
    {
        if (!thread.Process.Descriptors.Space.Get<Pager>(handle, Rights.Supply, nameof(NativeCall.Supply)).Ok(out Pager? pager, out Errno error))
        {
            return error;
        }

        PageNumber page = new(offset >> PageNumber.Shift);
        if ((offset & InPage) != 0 || pager.FindAsked(name, page) is not { } source)
        {
            return (offset & InPage) != 0 ? Errno.Invalid : Errno.NoEntry;
        }

        if (address == 0)
        {
            pager.Fail(name, page, Errno.InputOutput);
            return 0;
        }

        FileOutcome outcome = TryCopyIn(thread, address, _supplied);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        VirtualMemory memory = thread.Process.Container.Memory;
        FrameNumber frame = memory.TryTakeFrame(source);
        if (frame.IsNone)
        {
            return Errno.NoMemory;
        }

        memory.Frames.Memory.Copy(_supplied, memory.Frames.Memory.Page(frame));
        pager.Supply(name, page, frame);
        return 0;
    }
}
