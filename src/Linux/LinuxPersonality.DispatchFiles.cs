using Vela.Hal;
using Vela.Processes;

namespace Vela.Linux;

/// <remarks>The table, continued: calls on files and descriptors.</remarks>
public sealed partial class LinuxPersonality
{
    private CallResult DispatchFiles(Thread thread, in UserContext r)
    {
        unchecked
        {
            switch (r.Rax)
            {
                case 0: return Read(thread, (int)r.Rdi, r.Rsi, r.Rdx);
                case 1: return Write(thread, (int)r.Rdi, r.Rsi, r.Rdx);
                case 2: return Open(thread, FromWorkingDirectory, r.Rdi, (uint)r.Rsi, (uint)r.Rdx);
                case 3: return Close(thread, (int)r.Rdi);
                case 4: return TellStatus(thread, FromWorkingDirectory, r.Rdi, r.Rsi, 0);
                case 5: return TellStatusOf(thread, (int)r.Rdi, r.Rsi);
                case 6: return TellStatus(thread, FromWorkingDirectory, r.Rdi, r.Rsi, PathFlags.NoFollow);
                case 8: return Seek(thread, (int)r.Rdi, (long)r.Rsi, (uint)r.Rdx);
                case 16: return ControlDevice(thread, (int)r.Rdi, (uint)r.Rsi, r.Rdx);
                case 17: return ReadAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10);
                case 18: return WriteAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10);
                case 19: return ReadSegments(thread, (int)r.Rdi, r.Rsi, r.Rdx);
                case 20: return WriteSegments(thread, (int)r.Rdi, r.Rsi, r.Rdx);
                case 21: return CheckAccess(thread, FromWorkingDirectory, r.Rdi, (uint)r.Rsi, 0);
                case 22: return MakePipe(thread, r.Rdi, 0);
                case 32: return Duplicate(thread, (int)r.Rdi);
                case 33: return DuplicateTo(thread, (int)r.Rdi, (int)r.Rsi);
                case 72: return Control(thread, (int)r.Rdi, (int)r.Rsi, r.Rdx);
                case 73: return LockFile(thread, (int)r.Rdi, (uint)r.Rsi);
                case 78: return List(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, DirectoryFormat.Old);
                case 85: return Open(thread, FromWorkingDirectory, r.Rdi, OpenBits.ForCreat, (uint)r.Rsi);
                case 89: return ReadLink(thread, FromWorkingDirectory, r.Rdi, r.Rsi, (int)r.Rdx);
                case 137: return TellFileSystem(thread, r.Rdi, r.Rsi);
                case 138: return TellFileSystemOf(thread, (int)r.Rdi, r.Rsi);
                case 217: return List(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, DirectoryFormat.Current);
                case 257: return Open(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10);
                case 262: return TellStatus(thread, (int)r.Rdi, r.Rsi, r.Rdx, (uint)r.R10);
                case 267: return ReadLink(thread, (int)r.Rdi, r.Rsi, r.Rdx, (int)r.R10);
                case 269: return CheckAccess(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, 0);
                case 283: return MakeTimer(thread, (int)r.Rdi, (uint)r.Rsi);
                case 284: return MakeCounter(thread, (uint)r.Rdi, 0);
                case 286: return SetTimer(thread, (int)r.Rdi, (uint)r.Rsi, r.Rdx, r.R10);
                case 287: return TellTimer(thread, (int)r.Rdi, r.Rsi);
                case 290: return MakeCounter(thread, (uint)r.Rdi, (uint)r.Rsi);
                case 292: return DuplicateTo(thread, (int)r.Rdi, (int)r.Rsi, (uint)r.Rdx);
                case 293: return MakePipe(thread, r.Rdi, (uint)r.Rsi);
                case 295: return ReadSegmentsAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10, 0, CursorUse.Never);
                case 296: return WriteSegmentsAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10, 0, CursorUse.Never);
                case 319: return MakeMemoryFile(thread, r.Rdi, (uint)r.Rsi);
                case 327: return ReadSegmentsAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10, (uint)r.R9, CursorUse.AtMinusOne);
                case 328: return WriteSegmentsAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10, (uint)r.R9, CursorUse.AtMinusOne);
                case 332: return TellStatusExtended(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10, r.R8);
                case 436: return CloseRange(thread, (uint)r.Rdi, (uint)r.Rsi, (uint)r.Rdx);
                case 437: return OpenHow(thread, (int)r.Rdi, r.Rsi, r.Rdx, r.R10);
                case 439: return CheckAccess(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10);
                default: return Unknown(thread, r.Rax);
            }
        }
    }
}
