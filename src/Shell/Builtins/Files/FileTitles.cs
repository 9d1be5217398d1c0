namespace Vela.Shell;

/// <summary>The line above what is shown of each file, where there are several: head and tail.</summary>
internal sealed class FileTitles(OutputWriter output, int files)
{
    private bool _isBegun;

    public void Write(string name)
    {
        if (files > 1)
        {
            output.WriteLine((_isBegun ? "\n==> " : "==> ") + (name == "-" ? "standard input" : name) + " <==");
            _isBegun = true;
        }
    }
}
