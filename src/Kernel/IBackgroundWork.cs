namespace Vela.Kernel;

/// <summary>Work that rooms put off, to be done a piece at a time.</summary>
internal interface IBackgroundWork
{
    /// <summary>Does a piece, well below a million instructions.</summary>
    /// <returns>Whether there is more.</returns>
    bool DoPiece();
}
