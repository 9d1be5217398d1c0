namespace Vela.Shell;

/// <summary>One report of a console; <paramref name="Count"/> bytes were put into the buffer if the kind is <see cref="ConsoleInputKind.Bytes"/>.</summary>
public readonly record struct ConsoleInput(ConsoleInputKind Kind, int Count = 0);
