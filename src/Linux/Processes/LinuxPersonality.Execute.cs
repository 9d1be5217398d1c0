using System;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Generic;
using Vela.Capabilities;
using Vela.Fs;
using Vela.Primitives;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>Running another program (execve(2), execveat(2)), and the stack it starts with (System V ABI for AMD64, 3.4.1).</remarks>
public sealed partial class LinuxPersonality
{
    private const uint NoFollow = 0x100;
    private const uint EmptyPath = 0x1000;
    private const int MostStringBytes = 128 << 10;
    private const int MostArgumentBytes = 2 << 20;
    private const int RandomBytes = 16;
    private const ulong StackAlignment = 16;

    /// <summary>Where a string of the vector is read; made by the first execve.</summary>
    private byte[]? _string;

    private CallResult ReadStrings(Thread thread, ulong address, List<byte[]> strings, ref int total)
    {
        Span<byte> pointer = stackalloc byte[sizeof(ulong)];
        for (ulong at = address; address != 0; at += sizeof(ulong))
        {
            FileOutcome outcome = TryCopyIn(thread, at, pointer);
            if (!outcome.IsDone)
            {
                return Finish(thread, outcome);
            }

            ulong text = BinaryPrimitives.ReadUInt64LittleEndian(pointer);
            if (text == 0)
            {
                break;
            }

            _string ??= new byte[MostStringBytes];
            outcome = TryReadString(thread, text, _string, out int length);
            if (!outcome.IsDone)
            {
                return outcome.Error == Errno.NameTooLong ? Errno.ArgumentListTooLong : Finish(thread, outcome);
            }

            total += length + 1 + sizeof(ulong);
            if (total > MostArgumentBytes)
            {
                return Errno.ArgumentListTooLong;
            }

            strings.Add(_string.AsSpan(0, length).ToArray());
        }

        return 0;
    }

    private CallResult Execute(Thread thread, int directory, ulong pathAddress, ulong argumentsAddress, ulong environmentAddress, uint flags)
    {
        if ((flags & ~(NoFollow | EmptyPath)) != 0)
        {
            return Errno.Invalid;
        }

        FileOutcome outcome = TryReadPath(thread, pathAddress, out PathText path);
        if (!outcome.IsDone)
        {
            return Finish(thread, outcome);
        }

        Errno error = FindStart(thread, directory, path, out DirectoryReference start);
        if (error != Errno.None)
        {
            return error;
        }

        Inode? file = null;
        byte[] name = path.Bytes.ToArray();
        if (path.IsEmpty && (flags & EmptyPath) != 0 && directory != FromWorkingDirectory)
        {
            DescriptorTable descriptors = thread.Process.Descriptors;
            if (!descriptors.Get(directory, Rights.Execute).Ok(out OpenFile? opened, out error))
            {
                return error;
            }

            file = opened.Inode;
            Span<byte> digits = stackalloc byte[10];
            _ = Utf8Formatter.TryFormat(directory, digits, out int length); // no more than 10
            name = [.. "/dev/fd/"u8, .. digits[..length]];
        }

        List<byte[]> arguments = [];
        List<byte[]> environment = [];
        int total = 0;
        CallResult result = ReadStrings(thread, argumentsAddress, arguments, ref total);
        result = result.Value == 0 ? ReadStrings(thread, environmentAddress, environment, ref total) : result;
        if (result.Value != 0)
        {
            return result;
        }

        WalkMode mode = ((flags & NoFollow) != 0 ? WalkMode.None : WalkMode.Follow) | ((flags & EmptyPath) != 0 ? WalkMode.AllowEmpty : WalkMode.None);
        ExecRequest request = new() { Start = start, Path = name, File = file, Mode = mode, Arguments = arguments, Environment = environment };
        outcome = thread.Process.TryExecute(thread, request);
        return outcome.IsDone ? CallResult.Deferred : Finish(thread, outcome);
    }

