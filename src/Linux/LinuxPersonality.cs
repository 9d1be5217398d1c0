using System;
using System.Runtime.CompilerServices;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Hal;
using Vela.Memory;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <summary>Linux's system calls for x86-64: numbers, arguments, layouts of structures, errors. Nothing of it leaks downwards.</summary>
/// <remarks>
/// Owns: rooms for the paths that a call brings. Does not own: anything a call changes. Each call is a method named after it, in a file of its
/// kind; <see cref="DefineCalls"/> and <see cref="DefineFileCalls"/> are the table. A call is a synchronous try: it finishes, or it parks the thread and is dispatched again from the
/// thread's registers; what it needs to remember meanwhile is in <see cref="Thread.Progress"/>. None is async.
/// Every argument is hostile. Sources: the man pages, section 2.
/// </remarks>
public sealed partial class LinuxPersonality : IPersonality
{
    private const int SystemCallBytes = 2;

    /// <summary>One more than the highest number of a call here.</summary>
    private const int CallCount = 463;

    /// <summary>A number that no call of Linux's will ever have: whatever is beyond the table.</summary>
    private const uint AbsentRow = 400;

    private readonly byte[] _path = new byte[Vfs.MostPathBytes + PathText.SpareBytes];
    private readonly byte[] _otherPath = new byte[Vfs.MostPathBytes + PathText.SpareBytes];
    private readonly CallHandler[] _handlers = new CallHandler[CallCount];
    private readonly string?[] _names = new string?[CallCount];
    private readonly ICallLog _log;
    private readonly uint _processorFeatures;

    /// <param name="log">Told of calls that do not exist here.</param>
    /// <param name="processorFeatures">CPUID.1:EDX, which programs are told (getauxval(3), AT_HWCAP).</param>
    public LinuxPersonality(ICallLog log, uint processorFeatures)
    {
        _log = log;
        _processorFeatures = processorFeatures;
        Array.Fill(_handlers, (thread, in r) => Unlisted(thread, in r));
        DefineCalls();
        DefineFileCalls();
    }

    /// <summary>What a call is named; null when there is none with that number.</summary>
    public string? NameOf(ulong number) => number < (ulong)_names.Length ? _names[(int)number] : null;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Call(Thread thread, ref UserContext registers)
    {
        CallHandler[] handlers = _handlers;
        uint row = unchecked((uint)registers.Rax);
        CallHandler handler = registers.Rax == row && row < (uint)handlers.Length ? handlers[row] : handlers[AbsentRow];
        CallResult result = handler(thread, in registers);
        if (!result.IsDeferred)
        {
            registers.Rax = unchecked((ulong)(result.IsFailure ? Explain(thread, registers.Rax, result) : result.Value));
        }
    }

    /// <summary>
    /// What a program is told: a denial in the words of the call's man page; and ECANCELED when what a thread waited for was revoked meanwhile, so that it
    /// can tell that from a descriptor that was never there.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Explain(Thread thread, ulong number, CallResult result)
    {
        bool isGone = result.IsDenied || result.Value == -(long)Errno.BadDescriptor;
        if (isGone && thread.IsResuming && thread.Process.Container.Capabilities.Denials.LastReason == DenialReason.Revoked)
        {
            return -(long)Errno.Canceled;
        }

        return result.IsDenied && number < CallCount ? -(long)SystemCallRights.Denial((uint)number) : result.Value;
    }

    public void EndInterruptedCall(Thread thread, Errno error)
    {
        ref UserContext registers = ref thread.Registers;
        if (error != Errno.None)
        {
            registers.Rax = unchecked((ulong)-(long)error);
            return;
        }

        // RAX still has the number: the instruction is executed again.
        registers.Rip -= SystemCallBytes;
        registers.ReturnByInterrupt();
    }

    /// <summary>What an operation's outcome is for the program: a value when it is done, an error, or a wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static CallResult Finish(Thread thread, FileOutcome outcome, long value = 0, RestartRule rule = RestartRule.Always) =>
        outcome.IsDone ? value : FinishUndone(thread, outcome, rule);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static CallResult FinishUndone(Thread thread, FileOutcome outcome, RestartRule rule) =>
        outcome.IsWaiting ? Wait(thread, outcome, rule) : outcome.Error;

    /// <summary>Parks the thread on what an operation named; or, when a signal is there already, leaves the call to it.</summary>
    private static CallResult Wait(Thread thread, FileOutcome outcome, RestartRule rule)
    {
        if (outcome.Verdict == FileVerdict.WouldBlock && thread.IsInterrupted)
        {
            thread.InterruptCall(rule);
        }
        else
        {
            thread.Park(outcome);
        }

        return CallResult.Deferred;
    }

    /// <summary>Copies from the program; small things only, since it begins anew after a wait.</summary>
    private static FileOutcome TryCopyIn(Thread thread, ulong address, Span<byte> into) =>
        FileOutcome.FromProgram(thread.Process.Memory!.Space.TryCopyIn(new VirtualAddress(address), into));

    private static FileOutcome TryCopyOut(Thread thread, ulong address, ReadOnlySpan<byte> from) =>
        FileOutcome.FromProgram(thread.Process.Memory!.Space.TryCopyOut(new VirtualAddress(address), from));

