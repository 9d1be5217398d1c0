namespace Vela.Shell;

/// <summary>What happens to a symbolic link at the end of a path.</summary>
public enum LinkRule
{
    Follow,
    DoNotFollow,
}