    public FileOutcome TryPrepareStack(Thread thread, ProgramMemory memory, LoadedProgram program, ExecRequest request)
    {
        int strings = program.Name.Length + 1 + RandomBytes + Platform.Length;
        foreach (byte[] text in request.Arguments)
        {
            strings += text.Length + 1;
        }

        foreach (byte[] text in request.Environment)
        {
            strings += text.Length + 1;
        }

        // From the top: nothing, the strings; then, aligned, the auxiliary vector, the environment's and the arguments' pointers, their number.
        int words = 1 + request.Arguments.Count + 1 + request.Environment.Count + 1 + (AuxiliaryEntries * 2);
        ulong stringsAt = program.StackTop.Value - sizeof(ulong) - (ulong)strings;
        ulong start = (stringsAt - ((ulong)words * sizeof(ulong))) & ~(StackAlignment - 1);
        byte[] image = new byte[program.StackTop.Value - start];
        StackImage stack = new(image, start, stringsAt);
        stack.AddWord((ulong)request.Arguments.Count);
        memory.ArgumentsStart = stack.NextString;
        AddPointers(ref stack, request.Arguments);
        memory.ArgumentsEnd = stack.NextString;
        AddPointers(ref stack, request.Environment);
        memory.EnvironmentEnd = stack.NextString;
        AddAuxiliaries(ref stack, thread, program);
        Vela.Memory.Progress progress = default;
        FileOutcome outcome = FileOutcome.FromProgram(memory.Space.TryCopyOut(new VirtualAddress(start), image, ref progress));
        if (!outcome.IsDone)
        {
            return outcome.Error == Errno.BadAddress ? Errno.ArgumentListTooLong : outcome;
        }

        thread.ResetRegisters();
        thread.Registers.Rip = program.Start;
        thread.Registers.Rsp = start;
        return FileOutcome.Done;
    }

    private static void AddPointers(ref StackImage stack, List<byte[]> strings)
    {
        foreach (byte[] text in strings)
        {
            stack.AddWord(stack.AddString(text));
        }

        stack.AddWord(0);
    }

    private const int AuxiliaryEntries = 19;

    private static ReadOnlySpan<byte> Platform => "x86_64\0"u8;

    /// <summary>getauxval(3).</summary>
    private void AddAuxiliaries(ref StackImage stack, Thread thread, LoadedProgram program)
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        thread.Process.Container.Random.Fill(random);
        ulong randomAt = stack.AddBytes(random);
        ulong platformAt = stack.AddBytes(Platform);
        ulong nameAt = stack.AddString(program.Name);
        Credentials who = thread.Process.Paths.Who;
        stack.AddPair(33, program.Vdso); // AT_SYSINFO_EHDR
        stack.AddPair(16, _processorFeatures); // AT_HWCAP
        stack.AddPair(6, PageNumber.Size); // AT_PAGESZ
        stack.AddPair(17, PerSecond / TickNanoseconds); // AT_CLKTCK
        stack.AddPair(3, program.Headers); // AT_PHDR
        stack.AddPair(4, program.HeaderSize); // AT_PHENT
        stack.AddPair(5, program.HeaderCount); // AT_PHNUM
        stack.AddPair(7, program.InterpreterBase); // AT_BASE
        stack.AddPair(8, 0); // AT_FLAGS
        stack.AddPair(9, program.Entry); // AT_ENTRY
        stack.AddPair(11, who.User); // AT_UID
        stack.AddPair(12, who.User); // AT_EUID
        stack.AddPair(13, who.Group); // AT_GID
        stack.AddPair(14, who.Group); // AT_EGID
        stack.AddPair(23, 0); // AT_SECURE
        stack.AddPair(25, randomAt); // AT_RANDOM
        stack.AddPair(15, platformAt); // AT_PLATFORM
        stack.AddPair(31, nameAt); // AT_EXECFN
        stack.AddPair(0, 0); // AT_NULL
    }

    /// <summary>The bytes of a new stack: words that grow up from its start, strings that grow up to its end.</summary>
    private ref struct StackImage(Span<byte> image, ulong start, ulong strings)
    {
        private readonly Span<byte> _image = image;
        private readonly ulong _start = start;
        private int _word;

        public ulong NextString { get; private set; } = strings;

        public void AddWord(ulong word)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_image[_word..], word);
            _word += sizeof(ulong);
        }

        public void AddPair(ulong type, ulong value)
        {
            AddWord(type);
            AddWord(value);
        }

        public ulong AddBytes(scoped ReadOnlySpan<byte> bytes)
        {
            ulong at = NextString;
            bytes.CopyTo(_image[(int)(at - _start)..]);
            NextString += (ulong)bytes.Length;
            return at;
        }

        public ulong AddString(scoped ReadOnlySpan<byte> text)
        {
            ulong at = AddBytes(text);
            NextString++; // the image was zero
            return at;
        }
    }
}
