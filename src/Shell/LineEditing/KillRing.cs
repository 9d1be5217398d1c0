using System.Collections.Generic;

namespace Vela.Shell;

/// <summary>What was killed, latest first, to be yanked back. Lives as long as the shell, across lines.</summary>
public sealed class KillRing
{
    private const int Capacity = 16;
    private readonly List<string> _texts = [];
    private int _yanked;

    public void Add(string text)
    {
        _texts.Insert(0, text);
        if (_texts.Count > Capacity)
        {
            _texts.RemoveAt(Capacity);
        }
    }

    /// <summary>Joins to the latest entry: kills in a row are one.</summary>
    public void Extend(string text, KillSide side)
    {
        if (_texts.Count == 0)
        {
            Add(text);
        }
        else
        {
            _texts[0] = side == KillSide.After ? _texts[0] + text : text + _texts[0];
        }
    }

    /// <summary>The latest entry; empty if there is none.</summary>
    public string Latest()
    {
        _yanked = 0;
        return _texts.Count > 0 ? _texts[0] : "";
    }

    /// <summary>The entry before the one that was yanked last, around and around.</summary>
    public string Older()
    {
        if (_texts.Count == 0)
        {
            return "";
        }

        _yanked = (_yanked + 1) % _texts.Count;
        return _texts[_yanked];
    }
}
