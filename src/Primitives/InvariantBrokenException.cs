using System;

namespace Vela.Primitives;

/// <summary>Something that must always hold does not. Thrown by <see cref="Panic"/> only; ends the machine, or a test.</summary>
public sealed class InvariantBrokenException(string broken) : Exception(broken);
