using System;

namespace Vela.Shell;

public sealed partial class LineEditor
{
    private (string Text, int Cursor, int HistoryIndex) _beforeSearch;
    private SearchDirection _direction;
    private string _query = "";
    private bool _failed;

    public bool IsSearching { get; private set; }

    /// <summary>What stands in the prompt's place while searching.</summary>
    public string SearchPrompt =>
        (_failed ? "(failed " : "(") + (_direction == SearchDirection.Older ? "reverse-i-search)`" : "i-search)`") + _query + "': ";

    private void BeginSearch(SearchDirection direction)
    {
        IsSearching = true;
        _direction = direction;
        _query = "";
        _failed = false;
        _beforeSearch = (Text, Cursor, _historyIndex);
    }

    /// <summary>Takes a key while searching. False if it ended the search, and is now to be obeyed as any other.</summary>
    private bool SearchKey(KeyStroke key)
    {
        if (key.Kind == KeyKind.Character)
        {
            _query += key.Character.ToString();
            Search(_historyIndex);
            return true;
        }

        if (key.Is(KeyKind.Control, 'r') || key.Is(KeyKind.Control, 's'))
        {
            _direction = key.Is(KeyKind.Control, 'r') ? SearchDirection.Older : SearchDirection.Newer;
            Search(_historyIndex + (_direction == SearchDirection.Older ? -1 : 1));
            return true;
        }

        if (key.Kind == KeyKind.Backspace)
        {
            if (_query.Length > 0)
            {
                _query = _query[..^(char.IsLowSurrogate(_query[^1]) && _query.Length > 1 ? 2 : 1)];
                Search(_direction == SearchDirection.Older ? history.Lines.Count : 0);
            }

            return true;
        }

        IsSearching = false;
        if (key.Is(KeyKind.Control, 'g') || key.Is(KeyKind.Control, 'c'))
        {
            (Text, Cursor, _historyIndex) = _beforeSearch;
            return true;
        }

        if (Text != _beforeSearch.Text)
        {
            _undo.Add((_beforeSearch.Text, _beforeSearch.Cursor));
        }

        // A lone Escape arrives with the key that follows it; both only end the search.
        return key.Kind is KeyKind.Unknown;
    }

    private void Search(int from)
    {
        int found = _direction == SearchDirection.Older ? history.FindOlder(_query, from) : history.FindNewer(_query, from);
        _failed = found < 0;
        if (_failed)
        {
            return;
        }

        if (_beforeSearch.HistoryIndex == history.Lines.Count)
        {
            _draft = _beforeSearch.Text;
        }

        _historyIndex = found;
        Text = history.Lines[found];
        Cursor = Text.IndexOf(_query, StringComparison.Ordinal);
    }
}
