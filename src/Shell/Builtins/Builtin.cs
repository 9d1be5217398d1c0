using Vela.Hal;

namespace Vela.Shell;

/// <summary>A command that is part of the shell.</summary>
/// <remarks>
/// Holds the interfaces it was constructed with, which are its whole authority; keeps nothing between two runs, which may overlap.
/// A loop whose length a user decides calls <see cref="OutputWriter.Drain"/> or <see cref="CommandContext.Breathe"/>.
/// How to add one: docs/add-a-shell-command.md.
/// </remarks>
public abstract class Builtin
{
    public abstract string Name { get; }

    public abstract CommandManual Manual { get; }

    public virtual BuiltinKind Kind => BuiltinKind.Utility;

    /// <summary>Whether it does its work by running another command.</summary>
    public virtual bool RunsOthers => false;

    /// <summary>Runs it to its exit status.</summary>
    public abstract KernelTask<int> Run(CommandContext context);
}
