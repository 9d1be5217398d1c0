using System;
using Vela.Hal;
using Vela.Primitives;

namespace Vela.Shell;

/// <summary>The input of a background job: a program has the terminal, which stops it when it reads; what the shell itself runs finds nothing to read.</summary>
public sealed class BackgroundConsole : ByteStream
{
    public override bool IsConsole => true;

    public override KernelTask<Result<int>> Read(Memory<byte> buffer, Interruption? interruption) => new(0);
}
