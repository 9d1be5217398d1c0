namespace Vela.Shell;

/// <summary>Whether a picture is coloured: on a console, and not in a file.</summary>
internal enum PictureColours
{
    None,
    Shown,
}