    /// <summary>Two words, the first at the lower address.</summary>
    private static FileOutcome TryCopyOut(Thread thread, ulong address, ulong first, ulong second) =>
        FileOutcome.FromProgram(thread.Process.Memory!.Space.TryCopyOut(new VirtualAddress(address), first, second));

    /// <summary>Reads a string that ends with a zero.</summary>
    /// <param name="thread">Whose.</param>
    /// <param name="address">Of its first byte.</param>
    /// <param name="room">Where to put it. NameTooLong when it does not fit with its zero.</param>
    /// <param name="length">Of the string, without its zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FileOutcome TryReadString(Thread thread, ulong address, Span<byte> room, out int length)
    {
        FaultOutcome outcome = thread.Process.Memory!.Space.TryCopyString(new VirtualAddress(address), room, out length);
        return !outcome.IsContinue ? FileOutcome.FromProgram(outcome) : length == room.Length ? Errno.NameTooLong : FileOutcome.Done;
    }

    private FileOutcome TryReadPath(Thread thread, ulong address, out PathText path) => TryReadPath(thread, address, _path, out path);

    /// <summary>Reads a path into a room of <see cref="_path"/>'s length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FileOutcome TryReadPath(Thread thread, ulong address, byte[] room, out PathText path)
    {
        FileOutcome outcome = TryReadString(thread, address, room.AsSpan(0, Vfs.MostPathBytes), out int length);
        path = new PathText(room, length);
        return outcome;
    }

    /// <summary>Where a path given to a call starts (openat(2), dirfd), and by whose authority. An absolute one starts at the process's root in any case.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Errno FindStart(Thread thread, int directory, in PathText path, out DirectoryReference start)
    {
        Process process = thread.Process;
        start = process.Paths.WorkingDirectory;
        return StartsByRoot(process, directory, in path) ? Errno.None : FindOtherStart(process, directory, path, out start);
    }

    /// <summary>Whether a path starts at the root or the working directory, by the authority of the capability for the root with all its rights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool StartsByRoot(Process process, int directory, in PathText path)
    {
        PathContext paths = process.Paths;
        DescriptorTable descriptors = process.Descriptors;
        return (path.IsAbsolute || (directory == FromWorkingDirectory && paths.WorkingDirectory.Authority == CapabilityHandle.None))
            && descriptors.Space.Holds(descriptors.Root, paths.Root.Rights);
    }

    /// <summary>A path that starts elsewhere than at the root with all its rights.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Errno FindOtherStart(Process process, int directory, in PathText path, out DirectoryReference start)
    {
        DescriptorTable descriptors = process.Descriptors;
        NarrowRoot(process, descriptors.Space.RightsOf(descriptors.Root));
        bool isAbsolute = path.IsAbsolute;
        if (!isAbsolute && directory != FromWorkingDirectory)
        {
            return FindGivenStart(descriptors, directory, path, out start);
        }

        start = process.Paths.WorkingDirectory;
        return descriptors.CheckStart(isAbsolute ? CapabilityHandle.None : start.Authority, nameof(FindStart));
    }

    private static Errno FindGivenStart(DescriptorTable descriptors, int directory, in PathText path, out DirectoryReference start)
    {
        start = default;
        if (!descriptors.Get(directory, Rights.None, nameof(FindStart)).Ok(out OpenFile? file, out Errno error))
        {
            return error;
        }

        CapabilityHandle authority = descriptors.HandleOf(directory);
        Rights rights = descriptors.Space.RightsOf(authority);
        if (path.IsEmpty)
        {
            start = new DirectoryReference(file.Place, rights, authority);
            return Errno.None;
        }

        Result<DirectoryReference> reference = file.AsDirectory(rights, authority);
        start = reference.IsOk ? reference.Expect("it is a directory") : default;
        return reference.Error;
    }

    /// <summary>Absolute paths, and links that lead to such, have no more than the capability for the root has now: rights may have been split off it, or it was taken back.</summary>
    private static void NarrowRoot(Process process, Rights held)
    {
        if ((process.Paths.Root.Rights & ~held) != 0)
        {
            Narrow(process.Paths, held);
        }
    }

    private static void Narrow(PathContext paths, Rights held)
    {
        DirectoryReference here = paths.WorkingDirectory;
        if (here.Authority == CapabilityHandle.None)
        {
            paths.SetWorkingDirectory(held == Rights.None ? default : new DirectoryReference(here.Location, here.Rights & held));
        }

        paths.SetRoot(held == Rights.None ? default : new DirectoryReference(paths.Root.Location, paths.Root.Rights & held));
    }

    /// <summary>AT_FDCWD.</summary>
    private const int FromWorkingDirectory = -100;

    private void Define(int number, string name, CallHandler handler)
    {
        Panic.When(_names[number] is not null, "two calls have one number");
        _names[number] = name;
        _handlers[number] = handler;
    }

    /// <summary>A number that is not in Linux's table: one of Vela's own, or none at all.</summary>
    private CallResult Unlisted(Thread thread, in UserContext registers)
    {
        if (registers.Rax is >= (ulong)NativeCall.Handle and <= (ulong)LastNativeCall)
        {
            return CallNative(thread, in registers);
        }

        _log.Absent(thread, registers.Rax);
        return Errno.NotImplemented;
    }
}
