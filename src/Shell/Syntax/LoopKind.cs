namespace Vela.Shell;

/// <summary>When a loop goes on.</summary>
public enum LoopKind
{
    While,

    Until,
}
