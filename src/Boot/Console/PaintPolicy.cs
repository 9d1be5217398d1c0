namespace Vela.Boot;

/// <summary>When what was written becomes visible on a screen.</summary>
public enum PaintPolicy : byte
{
    /// <summary>After each write: early boot and panics, when nobody calls <see cref="Consoles{TPorts}.Flush"/>.</summary>
    EveryWrite,

    /// <summary>When the executive calls <see cref="Consoles{TPorts}.Flush"/>: a burst of output is painted at most 60 times a second.</summary>
    OnFlush,
}
