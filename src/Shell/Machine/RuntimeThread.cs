using System;

namespace Vela.Shell;

/// <summary>A thread of the .NET runtime inside the kernel.</summary>
/// <param name="Id">Its number in the kernel.</param>
/// <param name="Name">What it is for.</param>
/// <param name="State">Running, ready, or what it waits for, in a word or two.</param>
/// <param name="ProcessorTime">How long it has run.</param>
/// <param name="StackBytes">Stack set aside for it.</param>
public readonly record struct RuntimeThread(int Id, string Name, string State, TimeSpan ProcessorTime, long StackBytes);
