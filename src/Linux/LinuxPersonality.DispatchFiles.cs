using Vela.Fs;
using Vela.Hal;
using Vela.Primitives;
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
                case 7: return Poll(thread, r.Rdi, r.Rsi, (int)r.Rdx);
                case 8: return Seek(thread, (int)r.Rdi, (long)r.Rsi, (uint)r.Rdx);
                case 16: return ControlDevice(thread, (int)r.Rdi, (uint)r.Rsi, r.Rdx);
                case 17: return ReadAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10);
                case 18: return WriteAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10);
                case 19: return ReadSegments(thread, (int)r.Rdi, r.Rsi, r.Rdx);
                case 20: return WriteSegments(thread, (int)r.Rdi, r.Rsi, r.Rdx);
                case 21: return CheckAccess(thread, FromWorkingDirectory, r.Rdi, (uint)r.Rsi, 0);
                case 22: return MakePipe(thread, r.Rdi, 0);
                case 23: return Select(thread, (int)r.Rdi, r.Rsi, r.Rdx, r.R10, r.R8);
                case 32: return Duplicate(thread, (int)r.Rdi);
                case 33: return DuplicateTo(thread, (int)r.Rdi, (int)r.Rsi);
                case 40: return SendFile(thread, (int)r.Rdi, (int)r.Rsi, r.Rdx, r.R10);
                case 41: return Errno.AddressFamilyNotSupported; // socket(2)
                case 42:
                case 43:
                case 44:
                case 45:
                case 46:
                case 47:
                case 48:
                case 49:
                case 50:
                case 51:
                case 52:
                case 54:
                case 55:
                case 288:
                case 299:
                case 307:
                    return RefuseSocket(thread, (int)r.Rdi);
                case 53: return Errno.AddressFamilyNotSupported; // socketpair(2)
                case 72: return Control(thread, (int)r.Rdi, (int)r.Rsi, r.Rdx);
                case 73: return LockFile(thread, (int)r.Rdi, (uint)r.Rsi);
                case 74: return SyncFile(thread, (int)r.Rdi, SyncKind.Everything);
                case 75: return SyncFile(thread, (int)r.Rdi, SyncKind.Contents);
                case 76: return Resize(thread, r.Rdi, (long)r.Rsi);
                case 77: return ResizeOf(thread, (int)r.Rdi, (long)r.Rsi);
                case 78: return List(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, DirectoryFormat.Old);
                case 79: return TellDirectory(thread, r.Rdi, r.Rsi);
                case 80: return ChangeDirectory(thread, r.Rdi);
                case 81: return ChangeDirectoryTo(thread, (int)r.Rdi);
                case 82: return Rename(thread, FromWorkingDirectory, r.Rdi, FromWorkingDirectory, r.Rsi, 0);
                case 83: return MakeDirectory(thread, FromWorkingDirectory, r.Rdi, (uint)r.Rsi);
                case 84: return Remove(thread, FromWorkingDirectory, r.Rdi, PathFlags.RemoveDirectory);
                case 85: return Open(thread, FromWorkingDirectory, r.Rdi, OpenBits.ForCreat, (uint)r.Rsi);
                case 86: return Link(thread, FromWorkingDirectory, r.Rdi, FromWorkingDirectory, r.Rsi, 0);
                case 87: return Remove(thread, FromWorkingDirectory, r.Rdi, 0);
                case 88: return MakeSymbolicLink(thread, r.Rdi, FromWorkingDirectory, r.Rsi);
                case 89: return ReadLink(thread, FromWorkingDirectory, r.Rdi, r.Rsi, (int)r.Rdx);
                case 90: return ChangePermissions(thread, FromWorkingDirectory, r.Rdi, (uint)r.Rsi, 0);
                case 91: return ChangePermissionsOf(thread, (int)r.Rdi, (uint)r.Rsi);
                case 92: return ChangeOwner(thread, FromWorkingDirectory, r.Rdi, (uint)r.Rsi, (uint)r.Rdx, 0);
                case 93: return ChangeOwnerOf(thread, (int)r.Rdi, (uint)r.Rsi, (uint)r.Rdx);
                case 94: return ChangeOwner(thread, FromWorkingDirectory, r.Rdi, (uint)r.Rsi, (uint)r.Rdx, PathFlags.NoFollow);
                case 95: return ChangeMask(thread, (uint)r.Rdi);
                case 132: return ChangeTimes(thread, FromWorkingDirectory, r.Rdi, r.Rsi, 0, TimesForm.Seconds);
                case 133: return MakeNode(thread, FromWorkingDirectory, r.Rdi, (uint)r.Rsi, (uint)r.Rdx);
                case 137: return TellFileSystem(thread, r.Rdi, r.Rsi);
                case 138: return TellFileSystemOf(thread, (int)r.Rdi, r.Rsi);
                case 161: return ChangeRoot(thread, r.Rdi);
                case 162: return SyncAll(thread);
                case 187: return ReadAhead(thread, (int)r.Rdi);
                case 188:
                case 191:
                case 194:
                case 197:
                    return RefuseAttribute(thread, r.Rdi, WalkMode.Follow);
                case 189:
                case 192:
                case 195:
                case 198:
                    return RefuseAttribute(thread, r.Rdi, WalkMode.None);
                case 190:
                case 193:
                case 196:
                case 199:
                    return RefuseAttributeOf(thread, (int)r.Rdi);
                case 213: return (int)r.Rdi <= 0 ? Errno.Invalid : MakePollSet(thread, 0);
                case 217: return List(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, DirectoryFormat.Current);
                case 221: return Advise(thread, (int)r.Rdi, (long)r.Rdx, (int)r.R10);
                case 232: return WaitForPollSet(thread, (int)r.Rdi, r.Rsi, (int)r.Rdx, (int)r.R10, 0, 0);
                case 233: return ChangePollSet(thread, (int)r.Rdi, (int)r.Rsi, (int)r.Rdx, r.R10);
                case 235: return ChangeTimes(thread, FromWorkingDirectory, r.Rdi, r.Rsi, 0, TimesForm.Microseconds);
                case 257: return Open(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10);
                case 258: return MakeDirectory(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx);
                case 259: return MakeNode(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10);
                case 260: return ChangeOwner(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10, (uint)r.R8);
                case 261: return ChangeTimes(thread, (int)r.Rdi, r.Rsi, r.Rdx, 0, TimesForm.Microseconds);
                case 262: return TellStatus(thread, (int)r.Rdi, r.Rsi, r.Rdx, (uint)r.R10);
                case 263: return Remove(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx);
                case 264: return Rename(thread, (int)r.Rdi, r.Rsi, (int)r.Rdx, r.R10, 0);
                case 265: return Link(thread, (int)r.Rdi, r.Rsi, (int)r.Rdx, r.R10, (uint)r.R8);
                case 266: return MakeSymbolicLink(thread, r.Rdi, (int)r.Rsi, r.Rdx);
                case 267: return ReadLink(thread, (int)r.Rdi, r.Rsi, r.Rdx, (int)r.R10);
                case 268: return ChangePermissions(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, 0);
                case 269: return CheckAccess(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, 0);
                case 270: return SelectMasked(thread, (int)r.Rdi, r.Rsi, r.Rdx, r.R10, r.R8, r.R9);
                case 271: return PollMasked(thread, r.Rdi, r.Rsi, r.Rdx, r.R10, r.R8);
                case 275: return Errno.Invalid; // splice(2): no file here supports it
                case 276: return Errno.Invalid; // tee(2)
                case 277: return SyncRange(thread, (int)r.Rdi, (long)r.Rsi, (long)r.Rdx, (uint)r.R10);
                case 278: return Errno.Invalid; // vmsplice(2)
                case 280: return ChangeTimes(thread, (int)r.Rdi, r.Rsi, r.Rdx, (uint)r.R10, TimesForm.Nanoseconds);
                case 281: return WaitForPollSet(thread, (int)r.Rdi, r.Rsi, (int)r.Rdx, (int)r.R10, r.R8, r.R9);
                case 283: return MakeTimer(thread, (int)r.Rdi, (uint)r.Rsi);
                case 284: return MakeCounter(thread, (uint)r.Rdi, 0);
                case 285: return Allocate(thread, (int)r.Rdi, (uint)r.Rsi, (long)r.Rdx, (long)r.R10);
                case 286: return SetTimer(thread, (int)r.Rdi, (uint)r.Rsi, r.Rdx, r.R10);
                case 287: return TellTimer(thread, (int)r.Rdi, r.Rsi);
                case 290: return MakeCounter(thread, (uint)r.Rdi, (uint)r.Rsi);
                case 291: return MakePollSet(thread, (uint)r.Rdi);
                case 292: return DuplicateTo(thread, (int)r.Rdi, (int)r.Rsi, (uint)r.Rdx);
                case 293: return MakePipe(thread, r.Rdi, (uint)r.Rsi);
                case 295: return ReadSegmentsAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10, 0, CursorUse.Never);
                case 296: return WriteSegmentsAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10, 0, CursorUse.Never);
                case 306: return SyncFileSystem(thread, (int)r.Rdi);
                case 316: return Rename(thread, (int)r.Rdi, r.Rsi, (int)r.Rdx, r.R10, (uint)r.R8);
                case 319: return MakeMemoryFile(thread, r.Rdi, (uint)r.Rsi);
                case 326: return CopyRange(thread, (int)r.Rdi, r.Rsi, (int)r.Rdx, r.R10, r.R8, (uint)r.R9);
                case 327: return ReadSegmentsAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10, (uint)r.R9, CursorUse.AtMinusOne);
                case 328: return WriteSegmentsAt(thread, (int)r.Rdi, r.Rsi, r.Rdx, (long)r.R10, (uint)r.R9, CursorUse.AtMinusOne);
                case 332: return TellStatusExtended(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10, r.R8);
                case 436: return CloseRange(thread, (uint)r.Rdi, (uint)r.Rsi, (uint)r.Rdx);
                case 437: return OpenHow(thread, (int)r.Rdi, r.Rsi, r.Rdx, r.R10);
                case 439: return CheckAccess(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10);
                case 441: return WaitForPollSetTimed(thread, (int)r.Rdi, r.Rsi, (int)r.Rdx, r.R10, r.R8, r.R9);
                case 452: return ChangePermissions(thread, (int)r.Rdi, r.Rsi, (uint)r.Rdx, (uint)r.R10);
                default: return Unknown(thread, r.Rax);
            }
        }
    }
}
