using System.Collections.Generic;
using Vela.SelfTests;

namespace Vela.Tests.Boot;

/// <summary>A whole frame from the image, its checksum right.</summary>
internal sealed record ReceivedFrame(uint Sequence, FrameKind Kind, IReadOnlyList<string> Fields)
{
    public string Field(int index) => index < Fields.Count ? Fields[index] : "";
}
